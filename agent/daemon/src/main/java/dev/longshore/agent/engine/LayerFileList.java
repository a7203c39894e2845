package dev.longshore.agent.engine;

import com.google.protobuf.ByteString;
import dev.longshore.agent.engine.TarReader.Entry;
import dev.longshore.wire.LayerFile;
import dev.longshore.wire.LayerFiles;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32C;
import java.util.zip.DeflaterOutputStream;

/** The files of one layer, listed as its archive goes by and kept small: an agent has little memory. */
final class LayerFileList {

    static final int MAX_FILES = 100_000;

    private static final int MAX_NAME = 4096;
    private static final long LAST_SECOND = 253_370_764_800L - 1; // of the year 9998

    private final ByteString.Output bytes = ByteString.newOutput();
    private final DeflaterOutputStream out = new DeflaterOutputStream(bytes);
    private final byte[] block = new byte[64 << 10];
    private final CRC32C sum = new CRC32C();
    private final int room;
    private int files;
    private boolean cut;

    /** A list that may take so many bytes. */
    LayerFileList(int room) {
        this.room = room;
    }

    /** Lists all entries, as far as there is room. */
    void read(InputStream layer, boolean toTheEnd) throws IOException {
        TarReader tar = new TarReader(layer);
        for (Entry entry = tar.next(); entry != null; entry = tar.next()) {
            if (files >= MAX_FILES || bytes.size() >= room) {
                cut = true;
            }
            if (!cut) {
                add(entry, tar);
            } else if (!toTheEnd) {
                return;
            }
        }
    }

    private void add(Entry entry, TarReader tar) throws IOException {
        String path = trimmed(entry.name());
        if (path.isEmpty()) {
            return; // the root itself
        }
        LayerFile.Builder file = LayerFile.newBuilder()
                .setPath(path)
                .setKind(kind(entry))
                .setSizeBytes(Math.max(0, entry.sizeBytes()))
                .setMode(entry.mode())
                .setUid(entry.uid())
                .setGid(entry.gid())
                .setModifiedMs(Math.clamp(entry.modifiedSeconds(), 0, LAST_SECOND) * 1000);
        if (entry.type() == '1' || entry.type() == '2') {
            file.setTarget(capped(entry.link()));
        }
        if (entry.isFile() && entry.sizeBytes() > 0) {
            sum.reset();
            for (int count = tar.read(block); count >= 0; count = tar.read(block)) {
                sum.update(block, 0, count);
            }
            file.setCrc32C((int) sum.getValue());
        }
        file.build().writeDelimitedTo(out);
        files++;
    }

    private static LayerFile.Kind kind(Entry entry) {
        return switch (entry.type()) {
            case '0', '7', 'S' -> LayerFile.Kind.FILE;
            case '1' -> LayerFile.Kind.HARDLINK;
            case '2' -> LayerFile.Kind.SYMLINK;
            case '3' -> LayerFile.Kind.CHARACTER_DEVICE;
            case '4' -> LayerFile.Kind.BLOCK_DEVICE;
            case '5' -> LayerFile.Kind.FOLDER;
            case '6' -> LayerFile.Kind.PIPE;
            default -> LayerFile.Kind.OTHER;
        };
    }

    private static String trimmed(String name) {
        int from = 0;
        while (name.startsWith("/", from) || name.startsWith("./", from)) {
            from += name.charAt(from) == '/' ? 1 : 2;
        }
        int end = name.length();
        while (end > from && name.charAt(end - 1) == '/') {
            end--;
        }
        String trimmed = name.substring(from, end);
        return trimmed.equals(".") ? "" : capped(trimmed);
    }

    private static String capped(String text) {
        int end = Math.min(text.length(), MAX_NAME);
        return text.substring(0, end > 0 && Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end);
    }

    /** The list as it is sent; nothing can be added then. */
    LayerFiles done(String diffId) throws IOException {
        out.finish();
        return LayerFiles.newBuilder()
                .setDiffId(diffId)
                .setFiles(files)
                .setCut(cut)
                .setList(bytes.toByteString())
                .build();
    }
}
