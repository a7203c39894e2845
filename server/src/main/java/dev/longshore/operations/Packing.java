package dev.longshore.operations;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** Compresses a file on its way, as fast as it can: images are large, and much of them is compressed already. */
abstract class Packing implements AutoCloseable {

    private static final int BLOCK_BYTES = 64 * 1024;
    private static final int FAST = 1;

    final OutputStream out;

    private Packing(OutputStream out) {
        this.out = out;
    }

    static Packing of(Compression compression, OutputStream file) throws IOException {
        return switch (compression) {
            case NONE -> new Plain(file);
            case GZIP -> new Gzip(new FastGzip(file));
            case ZSTD -> new Zstded(Zstd.use(() -> new ZstdOutputStreamNoFinalizer(file, FAST)));
        };
    }

    /** Takes the first bytes of the block. */
    final Packing write(byte[] block, int length) throws IOException {
        out.write(block, 0, length);
        return this;
    }

    /** All of it was written. */
    abstract void finish() throws IOException;

    /** Lets go of what it holds, also if it was not finished; the file must take nothing by then. */
    @Override
    public abstract void close() throws IOException;

    private static final class Plain extends Packing {

        Plain(OutputStream out) {
            super(out);
        }

        @Override
        void finish() {}

        @Override
        public void close() {}
    }

    private static final class Gzip extends Packing {

        private final FastGzip gzip;

        Gzip(FastGzip gzip) {
            super(gzip);
            this.gzip = gzip;
        }

        @Override
        void finish() throws IOException {
            gzip.finish();
        }

        @Override
        public void close() {
            gzip.end();
        }
    }

    private static final class FastGzip extends GZIPOutputStream {

        FastGzip(OutputStream out) throws IOException {
            super(out, BLOCK_BYTES);
            def.setLevel(Deflater.BEST_SPEED);
        }

        void end() {
            def.end();
        }
    }

    /** Its memory is not the heap's, and goes only when it is closed. */
    private static final class Zstded extends Packing {

        private final ZstdOutputStreamNoFinalizer zstd;

        Zstded(ZstdOutputStreamNoFinalizer zstd) throws IOException {
            super(zstd.setChecksum(true));
            this.zstd = zstd;
        }

        @Override
        void finish() throws IOException {
            zstd.close();
        }

        @Override
        public void close() throws IOException {
            zstd.close();
        }
    }
}
