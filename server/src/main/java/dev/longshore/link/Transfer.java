package dev.longshore.link;

import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import java.util.Optional;

/** A stream from one host to another, which begins when that one opens it by its id. */
public final class Transfer {

    private final BulkJoin join;

    Transfer(BulkJoin join) {
        this.join = join;
    }

    /** What the sink opens it by. */
    public String streamId() {
        return join.id();
    }

    /** Why it came to nothing, if it did. */
    public Optional<LongshoreException> failure() {
        return join.result().isCompletedExceptionally()
                        && join.result().exceptionNow() instanceof LongshoreException why
                ? Optional.of(why)
                : Optional.empty();
    }

    /** Gives it up, unless it has ended: both hosts are told. */
    public void close() {
        join.fail(new LongshoreException(ErrorCode.CANCELLED, "the stream is not needed any more"));
    }
}
