package dev.longshore.operations;

import dev.longshore.link.Agents;
import dev.longshore.link.Feed;
import dev.longshore.link.Later;
import dev.longshore.link.Transfer;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.HostId;
import dev.longshore.model.LongshoreException;
import dev.longshore.wire.SaveTask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The archives of one copy on their way to its targets. Those that lack the same layers share one reading of the source, which
 * begins when all of them have opened their streams or have dropped out; who comes much later than the first has another.
 */
final class SharedSaves {

    static final Duration GATHERED_WITHIN = Duration.ofSeconds(5);
    /** For what an engine refused: most others never will, and need not be waited for. */
    private static final Duration SPARE_GATHERED_WITHIN = Duration.ofSeconds(1);

    private final Agents agents;
    private final HostId source;
    private final Duration gatheredWithin;
    /** That may still come with a first stream. */
    private final Set<HostId> awaited;

    private final Set<HostId> targets;
    private final List<Reader> readers = new ArrayList<>();

    /** One archive, and whether it is sent only to those whose engine refused another. */
    private record What(SaveTask save, boolean spare) {}

    /** One target that takes an archive. */
    private static final class Reader {

        private final HostId host;
        private final What what;
        private final Feed feed;
        private boolean left;
        private @Nullable Transfer transfer;

        Reader(HostId host, What what, Feed feed) {
            this.host = host;
            this.what = what;
            this.feed = feed;
        }

        /** It has opened its stream, and nothing is sent on it yet. */
        boolean waits() {
            return !left && transfer == null && feed.isOpen();
        }

        /** It may open its stream yet. */
        boolean mayCome() {
            return !left && !feed.isOpen() && feed.failure().isEmpty();
        }
    }

    /** @param gatheredWithin that long the first to open its stream waits for the others */
    SharedSaves(Agents agents, HostId source, Collection<HostId> targets, Duration gatheredWithin) {
        this.gatheredWithin = gatheredWithin;
        this.agents = agents;
        this.source = source;
        this.targets = new HashSet<>(targets);
        this.awaited = new HashSet<>(targets);
    }

    /**
     * A target's turn has come, and it will take what the source saves.
     *
     * @param spare taken only if its engine refuses another archive
     * @return the stream that it is to open
     */
    String add(HostId sink, SaveTask save, boolean spare) {
        Feed feed = agents.feed(sink);
        Reader reader = new Reader(sink, new What(save, spare), feed);
        synchronized (this) {
            readers.add(reader);
        }
        feed.whenSettled(() -> came(reader.what));
        return feed.streamId();
    }

    /** A target has all the streams that it will have. */
    void ready(HostId sink) {
        synchronized (this) {
            awaited.remove(sink);
        }
        look();
    }

    private void came(What what) {
        Later.run(what.spare() ? SPARE_GATHERED_WITHIN : gatheredWithin, () -> begin(what, true));
        begin(what, false);
    }

    private void look() {
        Set<What> all = new HashSet<>();
        synchronized (this) {
            readers.forEach(reader -> all.add(reader.what));
        }
        all.forEach(what -> begin(what, false));
    }

    /** Has the source send to those that wait, if all are there, or late ones are waited for no longer. */
    private void begin(What what, boolean late) {
        synchronized (this) {
            List<Reader> waiting = readers.stream()
                    .filter(reader -> reader.what.equals(what) && reader.waits())
                    .toList();
            if (waiting.isEmpty() || (!late && mayGrow(what))) {
                return;
            }
            Transfer transfer = agents.transfer(
                    source,
                    what.save(),
                    waiting.stream().map(reader -> reader.feed).toList());
            waiting.forEach(reader -> reader.transfer = transfer);
        }
    }

    private boolean mayGrow(What what) {
        return !awaited.isEmpty() || readers.stream().anyMatch(reader -> reader.what.equals(what) && reader.mayCome());
    }

    /** Why the source failed the target, if it did: the end of its stream hides that. */
    synchronized Optional<LongshoreException> fault(HostId sink) {
        return readers.stream()
                .filter(reader -> reader.host.equals(sink))
                .map(reader -> reader.transfer)
                .filter(Objects::nonNull)
                .flatMap(transfer -> transfer.failure().stream())
                .filter(why -> why.code() != ErrorCode.STREAM_BROKEN && why.code() != ErrorCode.CANCELLED)
                .findFirst();
    }

    /** The target's part has ended, and so do its streams. True if that was the last. */
    boolean left(HostId sink) {
        List<Feed> feeds = new ArrayList<>();
        boolean last;
        synchronized (this) {
            readers.stream().filter(reader -> reader.host.equals(sink)).forEach(reader -> {
                reader.left = true;
                feeds.add(reader.feed);
            });
            awaited.remove(sink);
            targets.remove(sink);
            last = targets.isEmpty();
        }
        feeds.forEach(
                feed -> feed.close(new LongshoreException(ErrorCode.CANCELLED, "the stream is not needed any more")));
        look();
        return last;
    }
}
