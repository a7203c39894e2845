package dev.longshore.agent.engine;

import dev.longshore.model.LongshoreException;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * An archive on its way into an engine: read entry by entry, checked, and written anew, so that the engine reads nothing that
 * was not understood here. Reading throws if something is wrong, and what had been handed over is spoiled by then.
 */
abstract class RewrittenArchive extends InputStream {

    static final int BLOCK_BYTES = 64 << 10;
    private static final int RECORD_BYTES = 512;
    /** Of one entry, with its long names: they are held in memory. */
    private static final int MOST_HEADER_BYTES = 1 << 20;

    /** Entries are read from here. */
    final TarArchiveInputStream in;

    private final Headers headers;
    private final Buffer buffer = new Buffer();
    private final TarArchiveOutputStream out = Archives.write(buffer);
    private final byte[] block = new byte[BLOCK_BYTES];
    private boolean inEntry;
    /** Where the entry that is being handed over ends, counted in bytes handed over. */
    private long entryEnd;

    private boolean ended;
    private int at;
    private volatile @Nullable LongshoreException fault;

    RewrittenArchive(InputStream archive) {
        this.headers = new Headers(archive);
        this.in = new TarArchiveInputStream(headers);
    }

    /** Checks an entry and passes it on by {@link #begin} or {@link #whole}, or leaves it out. */
    abstract void entry(TarArchiveEntry entry) throws IOException;

    /** No more entries come. */
    abstract void complete() throws IOException;

    /** What is wrong with it, in the words of its kind. */
    abstract LongshoreException bad(String why);

    /** What is wrong with it, as far as has been read; that its source broke off looks like damage here. */
    final @Nullable LongshoreException fault() {
        return fault;
    }

    @Override
    public final int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public final int read(byte[] into, int offset, int length) throws IOException {
        while (at == buffer.size()) {
            if (ended) {
                return -1;
            }
            LongshoreException found = fault;
            if (found != null) {
                throw new IOException(found.reason(), found);
            }
            buffer.reset();
            at = 0;
            try {
                advance();
            } catch (LongshoreException refused) {
                spoil(refused);
            } catch (IOException | IllegalArgumentException damaged) {
                spoil(bad("it is damaged: " + damaged.getMessage()));
            }
        }
        int count = Math.min(length, buffer.size() - at);
        buffer.copy(at, into, offset, count);
        at += count;
        return count;
    }

    /**
     * Makes what has been handed over worthless: HTTP clients end a body properly even if reading it fails, and to an
     * engine an archive that ends between two entries is whole, also one that ends right behind the content of its last. So
     * that entry is brought to its end, if that is near, and something that is no header follows; if it is far, the archive
     * ends within it.
     */
    private void spoil(LongshoreException why) {
        fault = why;
        long missing = Math.max(0, entryEnd - buffer.written());
        byte[] noise = new byte[RECORD_BYTES + (missing <= BLOCK_BYTES ? (int) missing : 0)];
        Arrays.fill(noise, (byte) 0xff);
        buffer.write(noise, 0, noise.length);
    }

    /** Brings something into the buffer, or the end. */
    private void advance() throws IOException {
        if (inEntry) {
            int count = in.read(block);
            if (count >= 0) {
                out.write(block, 0, count);
            } else {
                out.closeArchiveEntry();
                inEntry = false;
            }
            return;
        }
        headers.begin();
        TarArchiveEntry entry = in.getNextEntry();
        headers.end();
        if (entry == null) {
            complete();
            out.finish();
            ended = true;
        } else {
            entry(entry);
            if (!inEntry) {
                in.transferTo(OutputStream.nullOutputStream()); // it was left out, or taken as a whole
            }
        }
    }

    /** Writes an entry whose content follows: first what is written by {@link #content}, then what {@link #in} has left. */
    final void begin(TarArchiveEntry entry) throws IOException {
        out.putArchiveEntry(entry);
        entryEnd = buffer.written() + Math.ceilDiv(entry.getSize(), RECORD_BYTES) * RECORD_BYTES;
        inEntry = true;
    }

    /** Writes content of the entry that was begun, which was taken out of {@link #in}. */
    final void content(byte[] bytes) throws IOException {
        out.write(bytes);
    }

    /** Writes an entry with this content. */
    final void whole(TarArchiveEntry entry, byte[] content) throws IOException {
        entry.setSize(content.length);
        out.putArchiveEntry(entry);
        out.write(content);
        out.closeArchiveEntry();
    }

    /** Closes nothing: the stream it reads from has an end of its own, which still has to be seen. */
    @Override
    public final void close() {}

    /** Bounds how much is read in search of an entry. */
    private final class Headers extends FilterInputStream {

        private long left = Long.MAX_VALUE;

        Headers(InputStream in) {
            super(in);
        }

        void begin() {
            left = MOST_HEADER_BYTES;
        }

        void end() {
            left = Long.MAX_VALUE;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int count = super.read(into, offset, length);
            left -= Math.max(0, count);
            if (left < 0) {
                throw bad("the name or the attributes of an entry are larger than " + MOST_HEADER_BYTES + " bytes");
            }
            return count;
        }
    }

    /** Bytes between the one that writes and the one that reads. */
    private static final class Buffer extends ByteArrayOutputStream {

        private long before;

        /** Bytes that were ever written to it; whole records of the archive. */
        long written() {
            return before + count;
        }

        @Override
        public synchronized void reset() {
            before += count;
            super.reset();
        }

        void copy(int from, byte[] into, int offset, int length) {
            System.arraycopy(buf, from, into, offset, length);
        }
    }
}
