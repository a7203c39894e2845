package dev.longshore.agent.engine;

import dev.longshore.model.LongshoreException;
import dev.longshore.stream.BlockInput;
import dev.longshore.stream.HeaderBound;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A tar that passes as it is, byte for byte, as long as it is one: each header is read on the way, and it ends with the mark
 * that ends an archive, or is no whole one. What follows the mark is left aside.
 */
final class WholeTar extends CheckedArchive {

    private static final int RECORD_BYTES = 512;
    /** Of all that stands before an entry's content: it is held in memory. */
    private static final int MOST_HEADER_BYTES = 4 << 20;

    private final Tee tee;
    private final HeaderBound headers;
    private final TarReader tar;
    private final Contents contents;
    private final Function<String, LongshoreException> bad;
    private final byte[] block = new byte[BLOCK_BYTES];

    /** What may be in it. */
    interface Contents {

        /** Takes note of an entry; throws if it is not to pass. */
        void take(TarReader.Entry entry);

        /** No more come. */
        void ended();
    }

    /** Whatever there is. */
    static final Contents ANYTHING = new Contents() {
        @Override
        public void take(TarReader.Entry entry) {}

        @Override
        public void ended() {}
    };

    /**
     * Wraps an archive.
     *
     * @param contents throws if an entry is not to pass
     * @param bad what is wrong with it, in the words of its kind
     */
    WholeTar(InputStream archive, Contents contents, Function<String, LongshoreException> bad) {
        this.tee = new Tee(archive);
        this.headers = new HeaderBound(tee, MOST_HEADER_BYTES, bad);
        this.tar = new TarReader(headers);
        this.contents = contents;
        this.bad = bad;
    }

    @Override
    boolean advance() throws IOException {
        if (tar.read(block) >= 0) {
            return true;
        }
        tee.seen = 0;
        TarReader.@Nullable Entry entry = headers.within(tar::next);
        if (entry != null) {
            contents.take(entry);
            return true;
        }
        if (tee.seen < RECORD_BYTES) { // padding at most
            throw bad("it breaks off");
        }
        buffer.cut(tee.seen / RECORD_BYTES * RECORD_BYTES); // with its mark it would be whole, whatever is found yet
        contents.ended();
        buffer.write(new byte[2 * RECORD_BYTES], 0, 2 * RECORD_BYTES);
        return false;
    }

    @Override
    long owed() {
        return tar.left();
    }

    @Override
    LongshoreException bad(String why) {
        return bad.apply(why);
    }

    /** Hands over what the reader reads. */
    private final class Tee extends BlockInput {

        private final InputStream in;
        private int seen;

        Tee(InputStream in) {
            this.in = in;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int count = in.read(into, offset, length);
            if (count > 0) {
                buffer.write(into, offset, count);
                seen += count;
            }
            return count;
        }
    }
}
