package dev.longshore.link;

import dev.longshore.model.LongshoreException;
import java.util.Optional;

/** A stream to one host, of bytes that this server is given: an archive that somebody uploads. */
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

    /** Whether the host has come, and has not dropped out. */
    public boolean isOpen() {
        return stream.opened().isDone() && failure().isEmpty();
    }

    /** Gives it a block that nobody may change any more; waits while too many wait. False if the host has dropped out. */
    public boolean put(byte[] block) throws InterruptedException {
        return stream.put(block);
    }

    /** All of it has been given: that many bytes, with this SHA-256. */
    public void end(long bytes, byte[] sha256) {
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
