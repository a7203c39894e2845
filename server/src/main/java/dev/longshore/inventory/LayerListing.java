package dev.longshore.inventory;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import dev.longshore.wire.LayerFiles;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.function.Consumer;
import java.util.zip.InflaterInputStream;

/**
 * The files of a layer as its host listed them, kept small: it is read through for each question. An agent may send anything, so
 * it was read through once before it is kept.
 *
 * @param cut whether the layer has more files than are listed
 * @param unpackedBytes of the list
 */
record LayerListing(String diffId, boolean cut, ByteString list, long unpackedBytes) {

    private static final int MAX_FILES = 100_000;
    /** Of one file: two paths of 4,096 characters, and a few numbers. */
    private static final int MAX_FILE_BYTES = 32 << 10;

    private static final long MAX_BYTES = 64L << 20;

    /** Checks what an agent sent. */
    static LayerListing of(LayerFiles wire) {
        try {
            long bytes = read(wire.getList(), _ -> {});
            return new LayerListing(WireText.name(wire.getDiffId()), wire.getCut(), wire.getList(), bytes);
        } catch (IOException broken) {
            throw new LongshoreException(
                    ErrorCode.PROTOCOL, "the agent's list of files can't be read: " + broken.getMessage(), broken);
        }
    }

    /** Gives each entry, in the order of the archive. */
    void forEach(Consumer<LayerFile> taker) {
        try {
            read(list, taker);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible); // it was read before
        }
    }

    private static long read(ByteString list, Consumer<LayerFile> taker) throws IOException {
        long bytes = 0;
        try (InputStream in = new InflaterInputStream(list.newInput())) {
            int first = in.read();
            for (int files = 0; first >= 0; files++) {
                int size = CodedInputStream.readRawVarint32(first, in);
                bytes += size;
                if (size < 0 || size > MAX_FILE_BYTES || bytes > MAX_BYTES || files >= MAX_FILES) {
                    throw new LongshoreException(ErrorCode.TOO_LARGE, "the agent's list of files is too large");
                }
                byte[] message = in.readNBytes(size);
                if (message.length < size) {
                    throw new EOFException("it ends within a file");
                }
                LayerFile file = LayerFile.of(dev.longshore.wire.LayerFile.parseFrom(message));
                if (file != null) {
                    taker.accept(file);
                }
                first = in.read();
            }
        }
        return bytes;
    }
}
