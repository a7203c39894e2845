package dev.longshore.metrics;

import dev.longshore.access.Access;
import dev.longshore.access.Actor;
import dev.longshore.metrics.history.Subject;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.HostId;
import dev.longshore.model.LongshoreException;
import dev.longshore.wire.WatchStats;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;

/**
 * Who watches what, so that agents read that each second. A watch ends when it is closed, or when nobody has renewed it for a
 * minute; agents end theirs by themselves too, so that nothing goes on for somebody who has gone.
 */
public final class Watching {

    /** How long a watch lasts without being renewed. */
    public static final Duration LEASE = Duration.ofSeconds(60);

    private static final int MAX_WATCHES = 2_000;
    private static final int MAX_LISTED = 2_000;
    private static final int INTERVAL_MS = 1_000;
    private static final int FOR_MS = 60_000;
    private static final int RENEW_MS = 20_000;

    private final BiPredicate<HostId, WatchStats> post;
    private final Access access;
    private final Clock clock;
    private final Set<Watch> watches = new HashSet<>();
    private final Set<HostId> reporting = new HashSet<>();
    private final Map<HostId, Sent> sent = new HashMap<>();

    private record Sent(WatchStats watch, long atMs) {}

    /** @param post hands it to a host's agent; false if it did not take it */
    Watching(BiPredicate<HostId, WatchStats> post, Access access, Clock clock) {
        this.post = post;
        this.access = access;
        this.clock = clock;
    }

    /** Somebody's interest in some subjects. */
    public final class Watch implements AutoCloseable {

        private final Set<Subject> subjects;
        private final Set<HostId> everything;
        private long endMs;

        private Watch(Set<Subject> subjects, Set<HostId> everything) {
            this.subjects = Set.copyOf(subjects);
            this.everything = Set.copyOf(everything);
        }

        /** Still wanted: lasts for another minute from now. */
        public void renew() {
            synchronized (Watching.this) {
                endMs = clock.millis() + LEASE.toMillis();
                watches.add(this);
            }
        }

        @Override
        public void close() {
            synchronized (Watching.this) {
                watches.remove(this);
            }
        }
    }

    /**
     * Begins to watch single subjects.
     *
     * @throws LongshoreException {@code NOT_FOUND} if one of the hosts is out of sight, {@code RATE_LIMITED} if too much is
     *     watched already
     */
    public Watch subjects(Actor actor, Set<Subject> subjects) {
        subjects.forEach(subject -> requireSight(actor, subject.host()));
        return begin(new Watch(subjects, Set.of()));
    }

    /** Begins to watch hosts with all that is on them; throws as {@link #subjects}. */
    public Watch hosts(Actor actor, Set<HostId> hosts) {
        hosts.forEach(host -> requireSight(actor, host));
        return begin(new Watch(Set.of(), hosts));
    }

    private void requireSight(Actor actor, HostId host) {
        if (!access.sees(actor, host)) {
            throw new LongshoreException(ErrorCode.NOT_FOUND, "no host " + host);
        }
    }

    private synchronized Watch begin(Watch watch) {
        if (watches.size() >= MAX_WATCHES) {
            throw new LongshoreException(ErrorCode.RATE_LIMITED, "too many pages watch statistics");
        }
        watch.renew();
        return watch;
    }

    /** An agent came or went; an agent that came knows of no watch. */
    synchronized void connected(HostId host, boolean reports) {
        sent.remove(host);
        if (reports) {
            reporting.add(host);
        } else {
            reporting.remove(host);
        }
    }

    /** Tells agents what changed, and renews what goes on. Called about once a second. */
    void tick() {
        List<Runnable> posts = new ArrayList<>();
        synchronized (this) {
            long now = clock.millis();
            watches.removeIf(watch -> watch.endMs <= now);
            for (HostId host : reporting) {
                WatchStats wanted = wanted(host);
                Sent before = sent.get(host);
                boolean idle =
                        before == null ? wanted.getForMs() == 0 : before.watch().equals(wanted);
                boolean due = before != null && wanted.getForMs() > 0 && now - before.atMs() >= RENEW_MS;
                if (!idle || due) {
                    posts.add(() -> post(host, wanted, now));
                }
            }
        }
        posts.forEach(Runnable::run); // not while others wait
    }

    private void post(HostId host, WatchStats watch, long nowMs) {
        if (post.test(host, watch)) {
            synchronized (this) {
                if (reporting.contains(host)) {
                    sent.put(host, new Sent(watch, nowMs));
                }
            }
        }
    }

    private WatchStats wanted(HostId host) {
        boolean all = false;
        boolean machine = false;
        Set<String> containers = new TreeSet<>();
        for (Watch watch : watches) {
            if (watch.everything.contains(host)) {
                all = true;
                machine = true;
            }
            for (Subject subject : watch.subjects) {
                if (subject.host().equals(host)) {
                    switch (subject.kind()) {
                        case HOST -> machine = true;
                        case CONTAINER -> containers.add(subject.workload());
                        case OTHER -> all = true; // the contract names none of these
                    }
                }
            }
        }
        all = all || containers.size() > MAX_LISTED;
        if (!all && !machine && containers.isEmpty()) {
            return WatchStats.getDefaultInstance();
        }
        WatchStats.Builder wanted = WatchStats.newBuilder()
                .setAll(all)
                .setHost(machine)
                .setIntervalMs(INTERVAL_MS)
                .setForMs(FOR_MS);
        if (!all) {
            wanted.addAllContainerIds(containers);
        }
        return wanted.build();
    }
}
