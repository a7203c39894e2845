package dev.longshore.agent.engine;

import dev.longshore.model.Digest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** An archive of images of one layer, made by hand in the layout of Docker up to 24, which all engines take. */
final class MadeArchive {

    private static final String FOLDER = "1".repeat(64);

    private final byte[] layer;
    private final List<Image> images = new ArrayList<>();

    private record Image(String config, List<String> names) {

        String file() {
            return Digest.ofText(config).value().substring(7) + ".json";
        }

        String manifest() {
            String tags = names.stream().map(name -> '"' + name + '"').collect(Collectors.joining(","));
            return "{\"Config\":\"" + file() + "\",\"RepoTags\":[" + tags + "],\"Layers\":[\"" + FOLDER
                    + "/layer.tar\"]}";
        }
    }

    MadeArchive(byte[] layer) {
        this.layer = layer;
    }

    /** A layer of one file. */
    static byte[] layer(byte[] content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream out = Archives.write(bytes)) {
            entry(out, "own", content);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return bytes.toByteArray();
    }

    MadeArchive image(String env, String label, String created, String... names) {
        return image(env, label, created, List.of(names));
    }

    MadeArchive image(String env, String label, String created, List<String> names) {
        images.add(new Image(
                "{\"architecture\":\"amd64\",\"os\":\"linux\",\"created\":\"" + created + "\","
                        + "\"config\":{\"Env\":[\"PATH=/bin\",\"" + env + "\"],\"Cmd\":[\"/own\"],"
                        + "\"Labels\":{\"b\":\"" + label + "\",\"a\":\"1\"}},"
                        + "\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"" + Digest.ofBytes(layer) + "\"]},"
                        + "\"history\":[{\"created\":\"" + created + "\",\"created_by\":\"test\"}]}",
                names));
        return this;
    }

    byte[] tar() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream out = Archives.write(bytes)) {
            HostileArchive.file(out, FOLDER + "/", TarConstants.LF_DIR, "");
            entry(out, FOLDER + "/layer.tar", layer);
            for (Image image : images) {
                HostileArchive.text(out, image.file(), image.config());
            }
            HostileArchive.text(
                    out,
                    "manifest.json",
                    images.stream().map(Image::manifest).collect(Collectors.joining(",", "[", "]")));
        }
        return bytes.toByteArray();
    }

    private static void entry(TarArchiveOutputStream out, String name, byte[] content) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(content.length);
        out.putArchiveEntry(entry);
        out.write(content);
        out.closeArchiveEntry();
    }
}
