package dev.longshore.agent.engine;

import dev.longshore.stream.HeaderBound;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.tar.TarUtils;
import org.jspecify.annotations.Nullable;

/**
 * An archive on its way into an engine: read entry by entry, checked, and written anew, so that the engine reads nothing that
 * was not understood here.
 */
abstract class RewrittenArchive extends CheckedArchive {

    /** Of one entry, with its long names: they are held in memory. */
    private static final int MOST_HEADER_BYTES = 1 << 20;

    /** Of all global headers: the reader keeps their attributes to the end. That of {@code git archive} has some 60 bytes. */
    static final int MOST_GLOBAL_BYTES = 64 << 10;

    /** Entries are read from here. */
    final TarArchiveInputStream in;

    private final HeaderBound headers;
    private final TarArchiveOutputStream out = Archives.write(buffer);
    private final byte[] block = new byte[BLOCK_BYTES];
    private boolean inEntry;
    private long owed;

    RewrittenArchive(InputStream archive) {
        this.headers = new HeaderBound(archive, MOST_HEADER_BYTES, this::bad);
        this.in = new Headers(headers);
    }

    /** Checks an entry and passes it on by {@link #begin} or {@link #whole}, or leaves it out. */
    abstract void entry(TarArchiveEntry entry) throws IOException;

    /** No more entries come. */
    abstract void complete() throws IOException;

    @Override
    final boolean advance() throws IOException {
        if (inEntry) {
            int count = in.read(block);
            if (count >= 0) {
                out.write(block, 0, count);
                owed -= count;
            } else {
                out.closeArchiveEntry();
                inEntry = false;
            }
            return true;
        }
        TarArchiveEntry entry = headers.within(in::getNextEntry);
        if (entry == null) {
            complete();
            out.finish();
            return false;
        }
        entry(entry);
        if (!inEntry) {
            in.transferTo(OutputStream.nullOutputStream()); // it was left out, or taken as a whole
        }
        return true;
    }

    @Override
    final long owed() {
        return owed;
    }

    /** Writes an entry whose content follows: first what is written by {@link #content}, then what {@link #in} has left. */
    final void begin(TarArchiveEntry entry) throws IOException {
        out.putArchiveEntry(entry);
        inEntry = true;
        owed = entry.getSize();
    }

    /** Writes content of the entry that was begun, which was taken out of {@link #in}. */
    final void content(byte[] bytes) throws IOException {
        out.write(bytes);
        owed -= bytes.length;
    }

    /** Writes an entry with this content. */
    final void whole(TarArchiveEntry entry, byte[] content) throws IOException {
        entry.setSize(content.length);
        out.putArchiveEntry(entry);
        out.write(content);
        out.closeArchiveEntry();
    }

    /** Sees the global headers, of which the reader does not tell. */
    private final class Headers extends TarArchiveInputStream {

        private static final int SIZE_AT = 124;
        private static final int KIND_AT = 156;

        private long globalBytes;

        Headers(InputStream in) {
            super(in);
        }

        @Override
        protected byte @Nullable [] readRecord() throws IOException {
            byte[] header = super.readRecord();
            if (header != null && header[KIND_AT] == TarConstants.LF_PAX_GLOBAL_EXTENDED_HEADER) {
                globalBytes += TarUtils.parseOctalOrBinary(header, SIZE_AT, TarConstants.SIZELEN);
                if (globalBytes > MOST_GLOBAL_BYTES) {
                    throw bad("its global headers are larger than " + MOST_GLOBAL_BYTES + " bytes together");
                }
            }
            return header;
        }
    }
}
