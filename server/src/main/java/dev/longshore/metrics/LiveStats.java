package dev.longshore.metrics;

import dev.longshore.access.Access;
import dev.longshore.access.Actor;
import dev.longshore.link.AgentListener;
import dev.longshore.link.AgentSession;
import dev.longshore.metrics.history.Metric;
import dev.longshore.metrics.history.Subject;
import dev.longshore.model.ContainerId;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.HostId;
import dev.longshore.model.LongshoreException;
import dev.longshore.model.SafeText;
import dev.longshore.wire.AgentMessage;
import dev.longshore.wire.Container;
import dev.longshore.wire.Hello;
import dev.longshore.wire.SnapshotItem;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What all hosts tell of themselves now, and told in the last ten minutes, as an actor may see it. Nothing here waits for a
 * host or a disk; a host out of sight answers {@code NOT_FOUND}, as one that does not exist.
 */
public final class LiveStats implements AgentListener {

    private static final int MAX_NAME = 128;

    private final Map<HostId, HostMeters> hosts = new ConcurrentHashMap<>();
    private final Predicate<HostId> enrolled;
    private final Recorder recorder;
    private final Watching watching;
    private final Access access;
    private final Clock clock;

    LiveStats(Predicate<HostId> enrolled, Recorder recorder, Watching watching, Access access, Clock clock) {
        this.enrolled = enrolled;
        this.recorder = recorder;
        this.watching = watching;
        this.access = access;
        this.clock = clock;
    }

    @Override
    public void connected(AgentSession session, Hello hello) {
        boolean comes = hello.getStats() == Hello.Stats.STATS_ON;
        meters(session.host()).reporting(comes);
        watching.connected(session.host(), comes);
    }

    @Override
    public void disconnected(AgentSession session, String reason) {
        meters(session.host()).reporting(false);
        watching.connected(session.host(), false);
    }

    @Override
    public void message(AgentSession session, AgentMessage message) {
        if (message.hasStats()) {
            recorder.offer(meters(session.host()).add(message.getStats(), clock.millis()));
        } else if (message.hasDelta()) {
            HostMeters host = meters(session.host());
            message.getDelta().getContainersList().forEach(container -> name(host, container));
            message.getDelta().getRemovedContainersList().forEach(host::unnamed);
        }
    }

    @Override
    public void snapshot(AgentSession session, List<SnapshotItem> items) {
        HostMeters host = meters(session.host());
        for (SnapshotItem item : items) {
            if (item.hasContainer()) {
                name(host, item.getContainer());
            }
        }
    }

    private static void name(HostMeters host, Container container) {
        try {
            host.named(ContainerId.of(container.getId()), SafeText.line(container.getName(), MAX_NAME));
        } catch (LongshoreException e) {
            // no id: the inventory leaves it out as well
        }
    }

    @Override
    public void hostChanged(HostId host) {
        if (!enrolled.test(host)) {
            hosts.remove(host);
            watching.connected(host, false);
        }
    }

    private HostMeters meters(HostId host) {
        return hosts.computeIfAbsent(host, HostMeters::new);
    }

    /** Everything of every host in sight, in no order. */
    public List<Live> all(Actor actor) {
        return hosts.entrySet().stream()
                .filter(host -> access.sees(actor, host.getKey()))
                .flatMap(host -> host.getValue().live().stream())
                .toList();
    }

    /** Everything of one host. */
    public List<Live> all(Actor actor, HostId host) {
        HostMeters found = visible(actor, host);
        return found == null ? List.of() : found.live();
    }

    /** What is known of one subject now; empty if its host has not told of it. */
    public Optional<Live> latest(Actor actor, Subject subject) {
        HostMeters found = visible(actor, subject.host());
        return found == null ? Optional.empty() : Optional.ofNullable(found.live(subject));
    }

    /**
     * Its last minutes; empty if its host has not told of it.
     *
     * @param back how far back, at most ten minutes are there
     */
    public Optional<LiveWindow> window(Actor actor, Subject subject, Set<Metric> metrics, Duration back) {
        HostMeters found = visible(actor, subject.host());
        return found == null
                ? Optional.empty()
                : Optional.ofNullable(found.window(subject, metrics, clock.millis() - back.toMillis()));
    }

    /** How a host's statistics come. */
    public StatsSource source(Actor actor, HostId host) {
        HostMeters found = visible(actor, host);
        return found == null ? new HostMeters(host).source() : found.source();
    }

    private @Nullable HostMeters visible(Actor actor, HostId host) {
        HostMeters found = hosts.get(host);
        if (!access.sees(actor, host) || (found == null && !enrolled.test(host))) {
            throw new LongshoreException(ErrorCode.NOT_FOUND, "no host " + host);
        }
        return found;
    }

    /** How many subjects are held in memory. */
    int size() {
        return hosts.values().stream().mapToInt(HostMeters::size).sum();
    }
}
