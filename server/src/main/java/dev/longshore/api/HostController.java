package dev.longshore.api;

import dev.longshore.LongshoreSettings;
import dev.longshore.access.Actor;
import dev.longshore.inventory.ContainerQuery;
import dev.longshore.inventory.ContainerView;
import dev.longshore.inventory.Fleet;
import dev.longshore.inventory.HostFacts;
import dev.longshore.inventory.RawKind;
import dev.longshore.model.HostId;
import dev.longshore.model.ImageId;
import dev.longshore.operations.HostAdmin;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Hosts, and what belongs to one of them. */
@RestController
@RequestMapping("/api/v1")
final class HostController {

    private final Fleet fleet;
    private final HostAdmin admin;
    private final LongshoreSettings settings;

    HostController(Fleet fleet, HostAdmin admin, LongshoreSettings settings) {
        this.fleet = fleet;
        this.admin = admin;
        this.settings = settings;
    }

    @GetMapping("/hosts")
    ListBody<HostBody> hosts(Actor actor) {
        return new ListBody<>(fleet.hosts(actor).stream().map(HostBody::of).toList());
    }

    @GetMapping("/hosts/{id}")
    HostBody host(Actor actor, @PathVariable HostId id) {
        return HostBody.of(fleet.host(actor, id));
    }

    /** What to change of a host. */
    record HostChange(@Nullable String name) {}

    @PatchMapping("/hosts/{id}")
    HostBody rename(Actor actor, @PathVariable HostId id, @RequestBody HostChange change) {
        admin.rename(actor, id, Fields.required("name", change.name()));
        return HostBody.of(fleet.host(actor, id));
    }

    @DeleteMapping("/hosts/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(Actor actor, @PathVariable HostId id) {
        admin.remove(actor, id);
    }

    /** Whom to invite: all fields may be missing. */
    record NewJoinToken(
            @Nullable String hostName,
            @Nullable Map<String, String> labels,
            @Nullable String agentUrl) {}

    /** A join token, which is shown here and never again, and the lines that start an agent with it. */
    record JoinTokenBody(String id, String token, Instant expiresAt, String installDocker, String installJava) {

        @Override
        public String toString() {
            return "JoinTokenBody[" + id + "]";
        }
    }

    @PostMapping("/join-tokens")
    @ResponseStatus(HttpStatus.CREATED)
    JoinTokenBody invite(Actor actor, @RequestBody NewJoinToken wanted, HttpServletRequest request) {
        String url = wanted.agentUrl() == null ? agentUrl(request) : wanted.agentUrl();
        HostAdmin.Invitation invitation = admin.invite(
                actor,
                wanted.hostName() == null ? "" : wanted.hostName(),
                wanted.labels() == null ? Map.of() : wanted.labels(),
                url);
        return new JoinTokenBody(
                invitation.tokenId(),
                invitation.tokenText(),
                invitation.expiresAt(),
                invitation.dockerLine(),
                invitation.javaLine());
    }

    private String agentUrl(HttpServletRequest request) {
        String set = settings.agentUrl();
        return set == null || set.isBlank() ? "https://" + request.getServerName() + ":" + settings.agentPort() : set;
    }

    /** A runtime, and the containers that use it. */
    record RuntimeBody(
            String name,
            String path,
            List<String> args,
            String version,
            String ociVersion,
            List<String> features,
            String problem,
            boolean isDefault,
            List<String> containers) {}

    @GetMapping("/hosts/{id}/runtimes")
    ListBody<RuntimeBody> runtimes(Actor actor, @PathVariable HostId id) {
        HostFacts facts = fleet.host(actor, id).facts();
        if (facts == null) {
            return new ListBody<>(List.of());
        }
        Map<String, List<String>> users = new LinkedHashMap<>();
        int page = 0;
        List<ContainerView> containers;
        do {
            containers = fleet.containers(actor, new ContainerQuery(Set.of(id), "", Set.of(), page++, 1000))
                    .items();
            containers.forEach(container -> users.computeIfAbsent(container.runtime(), _ -> new ArrayList<>())
                    .add(container.name()));
        } while (!containers.isEmpty());
        return new ListBody<>(facts.runtimes().stream()
                .map(runtime -> new RuntimeBody(
                        runtime.name(),
                        runtime.path(),
                        runtime.args(),
                        runtime.version(),
                        runtime.ociVersion(),
                        runtime.features(),
                        runtime.problem(),
                        runtime.name().equals(facts.defaultRuntime()),
                        users.getOrDefault(runtime.name(), List.of())))
                .toList());
    }

    @GetMapping("/hosts/{id}/images")
    ListBody<ImageBodies.Image> images(Actor actor, @PathVariable HostId id) {
        return new ListBody<>(
                fleet.images(actor, id).stream().map(ImageBodies.Image::of).toList());
    }

    @GetMapping("/hosts/{id}/images/{imageId}")
    ImageBodies.Detail image(Actor actor, @PathVariable HostId id, @PathVariable ImageId imageId) {
        return ImageBodies.Detail.of(fleet.imageDetail(actor, id, imageId));
    }

    @GetMapping("/hosts/{id}/prune-preview")
    ImageBodies.Preview prunePreview(
            Actor actor, @PathVariable HostId id, @RequestParam(defaultValue = "false") boolean all) {
        return ImageBodies.Preview.of(fleet.prunePreview(actor, id, all));
    }

    /** The engine's own JSON: {@code info}, {@code version}, {@code image} or {@code container}. */
    @GetMapping(path = "/hosts/{id}/raw/{kind}", produces = MediaType.APPLICATION_JSON_VALUE)
    String raw(
            Actor actor,
            @PathVariable HostId id,
            @PathVariable String kind,
            @RequestParam(name = "id", defaultValue = "") String object) {
        return fleet.raw(actor, id, Fields.word("kind", RawKind.class, kind), object);
    }
}
