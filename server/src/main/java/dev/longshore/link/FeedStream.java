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
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A stream to one host whose bytes this server is given. A few blocks wait here at most, so that who gives them is as slow as
 * the host. The body ends properly only after all was given.
 */
final class FeedStream implements BulkStream {

    static final Duration WITHOUT_END = Duration.ofDays(10_000);
    private static final int MOST_WAITING = 8;

    private final String id;
    private final HostId sink;
    private final AtomicBoolean came = new AtomicBoolean();
    private final CompletableFuture<Boolean> opened = new CompletableFuture<>();
    private final CompletableFuture<Long> result = new CompletableFuture<>();
    private final Deque<byte[]> waiting = new ArrayDeque<>();
    private @Nullable LongshoreException fault;
    private boolean complete;
    private long bytes;
    private byte[] sha256 = {};

    FeedStream(String id, HostId sink) {
        this.id = id;
        this.sink = sink;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public Collection<HostId> hosts() {
        return List.of(sink);
    }

    @Override
    public boolean claim(HostId host, String method) {
        return method.equals("GET") && host.equals(sink) && came.compareAndSet(false, true);
    }

    /** Completes when the host has come, or exceptionally if it will not. */
    CompletableFuture<Boolean> opened() {
        return opened;
    }

    /** Gives a block, which nobody may change any more; waits for room. False if the host has dropped out, or has now. */
    boolean put(byte[] block, Duration stalledWithin) throws InterruptedException {
        if (room(stalledWithin)) {
            return add(block);
        }
        fail(new LongshoreException(
                ErrorCode.STREAM_BROKEN,
                "the host took nothing for " + stalledWithin.toSeconds() + " s, and others waited for it"));
        return false;
    }

    private synchronized boolean room(Duration within) throws InterruptedException {
        long end = System.nanoTime() + within.toNanos();
        while (waiting.size() >= MOST_WAITING && fault == null) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return true;
    }

    private synchronized boolean add(byte[] block) {
        if (fault == null) {
            waiting.add(block);
            notifyAll();
        }
        return fault == null;
    }

    /** All has been given. */
    synchronized void end(long ofBytes, byte[] sum) {
        complete = true;
        bytes = ofBytes;
        sha256 = sum.clone();
        notifyAll();
    }

    /** The next block, or null at the end. */
    private synchronized byte @Nullable [] next() throws InterruptedException {
        while (waiting.isEmpty() && !complete && fault == null) {
            wait();
        }
        if (fault != null) {
            throw fault;
        }
        notifyAll();
        return waiting.poll();
    }

    private synchronized boolean nothingWaits() {
        return waiting.isEmpty();
    }

    @Override
    public void serve(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            response.setContentType("application/octet-stream");
            response.flushBuffer();
            opened.complete(true);
            OutputStream out = response.getOutputStream();
            for (byte[] block = next(); block != null; block = next()) {
                out.write(block);
                if (nothingWaits()) {
                    out.flush(); // or its last part stays here until there is more
                }
            }
            out.flush();
        } catch (IOException e) {
            fail(new LongshoreException(ErrorCode.STREAM_BROKEN, BrokenStream.words(e)));
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            LongshoreException stopping = new LongshoreException(ErrorCode.STREAM_BROKEN, "the server is stopping");
            fail(stopping);
            throw stopping;
        }
    }

    @Override
    public void sourceAsked(Duration within) {
        throw new IllegalStateException("its source is this server");
    }

    @Override
    public void reported(HostId host, StreamReport report) {
        if (!report.getOk()) {
            fail(AgentFailure.of(report.getFailure()));
        } else if (tookAll(report)) {
            result.complete(report.getBytes());
        } else {
            fail(new LongshoreException(ErrorCode.STREAM_BROKEN, "the host did not get what was sent"));
        }
    }

    private synchronized boolean tookAll(StreamReport report) {
        return complete
                && report.getBytes() == bytes
                && Arrays.equals(report.getSha256().toByteArray(), sha256);
    }

    @Override
    public void fail(LongshoreException why) {
        synchronized (this) {
            if (fault == null && !result.isDone()) {
                fault = why;
                waiting.clear();
            }
            notifyAll();
        }
        opened.completeExceptionally(why);
        result.completeExceptionally(why);
    }

    @Override
    public CompletableFuture<Long> result() {
        return result;
    }
}
