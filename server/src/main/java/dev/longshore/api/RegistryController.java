package dev.longshore.api;

import dev.longshore.access.Actor;
import dev.longshore.registries.Registries;
import dev.longshore.registries.Registry;
import dev.longshore.registries.RegistryChange;
import io.swagger.v3.oas.annotations.Operation;
import java.net.URI;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Registries by name, and the accounts that operations use there. */
@RestController
@RequestMapping(RegistryController.PATH)
final class RegistryController {

    static final String PATH = "/api/v1/registries";

    private final Registries registries;

    RegistryController(Registries registries) {
        this.registries = registries;
    }

    /**
     * What to make of a registry; a field that is missing stays as it is, an empty text clears it.
     *
     * @param host {@code host[:port]} as in references; docker.io for Docker Hub
     * @param password write-only: no answer holds it
     * @param certificateAuthority PEM of the CA that signed the registry's certificate
     * @param plainHttp whether it is spoken to without TLS, passwords included
     */
    record RegistryFields(
            @Nullable String name,
            @Nullable String host,
            @Nullable String username,
            @Nullable String password,
            @Nullable String certificateAuthority,
            @Nullable Boolean plainHttp) {

        RegistryChange change() {
            return new RegistryChange(name, host, username, password, certificateAuthority, plainHttp);
        }

        @Override
        public String toString() {
            return "RegistryFields[" + name + " " + host + "]";
        }
    }

    /**
     * A registry.
     *
     * @param username empty without one, or for who may not change registries; so are the next two
     * @param hasPassword whether a password is kept
     */
    record RegistryBody(
            long id,
            String name,
            String host,
            String username,
            boolean hasPassword,
            String certificateAuthority,
            boolean plainHttp,
            Instant createdAt,
            Instant changedAt) {

        static RegistryBody of(Registry registry) {
            return new RegistryBody(
                    registry.id(),
                    registry.name(),
                    registry.host(),
                    registry.username(),
                    registry.hasPassword(),
                    registry.certificateAuthority(),
                    registry.plainHttp(),
                    registry.createdAt(),
                    registry.changedAt());
        }
    }

    @Operation(summary = "All registries, by name; accounts and CAs only for who may change them")
    @GetMapping
    ListBody<RegistryBody> list(Actor actor) {
        return new ListBody<>(
                registries.list(actor).stream().map(RegistryBody::of).toList());
    }

    @Operation(summary = "Adds a registry; user name and password are used by pulls and pushes of its images")
    @PostMapping
    ResponseEntity<RegistryBody> add(Actor actor, @RequestBody RegistryFields wanted) {
        Registry added = registries.add(actor, wanted.change());
        return ResponseEntity.created(URI.create(PATH + "/" + added.id())).body(RegistryBody.of(added));
    }

    @Operation(summary = "One registry")
    @GetMapping("/{id}")
    RegistryBody get(Actor actor, @PathVariable long id) {
        return RegistryBody.of(registries.get(actor, id));
    }

    @Operation(summary = "Changes a registry; another host takes its account away unless one is given with it")
    @PatchMapping("/{id}")
    RegistryBody change(Actor actor, @PathVariable long id, @RequestBody RegistryFields wanted) {
        return RegistryBody.of(registries.change(actor, id, wanted.change()));
    }

    @Operation(summary = "Forgets a registry and its password; nothing at the registry itself is touched")
    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(Actor actor, @PathVariable long id) {
        registries.remove(actor, id);
    }
}
