package dev.longshore.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longshore.access.Access;
import dev.longshore.access.Actor;
import dev.longshore.access.Grant;
import dev.longshore.access.Role;
import dev.longshore.link.AgentSession;
import dev.longshore.metrics.history.Fold;
import dev.longshore.metrics.history.Metric;
import dev.longshore.metrics.history.MovedClock;
import dev.longshore.metrics.history.SeriesQuery;
import dev.longshore.metrics.history.Subject;
import dev.longshore.model.ContainerId;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.HostId;
import dev.longshore.model.LongshoreException;
import dev.longshore.wire.AgentMessage;
import dev.longshore.wire.Container;
import dev.longshore.wire.Hello;
import dev.longshore.wire.InventoryDelta;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Who sees which statistics: those of hosts in sight, and of no others, by whatever way. */
@DisplayName("catalogue 19: statistics of hosts out of sight")
class SightTest {

    private static final HostId MINE = HostId.of("h-0000000000000001");
    private static final HostId THEIRS = HostId.of("h-0000000000000002");
    private static final HostId REMOVED = HostId.of("h-0000000000000003");
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

    private final MovedClock clock = new MovedClock(NOW);
    private final Set<HostId> enrolled = new HashSet<>(Set.of(MINE, THEIRS, REMOVED));
    private final MemoryHistory history = new MemoryHistory();
    private final Recorder recorder = new Recorder(history, clock);
    private final Access access = new Access();
    private final Watching watching = new Watching((host, watch) -> true, access, clock);
    private final LiveStats live = new LiveStats(enrolled::contains, recorder, watching, access, clock);
    private final StatsHistory past = new StatsHistory(history, recorder, () -> Set.copyOf(enrolled), access);
    private final Actor me =
            new Actor(7, "me", List.of(new Grant(Role.VIEWER, Set.of(MINE))), Actor.Method.SESSION, "127.0.0.1", "");

    @BeforeEach
    void threeHostsReport() {
        for (HostId host : List.of(MINE, THEIRS, REMOVED)) {
            AgentSession session = new AgentSession(host, 1, NOW, "test", Duration.ZERO, "127.0.0.1");
            live.connected(
                    session, Hello.newBuilder().setStats(Hello.Stats.STATS_ON).build());
            live.message(
                    session,
                    AgentMessage.newBuilder()
                            .setDelta(InventoryDelta.newBuilder()
                                    .addContainers(Container.newBuilder()
                                            .setId(Batches.WEB)
                                            .setName("web")))
                            .build());
            live.message(
                    session,
                    AgentMessage.newBuilder()
                            .setStats(Batches.full(10, Batches.container(Batches.WEB, 1, 10))
                                    .setHost(Batches.host(10)))
                            .build());
        }
        enrolled.remove(REMOVED);
        live.hostChanged(REMOVED);
    }

    private static void isNotFound(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        LongshoreException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.NOT_FOUND));
    }

    private static Subject web(HostId host) {
        return Subject.of(host, ContainerId.of(Batches.WEB));
    }

    @Test
    void liveFiguresAreThoseOfHostsInSight() {
        assertThat(live.all(me)).extracting(Live::subject).containsExactlyInAnyOrder(Subject.of(MINE), web(MINE));
        assertThat(live.all(me, MINE)).hasSize(2);
        assertThat(live.latest(me, web(MINE)))
                .hasValueSatisfying(now -> assertThat(now.name()).isEqualTo("web"));
        assertThat(live.window(me, web(MINE), Set.of(Metric.PIDS), Duration.ofMinutes(10)))
                .isPresent();
        assertThat(live.source(me, MINE).reporting()).isTrue();
        for (HostId host : List.of(THEIRS, REMOVED)) {
            isNotFound(() -> live.all(me, host));
            isNotFound(() -> live.latest(me, web(host)));
            isNotFound(() -> live.window(me, web(host), Set.of(Metric.PIDS), Duration.ofMinutes(10)));
            isNotFound(() -> live.source(me, host));
        }
        isNotFound(() -> live.all(Actor.system(), REMOVED));
        assertThat(live.all(Actor.system())).hasSize(4);
    }

    private SeriesQuery series(HostId host) {
        return new SeriesQuery(
                Set.of(Subject.of(MINE), web(host)),
                Set.of(Metric.PIDS),
                NOW,
                NOW.plusSeconds(60),
                Duration.ofSeconds(10),
                Fold.MEAN);
    }

    private void top(Actor actor, @Nullable Set<HostId> hosts) {
        past.top(actor, Metric.PIDS, Fold.MEAN, Subject.Kind.CONTAINER, hosts, NOW, NOW.plusSeconds(60), 5);
    }

    @Test
    void theHistoryIsAskedForHostsInSightAlone() {
        past.series(me, series(MINE));
        assertThat(history.series).hasSize(1);
        isNotFound(() -> past.series(me, series(THEIRS)));
        isNotFound(() -> past.series(Actor.system(), series(REMOVED)));
        assertThat(history.series).hasSize(1);

        top(me, null);
        assertThat(history.tops.getLast().hosts()).containsExactly(MINE);
        top(Actor.system(), null);
        assertThat(history.tops.getLast().hosts()).containsExactlyInAnyOrder(MINE, THEIRS);
        isNotFound(() -> top(me, Set.of(MINE, THEIRS)));
        assertThat(history.tops).hasSize(2);
    }

    @Test
    void withoutAHistoryItSaysWhatToSet() {
        StatsHistory none = new StatsHistory(null, new Recorder(null, clock), Set::of, access);
        assertThat(none.state().on()).isFalse();
        assertThatThrownBy(
                        () -> none.top(me, Metric.PIDS, Fold.MEAN, Subject.Kind.HOST, null, NOW, NOW.plusSeconds(1), 1))
                .isInstanceOfSatisfying(
                        LongshoreException.class,
                        refused -> assertThat(refused.remedy()).contains("LONGSHORE_HISTORY"));
    }
}
