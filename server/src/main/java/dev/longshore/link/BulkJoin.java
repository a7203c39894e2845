package dev.longshore.link;

import dev.longshore.model.ErrorCode;
import dev.longshore.model.HostId;
import dev.longshore.model.LongshoreException;
import dev.longshore.wire.StreamReport;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A stream from one host to another: the source's PUT is copied into the answer to the sink's GET, in blocks, by the
 * source's own thread, so that a slow sink slows the source and nothing piles up here. The sink's body ends properly only
 * after the source has reported success and the sums agree; otherwise its connection is cut.
 */
final class BulkJoin implements BulkStream {

    private static final int BLOCK_BYTES = 64 * 1024;
    private static final long PARTNER_WITHIN_S = 30;
    private static final long REPORT_WITHIN_S = 30;

    private final String id;
    private final HostId source;
    private final HostId sink;
    private final Runnable sinkCalls;
    private final AtomicBoolean sourceCame = new AtomicBoolean();
    private final AtomicBoolean sinkCame = new AtomicBoolean();
    private final AtomicLong copied = new AtomicLong();
    private final CompletableFuture<OutputStream> sinkBody = new CompletableFuture<>();
    private final CompletableFuture<StreamReport> sourceReport = new CompletableFuture<>();
    private final CompletableFuture<StreamReport> sinkReport = new CompletableFuture<>();
    private final CompletableFuture<Long> whole = new CompletableFuture<>();
    private final CompletableFuture<Long> result = new CompletableFuture<>();

    /**
     * A join that nothing has come for.
     *
     * @param sinkCalls run when the sink is there: the source need not begin before
     */
    BulkJoin(String id, HostId source, HostId sink, Runnable sinkCalls) {
        this.id = id;
        this.source = source;
        this.sink = sink;
        this.sinkCalls = sinkCalls;
        var _ = whole.thenCombine(sinkReport, this::agreed);
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public Collection<HostId> hosts() {
        return List.of(source, sink);
    }

    /** Bytes that have gone from one host to the other. */
    long copiedBytes() {
        return copied.get();
    }

    /** Whether the source has begun, and waits for the sink or is under way. */
    boolean isBegun() {
        return sourceCame.get();
    }

    /** The bytes carried, once both hosts have said that they are well. */
    @Override
    public CompletableFuture<Long> result() {
        return result;
    }

    @Override
    public boolean claim(HostId host, String method) {
        return (method.equals("PUT") && host.equals(source) && sourceCame.compareAndSet(false, true))
                || (method.equals("GET") && host.equals(sink) && sinkCame.compareAndSet(false, true));
    }

    @Override
    public void sourceAsked(Duration within) {
        CompletableFuture.delayedExecutor(within.toMillis(), TimeUnit.MILLISECONDS)
                .execute(() -> {
                    if (!sourceCame.get()) {
                        fail(broken("the host to copy from did not begin in time"));
                    }
                });
    }

    @Override
    public void serve(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            if (request.getMethod().equals("PUT")) {
                copy(request);
                response.setStatus(HttpServletResponse.SC_NO_CONTENT);
            } else {
                response.setContentType("application/octet-stream");
                response.flushBuffer();
                sinkBody.complete(response.getOutputStream());
                sinkCalls.run();
                whole.get();
            }
        } catch (IOException e) {
            fail(broken(String.valueOf(e.getMessage())));
            throw e;
        } catch (LongshoreException e) {
            fail(e);
            throw e;
        } catch (TimeoutException e) {
            LongshoreException late = broken("the other end did not come, or did not report, in time");
            fail(late);
            throw late;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof LongshoreException why ? why : broken(String.valueOf(e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            LongshoreException stopping = broken("the server is stopping");
            fail(stopping);
            throw stopping;
        }
    }

    private void copy(HttpServletRequest request)
            throws IOException, ExecutionException, InterruptedException, TimeoutException {
        OutputStream out = sinkBody.get(PARTNER_WITHIN_S, TimeUnit.SECONDS);
        MeteredInput in = new MeteredInput(request.getInputStream(), Long.MAX_VALUE);
        byte[] block = new byte[BLOCK_BYTES];
        for (int count = in.read(block); count >= 0; count = in.read(block)) {
            if (whole.isCompletedExceptionally()) {
                whole.get();
            }
            out.write(block, 0, count);
            copied.addAndGet(count);
        }
        out.flush();
        StreamReport said = sourceReport.get(REPORT_WITHIN_S, TimeUnit.SECONDS);
        if (said.getBytes() != in.bytes() || !Arrays.equals(said.getSha256().toByteArray(), in.sha256())) {
            throw broken("what arrived is not what the source sent: " + in.bytes() + " bytes of " + said.getBytes());
        }
        whole.complete(in.bytes());
    }

    private boolean agreed(long bytes, StreamReport sinkSaid) {
        StreamReport sourceSaid = sourceReport.join();
        if (sinkSaid.getBytes() == bytes && sinkSaid.getSha256().equals(sourceSaid.getSha256())) {
            return result.complete(bytes);
        }
        return result.completeExceptionally(broken("the sink did not get what the source sent"));
    }

    @Override
    public void reported(HostId host, StreamReport report) {
        if (!report.getOk()) {
            fail(AgentFailure.of(report.getFailure()));
        } else if (host.equals(source)) {
            sourceReport.complete(report);
        } else {
            sinkReport.complete(report);
        }
    }

    @Override
    public void fail(LongshoreException why) {
        result.completeExceptionally(why); // first: who waits for one of the others has a worse reason of its own
        whole.completeExceptionally(why);
        sinkBody.completeExceptionally(why);
        sourceReport.completeExceptionally(why);
        sinkReport.completeExceptionally(why);
    }

    private static LongshoreException broken(String why) {
        return new LongshoreException(ErrorCode.STREAM_BROKEN, why);
    }
}
