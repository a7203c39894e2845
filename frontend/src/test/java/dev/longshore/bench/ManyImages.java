package dev.longshore.bench;

import dev.longshore.lab.LabHost;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Makes many small images at once: one archive with a shared layer and a config for each, for {@code docker load}. */
final class ManyImages {

    private ManyImages() {}

    /** Loads {@code count} images {@code bench/many-N:1} into the host. */
    static void load(LabHost host, int count, Path folder) throws IOException {
        Path archive = folder.resolve("many.tar");
        if (!Files.exists(archive)) {
            write(archive, count);
        }
        host.docker("load", "-q", "-i", archive.toString());
    }

    private static void write(Path archive, int count) throws IOException {
        byte[] layer = layer();
        String diffId = sha256(layer);
        StringBuilder manifest = new StringBuilder("[");
        try (TarArchiveOutputStream tar =
                new TarArchiveOutputStream(new BufferedOutputStream(Files.newOutputStream(archive)))) {
            entry(tar, "layer/layer.tar", layer);
            for (int number = 0; number < count; number++) {
                byte[] config = ("{\"architecture\":\"amd64\",\"os\":\"linux\",\"created\":\"2026-01-01T00:00:00Z\","
                                + "\"config\":{\"Labels\":{\"bench\":\"" + number + "\"}},"
                                + "\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"sha256:" + diffId + "\"]},"
                                + "\"history\":[{\"created\":\"2026-01-01T00:00:00Z\",\"created_by\":\"bench\"}]}")
                        .getBytes(StandardCharsets.UTF_8);
                String name = sha256(config) + ".json";
                entry(tar, name, config);
                manifest.append(number == 0 ? "" : ",")
                        .append("{\"Config\":\"")
                        .append(name)
                        .append("\",\"RepoTags\":[\"bench/many-")
                        .append(number)
                        .append(":1\"],\"Layers\":[\"layer/layer.tar\"]}");
            }
            entry(tar, "manifest.json", manifest.append("]").toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    private static byte[] layer() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            entry(tar, "bench", "bench".getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private static void entry(TarArchiveOutputStream tar, String name, byte[] content) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }
}
