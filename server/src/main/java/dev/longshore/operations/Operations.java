package dev.longshore.operations;

import dev.longshore.access.Access;
import dev.longshore.access.Actor;
import dev.longshore.access.Permission;
import dev.longshore.audit.Gatekeeper;
import dev.longshore.audit.Gatekeeper.Act;
import dev.longshore.inventory.Fleet;
import dev.longshore.inventory.HostView;
import dev.longshore.inventory.Page;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.HostId;
import dev.longshore.model.ImageId;
import dev.longshore.model.LongshoreException;
import dev.longshore.model.OperationId;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Service;

/**
 * The one gateway through which hosts are changed: every request is typed, checked for every host, and durable together
 * with its audit row before a command leaves.
 */
@Service
public class Operations {

    private final Access access;
    private final Fleet fleet;
    private final Gatekeeper gatekeeper;
    private final OperationAudit audit;
    private final SignIns signIns;
    private final OperationStore store;
    private final OperationRunner runner;
    private final OperationFeed feed;
    private final OperationIds ids;
    private final Clock clock;

    Operations(
            Access access,
            Fleet fleet,
            Gatekeeper gatekeeper,
            OperationAudit audit,
            SignIns signIns,
            OperationStore store,
            OperationRunner runner,
            OperationFeed feed,
            OperationIds ids,
            Clock clock) {
        this.access = access;
        this.fleet = fleet;
        this.audit = audit;
        this.gatekeeper = gatekeeper;
        this.signIns = signIns;
        this.store = store;
        this.runner = runner;
        this.feed = feed;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * Starts an operation. Offline hosts fail at once, in their own part only.
     *
     * @throws LongshoreException {@code FORBIDDEN}, {@code NOT_FOUND} for a host out of sight, {@code INVALID_REQUEST},
     *     {@code STORAGE}; then nothing was started anywhere
     */
    public Operation start(Actor actor, OperationRequest request) {
        return start(actor, request, null);
    }

    private Operation start(Actor actor, OperationRequest request, @Nullable OperationId retryOf) {
        RequestCheck.check(request);
        Map<HostId, String> names = require(actor, request);
        signIns.require(actor, request.task());
        String key = request.idempotencyKey();
        if (key != null) {
            Optional<OperationStore.Stored> before = store.findByKey(actor.accountId(), key);
            if (before.isPresent()) {
                return shown(actor, current(before.get()), true);
            }
        }
        LiveOperation operation = new LiveOperation(
                ids.next(),
                request.task(),
                actor,
                retryOf,
                clock.instant(),
                request.credentials() != null,
                request.credentials(),
                request.hosts().stream().map(host -> part(host, names)).toList());
        operation.lock.lock();
        try {
            store.inTransaction(() -> {
                store.insert(operation, key);
                String signIn = signIns.word(operation);
                operation.parts().forEach(part -> audit.intent(operation, part, signIn));
            });
            runner.start(operation);
            runner.tell(operation);
            return operation.view();
        } catch (DuplicateKeyException twice) {
            return store.findByKey(actor.accountId(), key == null ? "" : key)
                    .map(this::current)
                    .orElseThrow(() -> twice);
        } finally {
            operation.lock.unlock();
        }
    }

    /** Checks every right over every host before anything happens anywhere; gives the hosts' names. */
    private Map<HostId, String> require(Actor actor, OperationRequest request) {
        Map<HostId, String> names = new HashMap<>();
        for (HostId host : request.hosts()) {
            names.put(host, fleet.host(actor, host).name());
        }
        List<Permission> permissions = request.task().permissions().stream()
                .sorted(Comparator.naturalOrder())
                .toList();
        request.task().elsewhere().forEach((host, permission) -> {
            String name = fleet.host(actor, host).name();
            require(actor, permission, host, name, request.task());
        });
        for (HostId host : request.hosts()) {
            for (Permission permission : permissions) {
                require(actor, permission, host, names.getOrDefault(host, host.value()), request.task());
            }
        }
        return names;
    }

    private void require(Actor actor, Permission permission, HostId host, String name, Task task) {
        gatekeeper.require(actor, permission, host, name, OperationAudit.act(task, host, name));
    }

    private LiveOperation.Part part(HostId host, Map<HostId, String> names) {
        LiveOperation.Part part = new LiveOperation.Part(host, names.getOrDefault(host, host.value()));
        if (!runner.connected(host)) {
            part.failure = Failures.offline(part.hostName);
        } else if (runner.full(host)) {
            part.failure = Failures.of(ErrorCode.HOST_BUSY, "too many operations wait for host " + part.hostName);
        }
        if (part.failure != null) {
            part.state = OperationState.FAILED;
            part.finishedAt = clock.instant();
        }
        return part;
    }

    /** One operation; {@code NOT_FOUND} unless the actor sees all of its hosts or started it. */
    public Operation get(Actor actor, OperationId id) {
        OperationStore.Stored stored = find(actor, id);
        return shown(actor, current(stored), stored.actorId() == actor.accountId());
    }

    private OperationStore.Stored find(Actor actor, OperationId id) {
        return store.find(id)
                .filter(stored -> sees(actor, stored.view(), stored.actorId()))
                .orElseThrow(() -> new LongshoreException(ErrorCode.NOT_FOUND, "no operation " + id));
    }

    /** A build's log may say anything, secrets too: it is for who started it, and for who may build there. */
    private Operation shown(Actor actor, Operation operation, boolean own) {
        boolean readable = own
                || !(operation.task() instanceof Task.Build)
                || operation.parts().stream().allMatch(part -> access.may(actor, Permission.IMAGE_BUILD, part.host()));
        return readable ? operation : operation.withoutLog();
    }

    /** What is running is known better in memory than in its row. */
    private Operation current(OperationStore.Stored stored) {
        LiveOperation live = runner.live().find(stored.operation().id);
        return live == null ? stored.view() : live.lockedView();
    }

    /** How many have not ended, of those in sight. */
    public int underWay(Actor actor) {
        return (int) runner.live().all().stream()
                .filter(live -> sees(
                        actor,
                        live.actor.accountId(),
                        live.task,
                        live.parts().stream().map(part -> part.host)))
                .count();
    }

    private boolean sees(Actor actor, Operation operation, long startedBy) {
        return sees(
                actor, startedBy, operation.task(), operation.parts().stream().map(Operation.Part::host));
    }

    private boolean sees(Actor actor, long startedBy, Task task, Stream<HostId> hosts) {
        return startedBy == actor.accountId()
                || access.may(actor, Permission.FLEET_VIEW)
                || Stream.concat(hosts, task.elsewhere().keySet().stream()).allMatch(host -> access.sees(actor, host));
    }

    /** A page of history, newest first. */
    public Page<Operation> list(Actor actor, OperationQuery query) {
        List<HostId> visible = access.may(actor, Permission.FLEET_VIEW)
                ? null
                : fleet.hosts(actor).stream().map(HostView::id).toList();
        HistoryFilter filter = HistoryFilter.of(query, actor.accountId(), visible);
        int size = Math.clamp(query.size(), 1, 200);
        int page = Math.clamp(query.page(), 0, 1_000_000);
        List<Operation> items = new ArrayList<>();
        var found = store.list(filter, page, size);
        found.forEach(stored -> items.add(shown(actor, current(stored), stored.actorId() == actor.accountId())));
        return new Page<>(items, Math.toIntExact(found.getTotalElements()), page, size);
    }

    /** Asks for its end; parts that have ended stay as they are. */
    public Operation cancel(Actor actor, OperationId id) {
        OperationStore.Stored stored = find(actor, id);
        Act cancel = OperationAudit.act("operation.cancel", stored.operation());
        requireOwner(actor, stored, cancel);
        LiveOperation live = runner.live().find(id);
        Operation now = live == null ? stored.view() : gatekeeper.recorded(actor, cancel, () -> runner.cancel(live));
        return shown(actor, now, stored.actorId() == actor.accountId());
    }

    /** As {@link #retry(Actor, OperationId, OperationRequest.Credentials)}, without credentials. */
    public Operation retry(Actor actor, OperationId id) {
        return retry(actor, id, null);
    }

    /**
     * Starts a new operation for the hosts where this one failed, was cancelled or interrupted.
     *
     * @param credentials for a pull or push; those of the first time are gone
     * @throws LongshoreException {@code CREDENTIALS_GONE} if it had some and none are given
     */
    public Operation retry(Actor actor, OperationId id, OperationRequest.@Nullable Credentials credentials) {
        OperationStore.Stored stored = find(actor, id);
        requireOwner(actor, stored, OperationAudit.act("operation.retry", stored.operation()));
        Operation operation = current(stored);
        if (!operation.state().ended()) {
            throw new LongshoreException(
                    ErrorCode.INVALID_REQUEST, "it has not ended yet", "Wait for its end, or cancel it first.");
        }
        List<HostId> hosts = operation.parts().stream()
                .filter(part -> part.state() != OperationState.SUCCEEDED)
                .map(Operation.Part::host)
                .toList();
        if (hosts.isEmpty()) {
            throw new LongshoreException(
                    ErrorCode.INVALID_REQUEST, "it succeeded on every host", "There is nothing to retry.");
        }
        if (operation.task().byFile()) {
            throw new LongshoreException(
                    ErrorCode.INVALID_REQUEST, "its file is not kept here", "Start it anew, with the file.");
        }
        if (stored.operation().withCredentials && credentials == null) {
            throw new LongshoreException(ErrorCode.CREDENTIALS_GONE, "its registry credentials were for that one job");
        }
        return start(actor, new OperationRequest(only(operation.task(), hosts), hosts, credentials, null), id);
    }

    private static Task only(Task task, List<HostId> hosts) {
        return switch (task) {
            case Task.Prune prune -> {
                Map<HostId, List<ImageId>> images = new HashMap<>(prune.images());
                images.keySet().retainAll(hosts);
                yield new Task.Prune(images, prune.allUnused());
            }
            case Task.Mirrors mirrors -> {
                Map<HostId, String> seen = new HashMap<>(mirrors.seen());
                seen.keySet().retainAll(hosts);
                yield new Task.Mirrors(mirrors.edit(), seen);
            }
            default -> task;
        };
    }

    private void requireOwner(Actor actor, OperationStore.Stored stored, Act act) {
        if (stored.actorId() == actor.accountId()) {
            return;
        }
        for (Operation.Part part : stored.view().parts()) {
            gatekeeper.require(actor, Permission.OPERATION_OTHERS, part.host(), part.hostName(), act);
        }
    }

    /** Tells the listener of changes until the subscription is closed. */
    public Fleet.Subscription subscribe(Actor actor, OperationListener listener) {
        return feed.add(
                operation -> operation.actor().equals(actor.name()) || sees(actor, operation, -1),
                operation -> listener.changed(
                        shown(actor, operation, operation.actor().equals(actor.name()))));
    }
}
