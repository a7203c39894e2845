package dev.longshore.link;

import dev.longshore.model.LongshoreException;
import java.time.Duration;
import java.util.Optional;

/** A stream to one host, of bytes that this server is given: an archive of another host, or that somebody uploads. */
public final class Feed {

    private final FeedStream stream;

    Feed(FeedStream stream) {
        this.stream = stream;
    }

    /** What the host opens it by. */
    public String streamId() {
        return stream.id();
    }

    /** Runs it once when the host has come, or has dropped out; perhaps now. */
    public void whenSettled(Runnable told) {
        var _ = stream.opened().whenComplete((_, _) -> told.run());
    }

    /** Runs it once when the host has taken all, or has dropped out; perhaps now. */
    void whenEnded(Runnable told) {
        var _ = stream.result().whenComplete((_, _) -> told.run());
    }

    /** Whether the host has come, and has not dropped out. */
    public boolean isOpen() {
        return stream.opened().isDone() && failure().isEmpty();
    }

    /** Gives it a block that nobody may change any more; waits while too many wait. False if the host has dropped out. */
    boolean put(byte[] block, Duration stalledWithin) throws InterruptedException {
        return stream.put(block, stalledWithin);
    }

    /** All of it has been given: that many bytes, with this SHA-256. */
    void end(long bytes, byte[] sha256) {
        stream.end(bytes, sha256);
    }

    /** Why the host dropped out, if it did. */
    public Optional<LongshoreException> failure() {
        return stream.result().isCompletedExceptionally()
                        && stream.result().exceptionNow() instanceof LongshoreException why
                ? Optional.of(why)
                : Optional.empty();
    }

    /** Gives it up for this reason, unless all was taken: the host is told. */
    public void close(LongshoreException why) {
        stream.fail(why);
    }
}
