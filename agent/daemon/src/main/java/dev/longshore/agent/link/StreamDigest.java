package dev.longshore.agent.link;

import dev.longshore.stream.BlockInput;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Counts and digests what passes. */
final class StreamDigest {

    private final MessageDigest sha256;
    private long bytes;

    StreamDigest() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    OutputStream over(OutputStream out) {
        return new FilterOutputStream(out) {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] from, int offset, int length) throws IOException {
                out.write(from, offset, length);
                passed(from, offset, length);
            }
        };
    }

    InputStream over(InputStream in) {
        return new BlockInput() {
            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                int count = in.read(into, offset, length);
                if (count > 0) {
                    passed(into, offset, count);
                }
                return count;
            }

            @Override
            public void close() throws IOException {
                in.close();
            }
        };
    }

    private void passed(byte[] from, int offset, int length) {
        sha256.update(from, offset, length);
        bytes += length;
    }

    long bytes() {
        return bytes;
    }

    /** To be called once, at the end. */
    byte[] sha256() {
        return sha256.digest();
    }
}
