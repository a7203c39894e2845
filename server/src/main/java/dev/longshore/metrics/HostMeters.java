package dev.longshore.metrics;

import dev.longshore.metrics.history.Metric;
import dev.longshore.metrics.history.Readings;
import dev.longshore.metrics.history.Row;
import dev.longshore.metrics.history.Subject;
import dev.longshore.model.ContainerId;
import dev.longshore.model.HostId;
import dev.longshore.model.LongshoreException;
import dev.longshore.model.SafeText;
import dev.longshore.wire.CgroupLimits;
import dev.longshore.wire.CgroupSetup;
import dev.longshore.wire.ContainerStat;
import dev.longshore.wire.OtherStat;
import dev.longshore.wire.StatBatch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All subjects of one host. Messages come one after another; readers may come at any time. Whatever an agent sends, no more
 * than a bounded number of subjects is kept.
 */
final class HostMeters {

    static final int MAX_SUBJECTS = 3_000;

    private static final int MAX_TEXTS = 16;
    private static final int MAX_TEXT = 300;

    private final HostId host;
    private final HostClock clock = new HostClock();
    private final Map<Subject, Meter> meters = new LinkedHashMap<>();
    private final Map<String, String> names = new HashMap<>();
    private CgroupSetup setup = CgroupSetup.getDefaultInstance();
    private boolean reporting;
    private long epoch;
    private String boot = "";
    private long round;
    private long fullRound;
    private long newestMs;
    private int dropped;

    HostMeters(HostId host) {
        this.host = host;
    }

    /**
     * Takes a part of a round.
     *
     * @return what the history is to keep
     */
    synchronized List<Row> add(StatBatch batch, long nowMs) {
        if (batch.getEpoch() != epoch || !batch.getBootId().equals(boot)) {
            begin(batch);
        } else if (batch.getRound() < round) {
            return List.of(); // late: a newer round has come
        }
        if (batch.getFull() && batch.getRound() > round) {
            dropped = 0;
        }
        round = batch.getRound();
        clock.heard(batch.getMonotonicUs(), batch.getWallMs(), nowMs);
        List<Row> rows = new ArrayList<>();
        if (batch.hasHost()) {
            host(batch, rows);
        }
        for (ContainerStat stat : batch.getContainersList()) {
            container(stat, batch, rows);
        }
        for (OtherStat stat : batch.getOthersList()) {
            other(stat, batch, rows);
        }
        if (batch.getFull() && !batch.getMore()) {
            fullRound = round;
            forgetOld(nowMs);
        }
        return rows;
    }

    private void begin(StatBatch batch) {
        epoch = batch.getEpoch();
        boot = SafeText.line(batch.getBootId(), MAX_TEXT);
        round = 0;
        fullRound = 0;
        clock.restart();
        meters.values().forEach(Meter::startOver);
        meters.values().forEach(meter -> meter.seenInRound(0));
    }

    private void host(StatBatch batch, List<Row> rows) {
        if (batch.getHost().hasSetup()) {
            setup = batch.getHost().getSetup();
        }
        Meter meter = meter(Subject.of(host));
        if (meter != null) {
            add(meter, WireReadings.of(batch.getHost(), batch.getMonotonicUs()), batch, rows);
        }
    }

    private void container(ContainerStat stat, StatBatch batch, List<Row> rows) {
        Meter meter;
        try {
            meter = meter(Subject.of(host, ContainerId.of(stat.getId())));
        } catch (LongshoreException e) {
            return; // no id: nothing that this version knows
        }
        if (meter != null) {
            limits(meter, stat.hasLimits(), stat.getLimits());
            meter.name(names.getOrDefault(stat.getId(), meter.name()));
            add(meter, WireReadings.of(stat, meter.limits(), batch.getMonotonicUs()), batch, rows);
        }
    }

    private void other(OtherStat stat, StatBatch batch, List<Row> rows) {
        if (!stat.getCgroup().startsWith("/")) {
            return;
        }
        Meter meter = meter(new Subject(host, stat.getCgroup()));
        if (meter != null) {
            limits(meter, stat.hasLimits(), stat.getLimits());
            meter.name(SafeText.line(stat.getName(), MAX_TEXT));
            add(meter, WireReadings.of(stat, meter.limits(), batch.getMonotonicUs()), batch, rows);
        }
    }

    private static void limits(Meter meter, boolean told, CgroupLimits limits) {
        if (told) {
            meter.limits(WireReadings.Limits.of(limits));
        }
    }

    private void add(Meter meter, RawReading reading, StatBatch batch, List<Row> rows) {
        long atMs = clock.serverMs(reading.atUs());
        Row row = meter.add(reading, atMs, batch.getFull());
        meter.seenInRound(round);
        newestMs = Math.max(newestMs, meter.currentMs());
        if (row != null) {
            rows.add(row);
        }
    }

    private @Nullable Meter meter(Subject subject) {
        Meter found = meters.get(subject);
        if (found == null) {
            if (meters.size() >= MAX_SUBJECTS && !forgetOneThatIsGone()) {
                dropped++;
                return null;
            }
            found = new Meter(subject);
            meters.put(subject, found);
        }
        return found;
    }

    private boolean forgetOneThatIsGone() {
        Iterator<Meter> all = meters.values().iterator();
        while (all.hasNext()) {
            if (isGone(all.next())) {
                all.remove();
                return true;
            }
        }
        return false;
    }

    /** What has gone is shown as long as its last minutes are. */
    private void forgetOld(long nowMs) {
        meters.values().removeIf(meter -> isGone(meter) && meter.currentMs() < nowMs - Ring.KEPT_MS);
        names.keySet().removeIf(id -> names.size() > MAX_SUBJECTS && !meters.containsKey(new Subject(host, id)));
    }

    private boolean isGone(Meter meter) {
        return meter.seenInRound() < fullRound;
    }

    /** Learns how its engine calls a container. */
    synchronized void named(ContainerId container, String name) {
        if (names.size() < 2 * MAX_SUBJECTS || names.containsKey(container.value())) {
            names.put(container.value(), name);
        }
    }

    synchronized void unnamed(String container) {
        names.remove(container);
    }

    synchronized void reporting(boolean comes) {
        reporting = comes;
    }

    synchronized List<Live> live() {
        return meters.values().stream()
                .flatMap(meter -> Stream.ofNullable(live(meter)))
                .toList();
    }

    synchronized @Nullable Live live(Subject subject) {
        Meter meter = meters.get(subject);
        return meter == null ? null : live(meter);
    }

    private @Nullable Live live(Meter meter) {
        Readings readings = meter.current();
        if (readings == null) {
            return null;
        }
        Instant at = Instant.ofEpochMilli(meter.currentMs());
        return new Live(meter.subject(), meter.name(), at, readings, meter.restarts(), isGone(meter));
    }

    synchronized @Nullable LiveWindow window(Subject subject, Set<Metric> metrics, long sinceMs) {
        Meter meter = meters.get(subject);
        return meter == null ? null : LiveWindow.of(meter.ring(), metrics, sinceMs);
    }

    synchronized StatsSource source() {
        return new StatsSource(
                reporting,
                newestMs == 0 ? null : Instant.ofEpochMilli(newestMs),
                Duration.ofMillis(clock.wallOffsetMs()),
                clock.jumpedAtMs() == 0 ? null : Instant.ofEpochMilli(clock.jumpedAtMs()),
                Duration.ofMillis(clock.jumpMs()),
                setup.getMode().name(),
                texts(setup.getControllersList()),
                setup.getPressure(),
                texts(setup.getProblemsList()),
                Math.max(0, setup.getUnreadableContainers()),
                dropped);
    }

    private static List<String> texts(List<String> told) {
        return told.stream()
                .limit(MAX_TEXTS)
                .map(text -> SafeText.line(text, MAX_TEXT))
                .toList();
    }

    synchronized int size() {
        return meters.size();
    }
}
