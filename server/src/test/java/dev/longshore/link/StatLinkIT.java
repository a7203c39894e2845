package dev.longshore.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.longshore.access.Actor;
import dev.longshore.agent.FakeEngine;
import dev.longshore.agent.HostStats;
import dev.longshore.agent.cgroup.StatSampler;
import dev.longshore.agent.link.AgentLink;
import dev.longshore.metrics.LiveStats;
import dev.longshore.metrics.Watching;
import dev.longshore.metrics.history.DuckDbHistory;
import dev.longshore.metrics.history.Fold;
import dev.longshore.metrics.history.History;
import dev.longshore.metrics.history.Metric;
import dev.longshore.metrics.history.Retention;
import dev.longshore.metrics.history.Series;
import dev.longshore.metrics.history.SeriesQuery;
import dev.longshore.metrics.history.Subject;
import dev.longshore.model.HostId;
import dev.longshore.wire.AgentMessage;
import dev.longshore.wire.Hello.Stats;
import dev.longshore.wire.StatBatch;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Statistics over the link")
class StatLinkIT {

    private static List<StatBatch> batches(Linked linked) {
        return linked.heard().messages().stream()
                .filter(AgentMessage::hasStats)
                .map(AgentMessage::getStats)
                .toList();
    }

    /** The host, whose server has ended. */
    private static HostId watchedOverTheLink(Path dir) {
        FakeEngine engine = new FakeEngine("alpha");
        try (Linked linked = Linked.start(dir);
                HostStats stats = StatSampler.open(Path.of("/"), List::of, engine.epoch(), Clock.systemUTC());
                Linked.Agent agent = new Linked.Agent(
                        engine,
                        AgentLink.open(
                                linked.settings("alpha", linked.token("alpha"), linked.agentUrl()),
                                engine,
                                stats,
                                "test",
                                Clock.systemUTC()))) {
            stats.start(agent.link);
            HostId host = await().atMost(Linked.SOON).until(() -> linked.connected("alpha"), Objects::nonNull);
            await().atMost(Linked.SOON).until(() -> batches(linked).stream().anyMatch(StatBatch::getFull));
            StatBatch full = batches(linked).stream()
                    .filter(StatBatch::getFull)
                    .findFirst()
                    .orElseThrow();
            assertThat(full.getHost().getCpu().getIdleMs()).isPositive();
            assertThat(full.getHost().hasSetup()).isTrue();
            assertThat(full.getEpoch()).isEqualTo(engine.epoch());
            assertThat(linked.heard().all(Recorder.Heard.Connected.class))
                    .allMatch(connected -> connected.hello().getStats() == Stats.STATS_ON);

            try (Watching.Watch _ = linked.bean(Watching.class).hosts(Actor.system(), Set.of(host))) {
                await().atMost(Linked.SOON)
                        .untilAsserted(() -> assertThat(batches(linked))
                                .filteredOn(batch -> !batch.getFull())
                                .hasSizeGreaterThan(2)
                                .allMatch(batch -> batch.getIntervalMs() == 1_000 && batch.hasHost()));
                LiveStats live = linked.bean(LiveStats.class);
                await().atMost(Linked.SOON)
                        .untilAsserted(() -> assertThat(live.latest(Actor.system(), Subject.of(host)))
                                .hasValueSatisfying(
                                        now -> assertThat(now.readings().get(Metric.CPU_CORES))
                                                .isPositive()));
                assertThat(live.source(Actor.system(), host).reporting()).isTrue();
                assertThat(live.source(Actor.system(), host).clockDifference().abs())
                        .isLessThan(Duration.ofSeconds(2));
            }
            assertThat(agent.isAlive()).isTrue();
            return host;
        }
    }

    @Test
    @DisplayName(
            "come unasked, more often while they are watched, and become live figures, and rows that outlive the server")
    void areKept(@TempDir Path dir) {
        Instant begin = Instant.now();
        HostId host = watchedOverTheLink(dir);

        try (History history =
                new DuckDbHistory(dir.resolve("server/history.duckdb"), 64, Retention.USUAL, Clock.systemUTC())) {
            Series memory = history.series(new SeriesQuery(
                            Set.of(Subject.of(host)),
                            Set.of(Metric.MEMORY_LIMIT_BYTES),
                            begin.minusSeconds(10),
                            Instant.now().plusSeconds(10),
                            Duration.ofSeconds(1),
                            Fold.MAX))
                    .getFirst();
            assertThat(Arrays.stream(memory.values()).boxed()).anyMatch(bytes -> bytes > 0);
        }
    }
}
