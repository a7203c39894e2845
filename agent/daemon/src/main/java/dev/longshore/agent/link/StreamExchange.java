package dev.longshore.agent.link;

import dev.longshore.agent.Downloads;
import dev.longshore.wire.LoopbackWork;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Random;
import java.util.function.Consumer;
import javax.net.ssl.HttpsURLConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP request of one stream. It ends properly only after its source or taker has succeeded. */
final class StreamExchange {

    private static final Logger log = LoggerFactory.getLogger(StreamExchange.class);
    private static final int CHUNK_BYTES = 64 * 1024;

    private final HttpsURLConnection connection;
    private final Consumer<StreamDigest> whole;
    private final StreamDigest digest = new StreamDigest();

    /** @param whole is told what has passed once all of it has */
    StreamExchange(HttpsURLConnection connection, Consumer<StreamDigest> whole) {
        this.connection = connection;
        this.whole = whole;
    }

    @FunctionalInterface
    interface Source {
        void writeTo(OutputStream out) throws IOException, InterruptedException;
    }

    void upload(Source source) throws IOException, InterruptedException {
        connection.setRequestMethod("PUT");
        connection.setDoOutput(true);
        connection.setChunkedStreamingMode(CHUNK_BYTES);
        AgentPort.connect(connection);
        // Not try-with-resources: closing writes the final chunk, and must not happen while an exception passes.
        OutputStream out = digest.over(connection.getOutputStream());
        source.writeTo(out);
        out.close();
        whole.accept(digest);
        int status = connection.getResponseCode();
        if (status >= 300) {
            log.info(
                    "the server did not take stream {}: status {}",
                    connection.getURL().getPath(),
                    status);
        }
    }

    void download(Downloads.Taker taker) throws IOException, InterruptedException {
        connection.setReadTimeout(0); // its sender's turn may come late; a server that is gone ends the session
        AgentPort.connect(connection);
        int status = connection.getResponseCode();
        if (status != 200) {
            throw new IOException("the server answered with status " + status);
        }
        try (InputStream in = digest.over(connection.getInputStream())) {
            taker.take(in);
            in.transferTo(OutputStream.nullOutputStream()); // its end shows that the sender says it is whole
        }
        whole.accept(digest);
    }

    /** Carries made-up bytes, which need no engine: up from here, or down to nowhere. */
    void loopback(LoopbackWork work, boolean up) throws IOException, InterruptedException {
        if (up) {
            upload(out -> noise(work, out));
            return;
        }
        download(in -> {
            in.transferTo(OutputStream.nullOutputStream());
            if (digest.bytes() != work.getBytes()) {
                throw new IOException(digest.bytes() + " bytes came instead of " + work.getBytes());
            }
        });
    }

    private static void noise(LoopbackWork work, OutputStream out) throws IOException, InterruptedException {
        Random random = new Random(work.getSeed());
        byte[] chunk = new byte[CHUNK_BYTES];
        for (long left = work.getBytes(); left > 0; left -= chunk.length) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            random.nextBytes(chunk);
            out.write(chunk, 0, (int) Math.min(left, chunk.length));
        }
    }
}
