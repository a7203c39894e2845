package dev.longshore.agent.engine;

import dev.longshore.agent.Downloads;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Archives that a test lays ready, each under the id of its stream. */
final class GivenArchives implements Downloads {

    /** Where an archive comes from. */
    interface Source {
        InputStream open() throws IOException;
    }

    private final Map<String, Source> archives = new ConcurrentHashMap<>();

    void put(String streamId, byte[] archive) {
        archives.put(streamId, () -> new ByteArrayInputStream(archive));
    }

    void put(String streamId, Source source) {
        archives.put(streamId, source);
    }

    @Override
    public void take(String streamId, Taker taker) throws IOException, InterruptedException {
        Source source = archives.get(streamId);
        if (source == null) {
            throw new AssertionError("nobody asked for " + streamId);
        }
        try (InputStream in = new Once(source.open())) {
            taker.take(in);
            in.transferTo(OutputStream.nullOutputStream());
        }
    }

    /** Like the link's streams, fails when it is read after it was closed. */
    private static final class Once extends FilterInputStream {

        private boolean closed;

        Once(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (closed) {
                throw new IOException("stream is closed");
            }
            return super.read(into, offset, length);
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
