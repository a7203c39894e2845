package dev.longshore.link;

import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An archive that a host sends, to another host or to this server. */
public final class Transfer {

    private final BulkStream stream;

    Transfer(BulkStream stream) {
        this.stream = stream;
    }

    /** What the hosts open it by. */
    public String streamId() {
        return stream.id();
    }

    /** Why it came to nothing, if it did. */
    public Optional<LongshoreException> failure() {
        return stream.result().isCompletedExceptionally()
                        && stream.result().exceptionNow() instanceof LongshoreException why
                ? Optional.of(why)
                : Optional.empty();
    }

    /** Tells once how it ended, perhaps now and on this thread: with null if all of it has come. */
    public void whenEnded(Consumer<@Nullable LongshoreException> told) {
        var _ = stream.result().whenComplete((_, _) -> told.accept(failure().orElse(null)));
    }

    /** Gives it up, unless it has ended: its hosts are told. */
    public void close() {
        close(new LongshoreException(ErrorCode.CANCELLED, "the stream is not needed any more"));
    }

    /** Gives it up for this reason, unless it has ended: its hosts are told. */
    public void close(LongshoreException why) {
        stream.fail(why);
    }
}
