package dev.longshore;

import dev.longshore.lab.LabHost;
import dev.longshore.model.Digest;
import dev.longshore.model.ImageRef;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * An image that no engine would make here in a short time: of many layers, or for another platform. It holds busybox and a file
 * {@code /part-N} for each text, in a layer of its own, and prints them when it is run.
 */
record MadeImage(String reference, String architecture, List<String> texts) {

    MadeImage {
        texts = List.copyOf(texts);
    }

    /** Loads it with the engine's own client. */
    void into(LabHost host, Path folder) throws IOException {
        Path file = Files.createTempFile(folder, "made", ".tar");
        Files.write(file, archive());
        host.docker("load", "-q", "-i", file.toString());
        Files.delete(file);
    }

    /** What it prints. */
    String said() {
        return String.join("\n", texts);
    }

    /** In the layout of Docker up to 24, which every engine takes. */
    private byte[] archive() throws IOException {
        List<byte[]> layers = new ArrayList<>();
        layers.add(layer("bin/busybox", Files.readAllBytes(Path.of("/bin/busybox"))));
        for (String text : texts) {
            layers.add(layer("part-" + layers.size(), (text + "\n").getBytes(StandardCharsets.UTF_8)));
        }
        byte[] config = config(layers.stream()
                        .map(layer -> Digest.ofBytes(layer).value())
                        .toList())
                .getBytes(StandardCharsets.UTF_8);
        String name = Digest.ofBytes(config).value().substring("sha256:".length()) + ".json";
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            List<String> paths = new ArrayList<>();
            for (byte[] layer : layers) {
                paths.add(paths.size() + "/layer.tar");
                entry(tar, paths.getLast(), layer);
            }
            entry(tar, name, config);
            String manifest = "[{\"Config\":\"%s\",\"RepoTags\":[\"%s\"],\"Layers\":[%s]}]"
                    .formatted(name, ImageRef.of(reference).normalized(), quoted(paths));
            entry(tar, "manifest.json", manifest.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private String config(List<String> diffIds) {
        List<String> command = new ArrayList<>(List.of("/bin/busybox", "cat"));
        for (int part = 1; part < diffIds.size(); part++) {
            command.add("/part-" + part);
        }
        String step = "{\"created\":\"2026-01-02T03:04:05Z\",\"created_by\":\"made\"}";
        return "{\"architecture\":\"" + architecture + "\",\"os\":\"linux\",\"created\":\"2026-01-02T03:04:05Z\","
                + "\"config\":{\"Cmd\":[" + quoted(command) + "]},"
                + "\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[" + quoted(diffIds) + "]},"
                + "\"history\":[" + diffIds.stream().map(_ -> step).collect(Collectors.joining(",")) + "]}";
    }

    private static String quoted(List<String> texts) {
        return texts.stream().map(text -> '"' + text + '"').collect(Collectors.joining(","));
    }

    private static byte[] layer(String path, byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            entry(tar, path, content);
        }
        return bytes.toByteArray();
    }

    private static void entry(TarArchiveOutputStream tar, String path, byte[] content) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(path);
        entry.setSize(content.length);
        entry.setMode(0755);
        entry.setModTime(0L);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }
}
