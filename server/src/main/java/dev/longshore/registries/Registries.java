package dev.longshore.registries;

import dev.longshore.access.Access;
import dev.longshore.access.Actor;
import dev.longshore.access.Permission;
import dev.longshore.audit.Gatekeeper;
import dev.longshore.audit.Gatekeeper.Act;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Service;

/** Registries by name, one for each host, with the account that operations use there. Nothing gives a password back. */
@Service
public class Registries {

    private static final Set<Permission> USING =
            Set.of(Permission.IMAGE_PULL, Permission.IMAGE_PUSH, Permission.IMAGE_BUILD);

    private final RegistryStore store;
    private final Vault vault;
    private final Access access;
    private final Gatekeeper gatekeeper;
    private final Clock clock;

    Registries(RegistryStore store, Vault vault, Access access, Gatekeeper gatekeeper, Clock clock) {
        this.store = store;
        this.vault = vault;
        this.access = access;
        this.gatekeeper = gatekeeper;
        this.clock = clock;
    }

    /** By name; without accounts and CAs for who may not change them, and none for who sees no host at all. */
    public List<Registry> list(Actor actor) {
        return access.seesAny(actor)
                ? store.all().stream().map(each -> shown(actor, each)).toList()
                : List.of();
    }

    /** One of them; {@code NOT_FOUND} if there is none of that id in sight. */
    public Registry get(Actor actor, long id) {
        if (!access.seesAny(actor)) {
            throw missing(id);
        }
        return shown(actor, existing(id).registry());
    }

    private Registry shown(Actor actor, Registry registry) {
        return access.may(actor, Permission.REGISTRY_ADMIN) ? registry : registry.withoutDetails();
    }

    /**
     * Adds one; needs {@code REGISTRY_ADMIN}.
     *
     * @throws LongshoreException {@code INVALID_REQUEST} for fields against the rules, or a name or host that is taken
     */
    public Registry add(Actor actor, RegistryChange wanted) {
        Act act = act("registry.add", String.valueOf(wanted.name()), wanted);
        gatekeeper.require(actor, Permission.REGISTRY_ADMIN, act);
        RegistryEdit edit = RegistryEdit.adding(wanted);
        return gatekeeper.recorded(
                actor,
                act,
                () -> unlessTaken(() -> {
                    RegistryRow row = RegistryRow.made(now());
                    row.set(edit.after(), now());
                    return apply(edit, store.save(row));
                }));
    }

    /**
     * Changes one; needs {@code REGISTRY_ADMIN}. Another host, or no encryption any more, takes its account and password
     * away unless they are given with it.
     *
     * @throws LongshoreException {@code INVALID_REQUEST}, {@code NOT_FOUND}
     */
    public Registry change(Actor actor, long id, RegistryChange wanted) {
        Act act = act("registry.change", String.valueOf(id), wanted);
        gatekeeper.require(actor, Permission.REGISTRY_ADMIN, act);
        existing(id);
        return gatekeeper.recorded(
                actor,
                act,
                () -> unlessTaken(() -> {
                    RegistryRow row = existing(id);
                    RegistryEdit edit = RegistryEdit.changing(row.fields(), row.sealedPassword() != null, wanted);
                    row.set(edit.after(), now());
                    return apply(edit, row);
                }));
    }

    /** Forgets one, and its password; needs {@code REGISTRY_ADMIN}. Nothing at the registry itself is touched. */
    public void remove(Actor actor, long id) {
        Act act = Act.of("registry.remove", String.valueOf(id), Map.of());
        gatekeeper.require(actor, Permission.REGISTRY_ADMIN, act);
        Registry gone = existing(id).registry();
        Act named = Act.of("registry.remove", String.valueOf(id), Map.of("name", gone.name(), "host", gone.host()));
        gatekeeper.recorded(
                actor,
                named,
                () -> store.inTransaction(() -> {
                    store.delete(existing(id));
                    return gone;
                }));
    }

    /**
     * The account that an operation would use at a registry.
     *
     * @param registry name of the registry
     * @param host of the registry, as references name it
     */
    public record Account(String registry, String host, String username) {

        static Account of(Registry registry) {
            return new Account(registry.name(), registry.host(), registry.username());
        }
    }

    /** Whose account an image of this registry host is pulled, pushed or built with; for who may do any of that somewhere. */
    public Optional<Account> account(Actor actor, String host) {
        return using(actor)
                ? store.byHost(key(host))
                        .map(RegistryRow::registry)
                        .filter(Registry::hasPassword)
                        .map(Account::of)
                : Optional.empty();
    }

    /** All accounts that operations can use, by the names of their registries; for who may use one somewhere. */
    public List<Account> accounts(Actor actor) {
        return using(actor)
                ? store.all().stream()
                        .filter(Registry::hasPassword)
                        .map(Account::of)
                        .toList()
                : List.of();
    }

    private boolean using(Actor actor) {
        return USING.stream().anyMatch(permission -> access.mayAnywhere(actor, permission));
    }

    /**
     * The account for an operation that somebody was allowed to start, to be sent to its agent and kept nowhere.
     *
     * @throws LongshoreException {@code SECRET_UNREADABLE} if there is one that can't be opened
     */
    public Optional<SavedSignIn> signIn(String host) {
        return store.byHost(key(host))
                .flatMap(row -> RegistryStore.sealed(row)
                        .map(kept -> new SavedSignIn(
                                row.fields().host().value(),
                                row.fields().username(),
                                vault.open(kept.place(), kept.secret()))));
    }

    private Registry apply(RegistryEdit edit, RegistryRow row) {
        String password = edit.password();
        if (password != null) {
            row.seal(vault.seal(row.place(), password));
        } else if (edit.cleared()) {
            row.seal(null);
        }
        return store.save(row).registry();
    }

    private Registry unlessTaken(Supplier<Registry> work) {
        try {
            return store.inTransaction(work);
        } catch (DuplicateKeyException taken) {
            throw new LongshoreException(
                    ErrorCode.INVALID_REQUEST, "name, host: another registry has this name or this host", taken);
        }
    }

    private RegistryRow existing(long id) {
        return store.byId(id).orElseThrow(() -> missing(id));
    }

    private static LongshoreException missing(long id) {
        return new LongshoreException(ErrorCode.NOT_FOUND, "no registry " + id);
    }

    /** References may write a host with capitals. */
    private static String key(String host) {
        return host.toLowerCase(java.util.Locale.ROOT);
    }

    private static Act act(String name, String object, RegistryChange wanted) {
        Map<String, String> parameters = new LinkedHashMap<>();
        put(parameters, "name", wanted.name());
        put(parameters, "host", wanted.host());
        put(parameters, "username", wanted.username());
        put(
                parameters,
                "password",
                wanted.password() == null ? null : wanted.password().isEmpty() ? "none" : "given");
        put(parameters, "certificateAuthority", wanted.certificateAuthority() == null ? null : "given");
        put(parameters, "plainHttp", wanted.plainHttp() == null ? null : String.valueOf(wanted.plainHttp()));
        return Act.of(name, object, parameters);
    }

    private static void put(Map<String, String> parameters, String name, @Nullable String value) {
        if (value != null) {
            parameters.put(name, value);
        }
    }

    /** As precise as the database keeps it. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
