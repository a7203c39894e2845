package dev.longshore.agent.engine;

import static org.awaitility.Awaitility.await;

import dev.longshore.agent.StatReports;
import dev.longshore.wire.ContainerStat;
import dev.longshore.wire.HostStat;
import dev.longshore.wire.StatBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Rounds of readings as they were told. */
final class SeenRounds implements StatReports {

    private final List<List<StatBatch>> rounds = new ArrayList<>();

    @Override
    public boolean listening() {
        return true;
    }

    @Override
    public synchronized void round(List<StatBatch> parts, boolean full) {
        rounds.add(List.copyOf(parts));
    }

    /** The number of the last round that was told; 0 if there was none. */
    synchronized long last() {
        return rounds.isEmpty() ? 0 : rounds.getLast().getFirst().getRound();
    }

    /** Rounds with a higher number. */
    synchronized List<List<StatBatch>> after(long round) {
        return rounds.stream()
                .filter(parts -> parts.getFirst().getRound() > round)
                .toList();
    }

    /** The first round with a higher number that holds what is looked for. */
    List<StatBatch> soonest(long after, Predicate<List<StatBatch>> wanted) {
        await().atMost(EngineUnderTest.SOON).until(() -> after(after).stream().anyMatch(wanted));
        return after(after).stream().filter(wanted).findFirst().orElseThrow();
    }

    /** A container's sample, from a round that began after this was called: one may be under way. */
    ContainerStat fresh(String id) {
        return of(soonest(last() + 1, parts -> of(parts, id).isPresent()), id).orElseThrow();
    }

    static Optional<ContainerStat> of(List<StatBatch> parts, String id) {
        return parts.stream()
                .flatMap(part -> part.getContainersList().stream())
                .filter(stat -> stat.getId().equals(id))
                .findFirst();
    }

    static Optional<HostStat> host(List<StatBatch> parts) {
        return parts.stream().filter(StatBatch::hasHost).map(StatBatch::getHost).findFirst();
    }
}
