package dev.longshore.stream;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Lies between an archive and its reader, and bounds how much is read in search of one entry. Names and attributes may claim any
 * length, and readers hold them in memory; the content of entries is not bounded, for it passes by. Closing it leaves the archive
 * open.
 *
 * @see <a href="https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html">pax interchange format</a>
 */
public final class HeaderBound extends BlockInput {

    private final InputStream in;
    private final int mostBytes;
    private final Function<String, ? extends RuntimeException> bad;
    private boolean searching;
    private int left;

    /**
     * Wraps an archive.
     *
     * @param mostBytes from the end of an entry's content to the beginning of the next one's, and behind the last one
     * @param bad what is thrown if it takes more, made of its reason
     */
    public HeaderBound(InputStream in, int mostBytes, Function<String, ? extends RuntimeException> bad) {
        this.in = in;
        this.mostBytes = mostBytes;
        this.bad = bad;
    }

    /**
     * How a reader finds its next entry, or null.
     *
     * @param <E> what it calls an entry
     */
    public interface Search<E> {
        @Nullable
        E next() throws IOException;
    }

    /**
     * Lets the reader search. The content of the entry before must have been read.
     *
     * @throws RuntimeException the one for what is bad, once it reads more than it may
     */
    public <E> @Nullable E within(Search<E> search) throws IOException {
        searching = true;
        left = mostBytes;
        try {
            return search.next();
        } finally {
            searching = false;
        }
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (!searching || length == 0) {
            return in.read(into, offset, length);
        }
        if (left == 0) {
            throw bad.apply("the name or the attributes of an entry are larger than " + mostBytes + " bytes");
        }
        int count = in.read(into, offset, Math.min(length, left));
        left -= Math.max(0, count);
        return count;
    }
}
