package dev.longshore.registries;

import dev.longshore.access.Actor;
import dev.longshore.access.Permission;
import dev.longshore.audit.Gatekeeper;
import dev.longshore.audit.Gatekeeper.Act;
import dev.longshore.inventory.Fleet;
import dev.longshore.inventory.Page;
import dev.longshore.model.Digest;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import dev.longshore.registries.client.RegistryConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Service;

/**
 * Looks into registries, as {@link Registry} says and with the account kept for each; every call waits for the registry.
 * A trouble with it is a {@link LongshoreException} whose code begins with {@code REGISTRY_}.
 */
@Service
public class RegistryBrowser {

    private static final int REPOSITORIES = 100;
    private static final int SCANNED_PAGE = 1_000;
    private static final int SCANNED_PAGES = 20;
    private static final int MOST_MATCHES = 200;

    private final RegistryStore store;
    private final RegistryDoor door;
    private final Fleet fleet;
    private final Gatekeeper gatekeeper;

    RegistryBrowser(RegistryStore store, RegistryDoor door, Fleet fleet, Gatekeeper gatekeeper) {
        this.store = store;
        this.door = door;
        this.fleet = fleet;
        this.gatekeeper = gatekeeper;
    }

    /**
     * Repositories of a registry.
     *
     * @param next to ask for those that follow; empty at the end
     */
    public record Repositories(List<String> names, String next) {
        public Repositories {
            names = List.copyOf(names);
        }
    }

    /** Tries a registry out; needs {@code REGISTRY_ADMIN}. */
    public RegistryTest test(Actor actor, long id) {
        gatekeeper.require(actor, Permission.REGISTRY_ADMIN, act("registry.test", id, Map.of()));
        RegistryRow row = existing(id);
        try (RegistryConnection connection = door.open(row)) {
            return RegistryTest.of(row.registry(), connection);
        }
    }

    /**
     * Repositories by name, 100 at a time, or up to 200 that contain a text; needs {@code REGISTRY_BROWSE} somewhere.
     *
     * @param text empty for all
     * @param next as the page before gave it; empty for the first
     * @throws LongshoreException {@code REGISTRY_UNSUPPORTED} for Docker Hub, which has no list
     */
    public Repositories repositories(Actor actor, long id, String text, String next) {
        return with(actor, id, "registry.browse", Map.of(), (registry, connection) -> {
            requireCatalogue(registry);
            String wanted = text.strip().toLowerCase(Locale.ROOT);
            if (wanted.isEmpty()) {
                RegistryConnection.Names page = connection.catalogue(REPOSITORIES, next);
                return new Repositories(page.names(), page.next());
            }
            return matching(connection, wanted, next);
        });
    }

    /** Those whose name contains the text, from a page on. */
    static Repositories matching(RegistryConnection connection, String wanted, String from) {
        List<String> found = new ArrayList<>();
        String next = from;
        for (int page = 0; page < SCANNED_PAGES; page++) {
            RegistryConnection.Names names = connection.catalogue(SCANNED_PAGE, next);
            names.names().stream().filter(name -> name.contains(wanted)).forEach(found::add);
            next = names.next();
            if (next.isEmpty() || found.size() >= MOST_MATCHES) {
                break;
            }
        }
        return new Repositories(found, next);
    }

    /** {@code REGISTRY_UNSUPPORTED} for Docker Hub. */
    static void requireCatalogue(Registry registry) {
        if (registry.host().equals(RegistryHost.DOCKER_HUB)) {
            throw new LongshoreException(
                    ErrorCode.REGISTRY_UNSUPPORTED,
                    "Docker Hub gives no list of its repositories",
                    "Search it, or name the repository.");
        }
    }

    /**
     * A page of a repository's tags, {@code latest} first, then higher numbers before lower ones; needs {@code
     * REGISTRY_BROWSE} somewhere.
     *
     * @param text part of a tag; empty for all
     * @param page from 0
     * @param size 1 to 50
     */
    public Page<RegistryTag> tags(Actor actor, long id, String repository, String text, int page, int size) {
        return with(actor, id, "registry.browse", Map.of("repository", repository), (_, connection) -> {
            String wanted = text.strip().toLowerCase(Locale.ROOT);
            List<String> all = connection.tags(repository).stream()
                    .filter(tag -> tag.toLowerCase(Locale.ROOT).contains(wanted))
                    .distinct()
                    .sorted(new TagOrder())
                    .toList();
            int each = Math.clamp(size, 1, 50);
            int from = (int) Math.min(all.size(), (long) Math.max(0, page) * each);
            List<String> shown = all.subList(from, Math.min(all.size(), from + each));
            return new Page<>(new TagReader(connection, repository).read(shown, actor, fleet), all.size(), page, each);
        });
    }

    /**
     * What deleting a tag would take away; needs {@code REGISTRY_DELETE}. Looks at every tag of the repository.
     *
     * @throws LongshoreException {@code MANIFEST_IN_USE} if that is an image of an index
     */
    public RegistryTag.Deletion deletion(Actor actor, long id, String repository, String tag) {
        Act act = act("registry.delete.preview", id, Map.of("repository", repository, "tag", tag));
        gatekeeper.require(actor, Permission.REGISTRY_DELETE, act);
        try (RegistryConnection connection = door.open(existing(id))) {
            Digest digest = connection.look(repository, tag).digest();
            ManifestUses uses = ManifestUses.of(connection, repository, digest).requireNoIndex(repository);
            return new RegistryTag.Deletion(repository, digest, uses.tags());
        }
    }

    /**
     * Deletes a manifest, and with it exactly the tags that are given; needs {@code REGISTRY_DELETE}.
     *
     * @throws LongshoreException {@code TAGS_CHANGED} if other tags name it by now, or one of these does not; {@code
     *     MANIFEST_IN_USE} if an index leads to it
     */
    public void delete(Actor actor, long id, RegistryTag.Deletion wanted) {
        Map<String, String> what = Map.of(
                "repository", wanted.repository(),
                "digest", wanted.digest().value(),
                "tags", String.join(" ", wanted.tags()));
        gatekeeper.require(actor, Permission.REGISTRY_DELETE, act("registry.delete", id, what));
        RegistryRow row = existing(id);
        Act act = Act.of("registry.delete", row.registry().host() + "/" + wanted.repository(), what);
        gatekeeper.recorded(actor, act, () -> {
            try (RegistryConnection connection = door.open(row)) {
                List<String> now = ManifestUses.of(connection, wanted.repository(), wanted.digest())
                        .requireNoIndex(wanted.repository())
                        .tags();
                if (!Set.copyOf(now).equals(Set.copyOf(wanted.tags()))) {
                    throw new LongshoreException(
                            ErrorCode.TAGS_CHANGED,
                            "other tags name this image by now",
                            ErrorCode.TAGS_CHANGED.remedy(),
                            now);
                }
                connection.delete(wanted.repository(), wanted.digest());
                return wanted;
            }
        });
    }

    private interface Look<T> {
        T at(Registry registry, RegistryConnection connection);
    }

    private <T> T with(Actor actor, long id, String act, Map<String, String> parameters, Look<T> look) {
        gatekeeper.requireAnywhere(actor, Permission.REGISTRY_BROWSE, act(act, id, parameters));
        RegistryRow row = existing(id);
        try (RegistryConnection connection = door.open(row)) {
            return look.at(row.registry(), connection);
        }
    }

    private static Act act(String name, long id, Map<String, String> parameters) {
        return Act.of(name, String.valueOf(id), parameters);
    }

    private RegistryRow existing(long id) {
        return store.byId(id).orElseThrow(() -> new LongshoreException(ErrorCode.NOT_FOUND, "no registry " + id));
    }
}
