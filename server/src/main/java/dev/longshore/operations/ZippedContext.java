package dev.longshore.operations;

import dev.longshore.model.SafeText;
import dev.longshore.stream.BlockInput;
import dev.longshore.stream.CountedInput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.jspecify.annotations.Nullable;

/**
 * A zip written anew as a tar while it is read. Permissions and links are told at a zip's very end only, so that every file may
 * be run, as from a machine without such permissions, and links are files. A file whose size is told after it, as some programs
 * write them, is held in memory for its turn, up to a bound.
 */
final class ZippedContext extends BlockInput {

    private static final int BLOCK_BYTES = 64 << 10;
    static final int MOST_HELD_BYTES = 8 << 20;
    /** Until so much has come out, nobody minds how little went in. */
    private static final long FREE_BYTES = 256L << 20;

    private final CountedInput packed;
    private final int mostTimes;
    private final ZipInputStream in;
    private final Buffer buffer = new Buffer();
    private final TarArchiveOutputStream out;
    private final byte[] block = new byte[BLOCK_BYTES];
    private @Nullable ZipEntry entry;
    private long left;
    private long bytes;
    private boolean ended;
    private int at;

    ZippedContext(InputStream upload, FileSettings settings) {
        packed = new CountedInput(upload);
        mostTimes = settings.filesRatio();
        in = new ZipInputStream(packed, StandardCharsets.UTF_8);
        out = new TarArchiveOutputStream(buffer, StandardCharsets.UTF_8.name());
        out.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        out.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        while (at == buffer.size()) {
            if (ended) {
                return -1;
            }
            buffer.reset();
            at = 0;
            try {
                advance();
            } catch (ZipException | IllegalArgumentException damaged) {
                throw UploadedContext.bad(
                        "the zip can't be read: " + SafeText.line(String.valueOf(damaged.getMessage()), 200));
            } catch (IOException e) {
                if (packed.brokeOff()) {
                    throw e;
                }
                throw UploadedContext.bad("the zip is not whole");
            }
        }
        int count = Math.min(length, buffer.size() - at);
        buffer.copy(at, into, offset, count);
        at += count;
        return count;
    }

    private void advance() throws IOException {
        ZipEntry open = entry;
        if (open == null) {
            next();
            return;
        }
        int count = in.read(block);
        if (count > 0) {
            left -= count;
            counted(count);
            if (left < 0) {
                throw UploadedContext.bad("the zip's " + SafeText.quote(open.getName()) + " is not as long as it says");
            }
            out.write(block, 0, count);
        } else if (left > 0) {
            throw UploadedContext.bad("the zip's " + SafeText.quote(open.getName()) + " is not as long as it says");
        } else {
            out.closeArchiveEntry();
            entry = null;
        }
    }

    private void next() throws IOException {
        ZipEntry next = in.getNextEntry();
        if (next == null) {
            out.finish();
            ended = true;
            return;
        }
        if (next.isDirectory()) {
            out.putArchiveEntry(tar(next, TarConstants.LF_DIR, 0));
            out.closeArchiveEntry();
        } else if (next.getSize() >= 0) {
            left = next.getSize();
            out.putArchiveEntry(tar(next, TarConstants.LF_NORMAL, left));
            entry = next;
        } else {
            byte[] content = in.readNBytes(MOST_HELD_BYTES + 1);
            if (content.length > MOST_HELD_BYTES) {
                throw UploadedContext.bad("the zip does not say beforehand how large " + SafeText.quote(next.getName())
                        + " is, which is more than " + (MOST_HELD_BYTES >> 20) + " MiB; a tar does");
            }
            counted(content.length);
            out.putArchiveEntry(tar(next, TarConstants.LF_NORMAL, content.length));
            out.write(content);
            out.closeArchiveEntry();
        }
    }

    private static TarArchiveEntry tar(ZipEntry entry, byte kind, long size) {
        TarArchiveEntry tar = new TarArchiveEntry(entry.getName().replace('\\', '/'), kind, true);
        tar.setSize(size);
        tar.setMode(0755);
        tar.setModTime(0L);
        return tar;
    }

    private void counted(int count) {
        bytes += count;
        if (bytes > FREE_BYTES && bytes / mostTimes > packed.bytes()) {
            throw UploadedContext.bad("the zip unpacks to more than " + mostTimes + " times its size");
        }
    }

    /** Bytes between the one that writes and the one that reads. */
    private static final class Buffer extends ByteArrayOutputStream {

        void copy(int from, byte[] into, int offset, int length) {
            System.arraycopy(buf, from, into, offset, length);
        }
    }
}
