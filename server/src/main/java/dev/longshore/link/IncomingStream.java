package dev.longshore.link;

import dev.longshore.model.ErrorCode;
import dev.longshore.model.HostId;
import dev.longshore.model.LongshoreException;
import dev.longshore.wire.StreamReport;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A stream that one host was asked for. Its value counts only once the body has ended and the agent's report over
 * control agrees with what arrived: the end of a body alone can be that of a broken one.
 */
final class IncomingStream<T> implements BulkStream {

    private static final long REPORT_WITHIN_S = 30;
    private static final long REASON_WITHIN_S = 3;

    /** Reads the body; need not read to its end. */
    @FunctionalInterface
    interface Reader<T> {
        T read(InputStream in) throws IOException;
    }

    private final String id;
    private final HostId host;
    private final long maxBytes;
    private final Reader<T> reader;
    private final CompletableFuture<StreamReport> report = new CompletableFuture<>();
    private final CompletableFuture<T> result = new CompletableFuture<>();
    private final AtomicBoolean claimed = new AtomicBoolean();
    private volatile @Nullable MeteredInput body;

    IncomingStream(String id, HostId host, long maxBytes, Reader<T> reader) {
        this.id = id;
        this.host = host;
        this.maxBytes = maxBytes;
        this.reader = reader;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public Collection<HostId> hosts() {
        return List.of(host);
    }

    /** The value, or why there is none: a {@link LongshoreException}. */
    @Override
    public CompletableFuture<T> result() {
        return result;
    }

    /** What the host said of it; once it has ended well. */
    StreamReport report() {
        return report.join();
    }

    @Override
    public boolean claim(HostId by, String method) {
        return method.equals("PUT") && by.equals(host) && claimed.compareAndSet(false, true);
    }

    @Override
    public void serve(HttpServletRequest request, HttpServletResponse response) throws IOException {
        receive(request.getInputStream());
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
    }

    /** Bytes that have been read of it, for tests. */
    long readBytes() {
        MeteredInput in = body;
        return in == null ? 0 : in.bytes();
    }

    @Override
    public void sourceAsked(Duration within) {
        Later.run(within, () -> {
            if (!claimed.get()) {
                fail(broken("the host did not begin in time"));
            }
        });
    }

    @Override
    public void reported(HostId by, StreamReport said) {
        if (said.getOk()) {
            report.complete(said);
        } else {
            fail(AgentFailure.of(said.getFailure()));
        }
    }

    @Override
    public void fail(LongshoreException why) {
        result.completeExceptionally(why); // first: who waits for the report has a worse reason of its own
        report.completeExceptionally(why);
    }

    private void receive(InputStream from) throws IOException {
        MeteredInput in = new MeteredInput(from, maxBytes);
        body = in;
        try {
            T value = reader.read(in);
            in.drain();
            StreamReport said = report.get(REPORT_WITHIN_S, TimeUnit.SECONDS);
            if (said.getBytes() != in.bytes() || !Arrays.equals(said.getSha256().toByteArray(), in.sha256())) {
                throw broken("what arrived is not what the agent sent: " + in.bytes() + " bytes of " + said.getBytes());
            }
            result.complete(value);
        } catch (LongshoreException e) {
            fail(e);
            throw e;
        } catch (RuntimeException e) {
            fail(new LongshoreException(ErrorCode.INTERNAL, e.toString(), e));
            throw e;
        } catch (IOException e) {
            awaitReason();
            fail(broken(BrokenStream.words(e)));
            throw e;
        } catch (TimeoutException e) {
            LongshoreException late = broken("the agent did not report how the stream ended");
            fail(late);
            throw late;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof LongshoreException why ? why : broken(String.valueOf(e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw broken("the server is stopping");
        }
    }

    /** An agent that cuts its body says over control why it did, which may come a moment later. */
    private void awaitReason() {
        try {
            report.get(REASON_WITHIN_S, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException _) {
            // it has failed for that reason, or there is none but the cut itself
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static LongshoreException broken(String why) {
        return new LongshoreException(ErrorCode.STREAM_BROKEN, why);
    }
}
