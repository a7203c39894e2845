package dev.longshore.agent;

import java.io.IOException;
import java.io.InputStream;

/** Archives that other hosts send to this one, through the server. */
public interface Downloads {

    /** Uses a stream; need not read to its end. */
    @FunctionalInterface
    interface Taker {
        void take(InputStream in) throws IOException, InterruptedException;
    }

    /**
     * Opens the stream, has it taken, and returns once all of it has come and the sender has said that it was whole. A
     * stream that breaks off throws out of the taker's reads instead of ending.
     *
     * @throws dev.longshore.model.LongshoreException {@code STREAM_BROKEN}, {@code HOST_BUSY}
     * @throws InterruptedException if the caller was interrupted; the stream is cut then
     */
    void take(String streamId, Taker taker) throws IOException, InterruptedException;
}
