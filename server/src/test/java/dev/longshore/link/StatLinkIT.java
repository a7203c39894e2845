package dev.longshore.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.longshore.agent.FakeEngine;
import dev.longshore.agent.HostStats;
import dev.longshore.agent.cgroup.StatSampler;
import dev.longshore.agent.link.AgentLink;
import dev.longshore.model.HostId;
import dev.longshore.wire.AgentMessage;
import dev.longshore.wire.Hello.Stats;
import dev.longshore.wire.ServerMessage;
import dev.longshore.wire.StatBatch;
import dev.longshore.wire.WatchStats;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
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

    @Test
    @DisplayName("come unasked, and more often while they are watched")
    void overTheLink(@TempDir Path dir) {
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

            WatchStats.Builder watch =
                    WatchStats.newBuilder().setHost(true).setIntervalMs(1_000).setForMs(60_000);
            assertThat(linked.bean(Agents.class)
                            .send(
                                    host,
                                    ServerMessage.newBuilder()
                                            .setWatchStats(watch)
                                            .build()))
                    .isTrue();
            await().atMost(Linked.SOON)
                    .untilAsserted(() -> assertThat(batches(linked))
                            .filteredOn(batch -> !batch.getFull())
                            .hasSizeGreaterThan(2)
                            .allMatch(batch -> batch.getIntervalMs() == 1_000 && batch.hasHost()));
            assertThat(agent.isAlive()).isTrue();
        }
    }
}
