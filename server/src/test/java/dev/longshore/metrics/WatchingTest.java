package dev.longshore.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longshore.access.Access;
import dev.longshore.access.Actor;
import dev.longshore.access.Grant;
import dev.longshore.access.Role;
import dev.longshore.metrics.history.MovedClock;
import dev.longshore.metrics.history.Subject;
import dev.longshore.model.ContainerId;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.HostId;
import dev.longshore.model.LongshoreException;
import dev.longshore.wire.WatchStats;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What agents are told of who watches. */
class WatchingTest {

    private static final HostId ONE = HostId.of("h-0000000000000001");
    private static final HostId TWO = HostId.of("h-0000000000000002");
    private static final Subject WEB = Subject.of(ONE, ContainerId.of("a".repeat(64)));

    private record Posted(HostId host, WatchStats watch) {}

    private final MovedClock clock = new MovedClock(Instant.parse("2026-06-01T00:00:00Z"));
    private final List<Posted> posted = new ArrayList<>();
    private boolean takes = true;
    private final Watching watching = new Watching(
            (host, watch) -> {
                posted.add(new Posted(host, watch));
                return takes;
            },
            new Access(),
            clock);

    @BeforeEach
    void both() {
        watching.connected(ONE, true);
        watching.connected(TWO, true);
    }

    private List<Posted> tick() {
        posted.clear();
        watching.tick();
        return List.copyOf(posted);
    }

    private WatchStats only() {
        List<Posted> told = tick();
        assertThat(told).hasSize(1);
        assertThat(told.getFirst().host()).isEqualTo(ONE);
        return told.getFirst().watch();
    }

    @Test
    void anAgentIsToldWhenSomebodyLooksAndWhenNobodyDoes() {
        assertThat(tick()).isEmpty();
        Watching.Watch watch = watching.subjects(Actor.system(), Set.of(WEB));

        WatchStats begun = only();
        assertThat(begun.getContainerIdsList()).containsExactly(WEB.workload());
        assertThat(begun.getHost()).isFalse();
        assertThat(begun.getIntervalMs()).isEqualTo(1_000);
        assertThat(begun.getForMs()).isPositive();
        assertThat(tick()).isEmpty();

        watch.close();
        assertThat(only().getForMs()).isZero();
        assertThat(tick()).isEmpty();
    }

    @Test
    void whatGoesOnIsRenewedBeforeItEnds() {
        Watching.Watch watch = watching.hosts(Actor.system(), Set.of(ONE));
        int forMs = only().getForMs();
        for (int renewals = 0; renewals < 5; renewals++) {
            Duration silent = Duration.ZERO;
            while (tick().isEmpty()) {
                clock.move(Duration.ofSeconds(1));
                watch.renew();
                silent = silent.plusSeconds(1);
            }
            assertThat(silent).isLessThan(Duration.ofMillis(forMs / 2));
            assertThat(posted.getFirst().watch().getAll()).isTrue();
        }
    }

    @Test
    void whoGoesWithoutAWordIsForgotten() {
        watching.hosts(Actor.system(), Set.of(ONE));
        only();

        clock.move(Watching.LEASE);

        assertThat(only().getForMs()).isZero();
    }

    @Test
    void anAgentThatComesBackIsToldAgainAndOneWithoutStatisticsNever() {
        watching.hosts(Actor.system(), Set.of(ONE));
        only();
        watching.connected(ONE, false);
        assertThat(tick()).isEmpty();
        watching.connected(ONE, true);
        assertThat(only().getAll()).isTrue();
    }

    @Test
    void oneThatDidNotTakeItIsToldAgain() {
        watching.hosts(Actor.system(), Set.of(ONE));
        takes = false;
        only();
        takes = true;
        only();
        assertThat(tick()).isEmpty();
    }

    @Test
    void thatOfAllIsJoined() {
        watching.subjects(Actor.system(), Set.of(WEB, Subject.of(ONE)));
        watching.subjects(
                Actor.system(),
                IntStream.range(0, 1_999)
                        .mapToObj(number -> Subject.of(ONE, ContainerId.of(String.format("%064x", number))))
                        .collect(Collectors.toSet()));
        WatchStats listed = only();
        assertThat(listed.getHost()).isTrue();
        assertThat(listed.getContainerIdsList()).hasSize(2_000);

        Watching.Watch one = watching.subjects(Actor.system(), Set.of(Subject.of(ONE, ContainerId.of("f".repeat(64)))));
        WatchStats all = only();
        assertThat(all.getAll()).as("too many to list").isTrue();
        assertThat(all.getContainerIdsList()).isEmpty();
        one.close();
        assertThat(only().getContainerIdsList()).hasSize(2_000);
    }

    @Test
    void aHostOutOfSightIsNotWatched() {
        Actor elsewhere = new Actor(
                7, "eve", List.of(new Grant(Role.VIEWER, Set.of(TWO))), Actor.Method.SESSION, "127.0.0.1", "");

        assertThatThrownBy(() -> watching.subjects(elsewhere, Set.of(WEB)))
                .isInstanceOfSatisfying(
                        LongshoreException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.NOT_FOUND));
        assertThatThrownBy(() -> watching.hosts(elsewhere, Set.of(TWO, ONE))).isInstanceOf(LongshoreException.class);
        assertThat(tick()).isEmpty();
    }

    @Test
    void watchesAreBounded() {
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 10_000; i++) {
                        watching.hosts(Actor.system(), Set.of(ONE));
                    }
                })
                .isInstanceOfSatisfying(
                        LongshoreException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.RATE_LIMITED));
    }
}
