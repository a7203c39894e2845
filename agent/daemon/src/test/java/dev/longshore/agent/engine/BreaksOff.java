package dev.longshore.agent.engine;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;

/** Bytes that end in an error, as those of a cut connection do. */
final class BreaksOff extends FilterInputStream {

    BreaksOff(byte[] bytes) {
        super(new ByteArrayInputStream(bytes));
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int read = super.read(into, offset, length);
        if (read < 0) {
            throw new IOException("Premature EOF");
        }
        return read;
    }
}
