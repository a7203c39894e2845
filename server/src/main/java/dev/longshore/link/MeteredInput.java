package dev.longshore.link;

import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import dev.longshore.stream.BlockInput;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Counts, digests and limits what is read. */
final class MeteredInput extends BlockInput {

    private final InputStream in;
    private final long maxBytes;
    private final MessageDigest sha256;
    private volatile long bytes;

    MeteredInput(InputStream in, long maxBytes) {
        this.in = in;
        this.maxBytes = maxBytes;
        try {
            this.sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int count = in.read(into, offset, length);
        if (count > 0) {
            sha256.update(into, offset, count);
            long now = bytes + count;
            bytes = now;
            if (now > maxBytes) {
                throw new LongshoreException(ErrorCode.TOO_LARGE, "the stream is larger than " + maxBytes + " bytes");
            }
        }
        return count;
    }

    /** Reads what is left. */
    void drain() throws IOException {
        byte[] rest = new byte[8192];
        while (read(rest, 0, rest.length) >= 0) {
            // Only counted and digested.
        }
    }

    long bytes() {
        return bytes;
    }

    byte[] sha256() {
        return sha256.digest();
    }
}
