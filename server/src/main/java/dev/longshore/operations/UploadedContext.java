package dev.longshore.operations;

import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import dev.longshore.stream.BlockInput;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * The context of a build as the plain tar that hosts take: a tar, plain or gzip, passes as it is, a zip is written anew on the
 * way, and what is text is a Dockerfile alone. What the entries may be is the host's to say. What is wrong with the file is a
 * {@link LongshoreException} of {@code BAD_CONTEXT}; an {@link IOException} is the upload's breaking off.
 */
final class UploadedContext extends BlockInput {

    private static final int BLOCK_BYTES = 512;
    static final int MOST_DOCKERFILE_BYTES = 1 << 20;

    private final InputStream in;

    private UploadedContext(InputStream in) {
        this.in = in;
    }

    static InputStream of(InputStream upload, FileSettings settings) throws IOException {
        PushbackInputStream begun = new PushbackInputStream(upload, BLOCK_BYTES);
        byte[] first = begun.readNBytes(BLOCK_BYTES);
        begun.unread(first);
        if (first.length == 0) {
            throw bad("the file is empty");
        }
        if (starts(first, 0x1f, 0x8b)) {
            return gzip(begun, settings);
        }
        if (starts(first, 'P', 'K', 3, 4) || starts(first, 'P', 'K', 5, 6)) {
            return new ZippedContext(begun, settings);
        }
        boolean tar = TarArchiveInputStream.matches(first, first.length);
        return !tar && isText(first) ? alone(begun) : begun;
    }

    private static InputStream gzip(InputStream begun, FileSettings settings) throws IOException {
        try {
            return new UploadedContext(Unpacked.of(begun, settings));
        } catch (LongshoreException damaged) {
            throw bad(damaged.reason());
        }
    }

    private static boolean starts(byte[] bytes, int... with) {
        for (int at = 0; at < with.length; at++) {
            if (at >= bytes.length || (bytes[at] & 0xff) != with[at]) {
                return false;
            }
        }
        return true;
    }

    private static boolean isText(byte[] bytes) {
        for (byte each : bytes) {
            if (each == 0) {
                return false;
            }
        }
        return true;
    }

    private static InputStream alone(InputStream text) throws IOException {
        byte[] dockerfile = text.readNBytes(MOST_DOCKERFILE_BYTES + 1);
        if (dockerfile.length > MOST_DOCKERFILE_BYTES) {
            throw bad("it is neither tar nor zip, and longer than a Dockerfile may be");
        }
        ByteArrayOutputStream tar = new ByteArrayOutputStream();
        try (TarArchiveOutputStream out = new TarArchiveOutputStream(tar)) {
            TarArchiveEntry entry = new TarArchiveEntry("Dockerfile", TarConstants.LF_NORMAL);
            entry.setSize(dockerfile.length);
            entry.setModTime(0L);
            out.putArchiveEntry(entry);
            out.write(dockerfile);
            out.closeArchiveEntry();
        }
        return new ByteArrayInputStream(tar.toByteArray());
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        try {
            return in.read(into, offset, length);
        } catch (LongshoreException damaged) {
            throw bad(damaged.reason());
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    static LongshoreException bad(String why) {
        return new LongshoreException(
                ErrorCode.BAD_CONTEXT,
                why,
                "Send a tar, tar.gz or zip of the folder's content, or a Dockerfile alone.");
    }
}
