package dev.longshore.agent.engine;

import dev.longshore.wire.LayerFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.jspecify.annotations.Nullable;

/**
 * An image's archive as it goes by, until all layers that are wanted were seen. What a compressed blob is shows only at its end,
 * by its sum: it is listed on the chance.
 */
final class LayerArchive {

    /** Of all lists together. */
    private static final int MAX_BYTES = 4 << 20;

    private static final byte[] GZIP = {0x1f, (byte) 0x8b};
    private static final byte[] ZSTD = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd};

    private final LayerPlaces places;
    private final Set<String> missing;
    private final KnownBlobs known;
    private final Map<String, LayerFiles> found = new HashMap<>();
    private int room = MAX_BYTES;
    private boolean zstd;

    LayerArchive(LayerPlaces places, Set<String> wanted, KnownBlobs known) {
        this.places = places;
        this.missing = new HashSet<>(wanted);
        this.known = known;
    }

    /** The list of the layer, or null if it was not seen. */
    @Nullable
    LayerFiles found(String diffId) {
        return found.get(diffId);
    }

    /** Whether there were blobs that could not be looked into. */
    boolean sawZstd() {
        return zstd;
    }

    void read(InputStream archive) throws IOException {
        TarReader tar = new TarReader(archive);
        for (TarReader.Entry entry = tar.next(); entry != null && !missing.isEmpty(); entry = tar.next()) {
            if (!entry.isFile()) {
                continue;
            }
            String layer = places.layer(entry.name());
            String blob = LayerPlaces.blob(entry.name());
            if (layer != null) {
                if (missing.contains(layer)) {
                    LayerFileList list = new LayerFileList(room);
                    list.read(tar.content(), false);
                    keep(layer, list);
                }
            } else if (blob != null && entry.sizeBytes() > 0) {
                blob(blob, tar.content());
            }
        }
    }

    private void blob(String blob, InputStream content) throws IOException {
        String before = known.diffId(blob);
        if (before != null && !missing.contains(before)) {
            return;
        }
        PushbackInputStream peeked = new PushbackInputStream(content, ZSTD.length);
        byte[] begun = peeked.readNBytes(ZSTD.length);
        peeked.unread(begun);
        if (begins(begun, ZSTD)) {
            zstd = true;
        } else if (begins(begun, GZIP)) {
            MessageDigest sum = sha256();
            LayerFileList list = new LayerFileList(room);
            try (InputStream layer = new DigestInputStream(
                    GzipCompressorInputStream.builder()
                            .setInputStream(peeked)
                            .setDecompressConcatenated(true)
                            .get(),
                    sum)) {
                list.read(layer, true);
                layer.transferTo(OutputStream.nullOutputStream());
            }
            String diffId = "sha256:" + HexFormat.of().formatHex(sum.digest());
            known.learn(blob, diffId);
            if (missing.contains(diffId)) {
                keep(diffId, list);
            }
        }
    }

    private void keep(String layer, LayerFileList list) throws IOException {
        LayerFiles files = list.done(layer);
        missing.remove(layer);
        found.put(layer, files);
        room = Math.max(0, room - files.getList().size());
    }

    private static boolean begins(byte[] content, byte[] magic) {
        if (content.length < magic.length) {
            return false;
        }
        for (int at = 0; at < magic.length; at++) {
            if (content[at] != magic[at]) {
                return false;
            }
        }
        return true;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
