package dev.longshore.link;

import dev.longshore.model.HostId;
import dev.longshore.model.LongshoreException;
import dev.longshore.wire.StreamReport;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;

/** A bulk stream that a host was asked for, as the servlet and the control sessions see it. */
sealed interface BulkStream permits IncomingStream, FeedStream {

    String id();

    /** The hosts that were asked. */
    Collection<HostId> hosts();

    /** Whether this host may open this end now; true once for each end. */
    boolean claim(HostId host, String method);

    /** Carries the body of the request that claimed it; throws if the stream does not count. */
    void serve(HttpServletRequest request, HttpServletResponse response) throws IOException;

    /** What one of the hosts says of its end. */
    void reported(HostId host, StreamReport report);

    /** The source was asked, and opens its end within this time, or the stream fails: an older agent would stay silent. */
    void sourceAsked(Duration within);

    /** Gives it up. */
    void fail(LongshoreException why);

    /** How it ended: exceptionally with a {@link LongshoreException}. */
    CompletableFuture<?> result();
}
