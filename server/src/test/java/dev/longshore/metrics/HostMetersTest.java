package dev.longshore.metrics;

import static dev.longshore.metrics.Batches.DB;
import static dev.longshore.metrics.Batches.WEB;
import static dev.longshore.metrics.Batches.container;
import static dev.longshore.metrics.Batches.full;
import static dev.longshore.metrics.Batches.round;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.longshore.metrics.history.Metric;
import dev.longshore.metrics.history.Readings;
import dev.longshore.metrics.history.Row;
import dev.longshore.metrics.history.Subject;
import dev.longshore.model.ContainerId;
import dev.longshore.model.HostId;
import dev.longshore.wire.CgroupSetup;
import dev.longshore.wire.NetStat;
import dev.longshore.wire.OtherStat;
import dev.longshore.wire.StatBatch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** From raw counters to rates, whatever an agent sends. */
class HostMetersTest {

    private static final HostId HOST = HostId.of("h-0000000000000000");
    private static final Subject WEB_HERE = Subject.of(HOST, ContainerId.of(WEB));
    private static final Subject DB_HERE = Subject.of(HOST, ContainerId.of(DB));

    /** The server's clock when the host's monotonic time was 0. */
    private static final long BEGIN = 1_800_000_000_000L;

    private final HostMeters host = new HostMeters(HOST);

    private List<Row> add(StatBatch.Builder batch) {
        return add(batch, 5);
    }

    /** Arrives so many ms after it was taken. */
    private List<Row> add(StatBatch.Builder batch, long delayMs) {
        batch.setWallMs(batch.getWallMs() + BEGIN);
        return host.add(batch.build(), BEGIN + batch.getMonotonicUs() / 1000 + delayMs);
    }

    private Live live(Subject subject) {
        return Objects.requireNonNull(host.live(subject));
    }

    private LiveWindow window(Metric metric) {
        return Objects.requireNonNull(host.window(WEB_HERE, Set.of(metric), 0));
    }

    private double now(Metric metric) {
        return live(WEB_HERE).readings().get(metric);
    }

    @Test
    void countersBecomeRates() {
        add(full(10, container(WEB, 7, 10)));
        assertThat(now(Metric.CPU_CORES)).isNaN();
        assertThat(now(Metric.MEMORY_WORKING_SET_BYTES)).isEqualTo(70);

        List<Row> rows = add(full(20, container(WEB, 7, 20)));

        assertThat(now(Metric.CPU_CORES)).isEqualTo(0.25);
        assertThat(now(Metric.CPU_LIMIT_CORES)).isEqualTo(0.5);
        assertThat(now(Metric.CPU_THROTTLED_RATIO)).isEqualTo(0.5);
        assertThat(now(Metric.CPU_THROTTLED_CORES)).isEqualTo(0.1, within(1e-6));
        assertThat(now(Metric.NET_RECEIVED_BYTES_PER_SECOND)).as("without lo").isEqualTo(1_000);
        assertThat(now(Metric.NET_SENT_BYTES_PER_SECOND)).isZero();
        assertThat(now(Metric.NET_ERRORS_PER_SECOND)).isEqualTo(1);
        assertThat(now(Metric.IO_WRITTEN_BYTES_PER_SECOND)).isEqualTo(2_000);
        assertThat(now(Metric.OOM_KILLS)).isEqualTo(1);
        assertThat(now(Metric.MEMORY_LIMIT_BYTES)).isEqualTo(1_000);
        assertThat(now(Metric.PIDS_LIMIT)).as("no limit").isNaN();
        assertThat(now(Metric.CPU_PRESSURE_RATIO)).as("not told").isNaN();
        assertThat(rows).singleElement().satisfies(row -> {
            assertThat(row.subject()).isEqualTo(WEB_HERE);
            assertThat(row.spanMs()).isEqualTo(10_000);
            assertThat(row.readings()).isEqualTo(live(WEB_HERE).readings());
        });
    }

    @Test
    void theHostIsASubjectToo() {
        add(full(10).setHost(Batches.host(10)));
        add(full(20).setHost(Batches.host(20)));

        Readings readings = live(Subject.of(HOST)).readings();
        assertThat(readings.get(Metric.CPU_CORES)).isEqualTo(1.5);
        assertThat(readings.get(Metric.CPU_STEAL_CORES)).isEqualTo(0.1, within(1e-6));
        assertThat(readings.get(Metric.CPU_LIMIT_CORES)).isEqualTo(2);
        assertThat(readings.get(Metric.MEMORY_WORKING_SET_BYTES)).isEqualTo(600);
    }

    @Test
    void limitsHoldUntilTheyAreToldAgain() {
        add(full(10, container(WEB, 7, 10)));
        add(full(20, container(WEB, 7, 20).clearLimits()));

        assertThat(now(Metric.MEMORY_LIMIT_BYTES)).isEqualTo(1_000);
    }

    @Test
    void aContainerThatWasStartedAgainStartsOver() {
        add(full(10, container(WEB, 7, 100)));
        add(full(20, container(WEB, 7, 110)));

        List<Row> fell = add(full(30, container(WEB, 7, 3)));
        assertThat(now(Metric.CPU_CORES)).isNaN();
        assertThat(fell.getFirst().spanMs()).isZero();
        assertThat(live(WEB_HERE).restarts()).isEqualTo(1);
        add(full(40, container(WEB, 7, 13)));
        assertThat(now(Metric.CPU_CORES)).isEqualTo(0.25);

        add(full(50, container(WEB, 8, 500)));
        assertThat(now(Metric.CPU_CORES)).as("another process, more time").isNaN();
        assertThat(live(WEB_HERE).restarts()).isEqualTo(2);
    }

    @Test
    void anInterfaceThatHasGoneMakesNoRate() {
        add(full(
                10,
                container(WEB, 7, 10)
                        .addNets(NetStat.newBuilder().setName("eth1").setRxBytes(1_000_000))));
        add(full(20, container(WEB, 7, 20)));

        assertThat(now(Metric.NET_RECEIVED_BYTES_PER_SECOND)).isNaN();
        assertThat(now(Metric.CPU_CORES)).isEqualTo(0.25);
    }

    @Test
    @DisplayName("catalogue 73: rounds that come twice, or after a newer one, change nothing")
    void whatComesTwiceOrLateIsIgnored() {
        add(full(10, container(WEB, 7, 10)));
        add(full(30, container(WEB, 7, 30)));
        Readings before = live(WEB_HERE).readings();

        assertThat(add(full(30, container(WEB, 7, 99)))).isEmpty();
        assertThat(add(full(20, container(WEB, 7, 20)), 10_005)).isEmpty();

        assertThat(live(WEB_HERE).readings()).isEqualTo(before);
        assertThat(live(WEB_HERE).at()).isEqualTo(Instant.ofEpochMilli(BEGIN + 30_005));
    }

    @Test
    void aLongSilenceIsAGap() {
        add(full(10, container(WEB, 7, 10)));
        List<Row> rows = add(full(40, container(WEB, 7, 40)));

        assertThat(now(Metric.CPU_CORES)).isNaN();
        assertThat(rows.getFirst().spanMs()).isZero();
    }

    @Test
    void watchedRoundsMakeLiveFiguresAndFullOnesRows() {
        add(full(10, container(WEB, 7, 10)));
        for (int second = 11; second < 20; second++) {
            assertThat(add(round(second, container(WEB, 7, second)))).isEmpty();
        }
        List<Row> rows = add(full(20, container(WEB, 7, 20)));

        assertThat(rows.getFirst().spanMs()).isEqualTo(10_000);
        LiveWindow window = window(Metric.CPU_CORES);
        assertThat(window.times()).hasSize(11).isSorted();
        assertThat(window.values(Metric.CPU_CORES)[5]).isEqualTo(0.25);
        assertThat(window.values(Metric.PIDS)).as("not asked for").containsOnly(Double.NaN);
    }

    @Test
    void anAgentThatWasStartedAnewStartsOver() {
        add(full(10, container(WEB, 7, 10)));
        add(full(20, container(WEB, 7, 20)));

        StatBatch.Builder anew = full(1, container(WEB, 7, 30)).setEpoch(2);
        anew.setWallMs(BEGIN + 30_000);
        host.add(anew.build(), BEGIN + 30_005);

        assertThat(now(Metric.CPU_CORES)).isNaN();
        assertThat(live(WEB_HERE).at()).isEqualTo(Instant.ofEpochMilli(BEGIN + 30_005));
        assertThat(live(WEB_HERE).restarts()).isZero();
    }

    @Test
    @DisplayName("catalogue 79: a host's clock that is set by an hour makes no spike and no wrong time, and is told")
    void aClockThatIsSetIsNoticed() {
        add(full(10, container(WEB, 7, 10)));
        add(full(20, container(WEB, 7, 20)));
        assertThat(host.source().clockDifference()).isLessThan(Duration.ofMillis(20));
        assertThat(host.source().clockSetAt()).isNull();

        StatBatch.Builder set = full(30, container(WEB, 7, 30));
        set.setWallMs(set.getWallMs() - 3_600_000);
        add(set);

        assertThat(now(Metric.CPU_CORES)).isEqualTo(0.25);
        assertThat(live(WEB_HERE).at()).isEqualTo(Instant.ofEpochMilli(BEGIN + 30_005));
        assertThat(host.source().clockDifference().toMillis()).isBetween(-3_600_020L, -3_599_980L);
        assertThat(host.source().clockSetAt()).isEqualTo(Instant.ofEpochMilli(BEGIN + 30_005));
        assertThat(host.source().clockSetBy().toMillis()).isBetween(-3_600_020L, -3_599_980L);
    }

    @Test
    void aMessageThatTookLongMovesNoTime() {
        add(full(10, container(WEB, 7, 10)));
        add(full(20, container(WEB, 7, 20)), 8_000);

        assertThat(live(WEB_HERE).at().toEpochMilli()).isBetween(BEGIN + 20_000, BEGIN + 20_030);
    }

    @Test
    void whatAFullRoundLacksIsGoneAndForgottenLater() {
        add(full(10, container(WEB, 7, 10), container(DB, 8, 10)));
        add(full(20, container(WEB, 7, 20)).setMore(true));
        assertThat(live(DB_HERE).gone()).as("the round goes on").isFalse();
        add(full(20, container(DB, 8, 20)));
        assertThat(live(DB_HERE).gone()).isFalse();

        add(full(30, container(WEB, 7, 30)));
        assertThat(live(DB_HERE).gone()).isTrue();
        assertThat(live(WEB_HERE).gone()).isFalse();
        add(round(31, container(WEB, 7, 31)));
        assertThat(live(DB_HERE).gone()).isTrue();

        add(full(640, container(WEB, 7, 640)));
        assertThat(host.live(DB_HERE)).isNull();
    }

    @Test
    void tenMinutesAreKept() {
        for (int second = 1; second <= 1_300; second++) {
            add(round(second, container(WEB, 7, second)));
        }
        LiveWindow window = window(Metric.CPU_CORES);
        assertThat(window.times()).hasSize(600);
        assertThat(window.times().getLast()).isEqualTo(Instant.ofEpochMilli(BEGIN + 1_300_005));
        assertThat(window.values(Metric.CPU_CORES)).containsOnly(0.25);
    }

    @Test
    void moreThanAHostMayHaveIsLeftOutAndTold() {
        StatBatch.Builder bomb = full(10);
        for (int number = 0; number < HostMeters.MAX_SUBJECTS + 500; number++) {
            bomb.addContainers(container(String.format("%064x", number), 1, 10));
        }
        add(bomb);

        assertThat(host.size()).isEqualTo(HostMeters.MAX_SUBJECTS);
        assertThat(host.source().dropped()).isEqualTo(500);

        add(full(20, container(WEB, 7, 20)));
        assertThat(host.live(WEB_HERE)).as("those that have gone make room").isNull();
        add(full(30, container(WEB, 7, 30)));
        assertThat(live(WEB_HERE).gone()).isFalse();
    }

    @Test
    void whatIsNoIdAndTextsThatAreBadDoNoHarm() {
        List<Row> rows = new ArrayList<>();
        rows.addAll(add(full(10, container("../../x", 1, 1), container("A".repeat(64), 1, 1), container("", 1, 1))
                .addOthers(OtherStat.newBuilder().setCgroup("no path"))
                .addOthers(OtherStat.newBuilder()
                        .setCgroup("/lxc/\u202Eevil\u0000")
                        .setName("\u001B[31mred"))
                .setHost(Batches.host(1)
                        .setSetup(CgroupSetup.newBuilder()
                                .setModeValue(99)
                                .addProblems("\u0000" + "x".repeat(10_000))))));

        assertThat(rows).extracting(row -> row.subject().workload()).containsExactly("", "/lxc/\uFFFDevil\uFFFD");
        assertThat(rows.getLast().name()).isEqualTo("\uFFFD[31mred");
        assertThat(host.source().cgroups()).isEqualTo("UNRECOGNIZED");
        assertThat(host.source().problems().getFirst()).startsWith("\uFFFDxx").hasSize(300);
    }

    @Test
    void numbersThatAreNoCountsAreAbsent() {
        add(full(10, container(WEB, 7, 10)));
        var odd = container(WEB, 7, 20);
        odd.getCgroupBuilder().setOomKills(-5).setMemoryBytes(-1).setPids(Long.MIN_VALUE);
        add(full(20, odd));

        assertThat(now(Metric.OOM_KILLS)).isNaN();
        assertThat(now(Metric.MEMORY_USAGE_BYTES)).isNaN();
        assertThat(now(Metric.PIDS)).isNaN();
    }
}
