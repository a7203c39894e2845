package dev.longshore.registries;

import dev.longshore.access.Access;
import dev.longshore.access.Actor;
import dev.longshore.access.Permission;
import dev.longshore.audit.Gatekeeper;
import dev.longshore.audit.Gatekeeper.Act;
import dev.longshore.inventory.Fleet;
import dev.longshore.inventory.HostState;
import dev.longshore.inventory.HostView;
import dev.longshore.inventory.SearchHit;
import dev.longshore.inventory.SearchText;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.HostId;
import dev.longshore.model.LongshoreException;
import dev.longshore.registries.client.RegistryConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** Searches all registries at once, each within its own few seconds: a slow or dead one fails its own part only. */
@Service
public class RegistrySearch {

    private static final Duration PATIENCE = Duration.ofSeconds(12);
    private static final int MOST = 100;

    private final RegistryStore store;
    private final RegistryDoor door;
    private final Fleet fleet;
    private final Access access;
    private final Gatekeeper gatekeeper;

    RegistrySearch(RegistryStore store, RegistryDoor door, Fleet fleet, Access access, Gatekeeper gatekeeper) {
        this.store = store;
        this.door = door;
        this.fleet = fleet;
        this.access = access;
        this.gatekeeper = gatekeeper;
    }

    /**
     * What one registry answered.
     *
     * @param registry null for Docker Hub where it has no name here
     * @param host of the registry
     * @param through the host whose engine asked; null if this server did
     * @param problem why there is no answer; null if there is one
     */
    public record Part(
            @Nullable Registry registry,
            String host,
            @Nullable HostView through,
            List<SearchHit> hits,
            RegistryTest.@Nullable Problem problem) {

        public Part {
            hits = List.copyOf(hits);
        }
    }

    /**
     * All registries by name, and Docker Hub through a host's engine; needs {@code REGISTRY_BROWSE} somewhere. Waits 12 s at
     * most.
     *
     * @param through whose engine asks Docker Hub; null for any that is online and where the actor may pull
     * @throws LongshoreException {@code INVALID_REQUEST} for a text that is none to search for
     */
    public List<Part> everywhere(Actor actor, String text, @Nullable HostId through) {
        gatekeeper.requireAnywhere(actor, Permission.REGISTRY_BROWSE, act(text));
        String term = SearchText.of(text).value().toLowerCase(Locale.ROOT);
        List<Supplier<Part>> parts = new ArrayList<>();
        List<Part> late = new ArrayList<>();
        Registry hub = null;
        for (Registry each : store.all()) {
            if (each.host().equals(RegistryHost.DOCKER_HUB)) {
                hub = each;
            } else {
                parts.add(() -> catalogue(each, term));
                late.add(failed(each, each.host(), null, tooLate()));
            }
        }
        Registry named = hub;
        parts.addFirst(() -> dockerHub(actor, named, term, through));
        late.addFirst(failed(named, RegistryHost.DOCKER_HUB, null, tooLate()));
        return together(parts, late);
    }

    /**
     * One registry through a host's engine, as {@code docker search}; needs {@code IMAGE_PULL} on the host.
     *
     * @param registry null for Docker Hub
     * @param limit 1 to 100
     */
    public List<SearchHit> through(Actor actor, HostId host, @Nullable Long registry, String text, int limit) {
        String at = registry == null
                ? ""
                : store.byId(registry)
                        .map(row -> row.registry().host())
                        .orElseThrow(() -> new LongshoreException(ErrorCode.NOT_FOUND, "no registry " + registry));
        return fleet.search(actor, host, at.equals(RegistryHost.DOCKER_HUB) ? "" : at, text, limit);
    }

    private static List<Part> together(List<Supplier<Part>> parts, List<Part> late) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        List<Part> found = new ArrayList<>();
        var threads = Executors.newVirtualThreadPerTaskExecutor();
        try {
            List<Future<Part>> asked =
                    parts.stream().map(part -> threads.submit(part::get)).toList();
            for (int at = 0; at < asked.size(); at++) {
                found.add(within(asked.get(at), end - System.nanoTime(), late.get(at)));
            }
        } finally {
            threads.shutdownNow(); // who is late is not waited for
        }
        return found;
    }

    private static Part within(Future<Part> asked, long nanos, Part late) {
        try {
            return asked.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
        } catch (TimeoutException tooLate) {
            return late;
        } catch (ExecutionException fault) {
            throw fault.getCause() instanceof RuntimeException known ? known : new IllegalStateException(fault);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return late;
        }
    }

    private Part catalogue(Registry registry, String term) {
        Optional<RegistryRow> row = store.byId(registry.id());
        if (row.isEmpty()) {
            return new Part(registry, registry.host(), null, List.of(), null);
        }
        try (RegistryConnection connection = door.open(row.get())) {
            List<SearchHit> hits = RegistryBrowser.matching(connection, term, "").names().stream()
                    .limit(MOST)
                    .flatMap(name -> SearchHit.of(registry.host() + "/" + name, "", 0, false, false).stream())
                    .toList();
            return new Part(registry, registry.host(), null, hits, null);
        } catch (LongshoreException fault) {
            return failed(registry, registry.host(), null, fault);
        }
    }

    private Part dockerHub(Actor actor, @Nullable Registry hub, String term, @Nullable HostId through) {
        HostView host = null;
        try {
            host = through == null ? anyHost(actor) : fleet.host(actor, through);
            List<SearchHit> hits = fleet.search(actor, host.id(), "", term, MOST);
            return new Part(hub, RegistryHost.DOCKER_HUB, host, hits, null);
        } catch (LongshoreException fault) {
            return failed(hub, RegistryHost.DOCKER_HUB, host, fault);
        }
    }

    private HostView anyHost(Actor actor) {
        return fleet.hosts(actor).stream()
                .filter(host -> host.state() == HostState.ONLINE && access.may(actor, Permission.IMAGE_PULL, host.id()))
                .findFirst()
                .orElseThrow(() -> new LongshoreException(
                        ErrorCode.HOST_OFFLINE,
                        "Docker Hub is searched through a host's engine, and none is online where you may pull"));
    }

    private static Part failed(
            @Nullable Registry registry, String host, @Nullable HostView through, LongshoreException fault) {
        return new Part(registry, host, through, List.of(), RegistryTest.Problem.of(fault));
    }

    private static LongshoreException tooLate() {
        return new LongshoreException(
                ErrorCode.REGISTRY_UNREACHABLE, "no answer within " + PATIENCE.toSeconds() + " s");
    }

    private static Act act(String text) {
        return Act.of("registry.search", "", Map.of("text", text));
    }
}
