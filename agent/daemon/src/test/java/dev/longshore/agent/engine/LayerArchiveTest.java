package dev.longshore.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.model.ChainIds;
import dev.longshore.model.Digest;
import dev.longshore.wire.LayerFile;
import dev.longshore.wire.LayerFiles;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import java.util.zip.InflaterInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Archives of images as engines lay them out, of two layers. */
class LayerArchiveTest {

    private final byte[] lower = layer("base", 3);
    private final byte[] upper = layer(".wh.base", 0);
    private final List<String> diffIds = List.of(digest(lower), digest(upper));
    private final KnownBlobs known = new KnownBlobs();

    private static String digest(byte[] bytes) {
        return Digest.ofBytes(bytes).value();
    }

    private static String hex(String digest) {
        return digest.substring("sha256:".length());
    }

    private static byte[] layer(String name, int size) {
        return tar(Map.of(name, new byte[size]));
    }

    private static byte[] tar(Map<String, byte[]> files) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream out = Archives.write(bytes)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                boolean link = file.getKey().startsWith("->");
                TarArchiveEntry entry = link
                        ? new TarArchiveEntry(file.getKey().substring(2), TarConstants.LF_SYMLINK)
                        : new TarArchiveEntry(file.getKey());
                if (link) {
                    entry.setLinkName(new String(file.getValue(), StandardCharsets.UTF_8));
                }
                entry.setSize(link ? 0 : file.getValue().length);
                out.putArchiveEntry(entry);
                if (!link) {
                    out.write(file.getValue());
                }
                out.closeArchiveEntry();
            }
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
        return bytes.toByteArray();
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(content);
        }
        return bytes.toByteArray();
    }

    private LayerArchive read(Set<String> wanted, Map<String, byte[]> archive) throws IOException {
        LayerArchive read = new LayerArchive(new LayerPlaces(diffIds, ChainIds.of(diffIds)), wanted, known);
        read.read(new ByteArrayInputStream(tar(archive)));
        return read;
    }

    static List<LayerFile> files(LayerFiles layer) throws IOException {
        List<LayerFile> files = new ArrayList<>();
        try (InputStream in = new InflaterInputStream(layer.getList().newInput())) {
            for (LayerFile file = LayerFile.parseDelimitedFrom(in);
                    file != null;
                    file = LayerFile.parseDelimitedFrom(in)) {
                files.add(file);
            }
        }
        assertThat(layer.getFiles()).isEqualTo(files.size());
        return files;
    }

    private static void assertLists(LayerArchive archive, String diffId, String path) throws IOException {
        LayerFiles found = archive.found(diffId);
        assertThat(found).isNotNull();
        assertThat(files(Objects.requireNonNull(found)))
                .singleElement()
                .satisfies(file -> assertThat(file.getPath()).isEqualTo(path));
    }

    @Test
    @DisplayName(
            "Docker up to 24: folders by the layers' descriptions, the topmost by none, a repeated layer as a link")
    void folders() throws IOException {
        Map<String, byte[]> archive = new LinkedHashMap<>();
        String folder = HeldLayers.folders(ChainIds.of(diffIds)).getFirst();
        archive.put("f".repeat(64) + "/layer.tar", upper);
        archive.put(
                "->" + "e".repeat(64) + "/layer.tar", ("../" + folder + "/layer.tar").getBytes(StandardCharsets.UTF_8));
        archive.put(folder + "/layer.tar", lower);

        LayerArchive read = read(Set.copyOf(diffIds), archive);

        assertLists(read, diffIds.getFirst(), "base");
        assertLists(read, diffIds.getLast(), ".wh.base");
    }

    @Test
    @DisplayName("Docker from 25 on, and Podman: by the diff ID")
    void named() throws IOException {
        assertLists(
                read(
                        Set.of(diffIds.getLast()),
                        Map.of("blobs/sha256/" + hex(diffIds.getLast()), upper, "index.json", new byte[2])),
                diffIds.getLast(),
                ".wh.base");
        assertLists(
                read(Set.of(diffIds.getFirst()), Map.of(hex(diffIds.getFirst()) + ".tar", lower)),
                diffIds.getFirst(),
                "base");
    }

    @Test
    @DisplayName("the containerd store: compressed blobs show by the sum of what is in them which layer they are")
    void compressed() throws IOException {
        byte[] packed = gzip(lower);
        Map<String, byte[]> archive = new LinkedHashMap<>();
        archive.put("blobs/sha256/" + hex(digest(gzip(upper))), gzip(upper));
        archive.put("blobs/sha256/" + "a".repeat(64), "{\"config\":{}}".getBytes(StandardCharsets.UTF_8));
        archive.put("blobs/sha256/" + hex(digest(packed)), packed);

        LayerArchive read = read(Set.of(diffIds.getFirst()), archive);

        assertLists(read, diffIds.getFirst(), "base");
        assertThat(read.found(diffIds.getLast())).isNull();
        assertThat(known.diffId(digest(gzip(upper)))).isEqualTo(diffIds.getLast());
    }

    @Test
    @DisplayName("a blob that is known to be another layer is not unpacked again")
    void remembered() throws IOException {
        known.learn("sha256:" + "b".repeat(64), diffIds.getFirst());
        Map<String, byte[]> archive = new LinkedHashMap<>();
        archive.put("blobs/sha256/" + "b".repeat(64), new byte[] {0x1f, (byte) 0x8b, 1, 1}); // would be damage
        archive.put("blobs/sha256/" + "c".repeat(64), gzip(upper));

        assertLists(read(Set.of(diffIds.getLast()), archive), diffIds.getLast(), ".wh.base");
    }

    @Test
    @DisplayName("zstd is seen and not read")
    void zstd() throws IOException {
        LayerArchive read = read(
                Set.of(diffIds.getLast()),
                Map.of("blobs/sha256/" + "b".repeat(64), new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0}));
        assertThat(read.sawZstd()).isTrue();
        assertThat(read.found(diffIds.getLast())).isNull();
    }

    @Test
    @DisplayName("catalogue 47: a layer of 120,000 files is cut, and a bomb of zeros keeps no memory")
    void bounded() throws IOException {
        ByteArrayOutputStream many = new ByteArrayOutputStream();
        for (int number = 0; number < 120_000; number++) {
            many.write(TarReaderTest.header("file-" + number, '0', 0));
        }
        LayerFileList list = new LayerFileList(4 << 20);
        list.read(new ByteArrayInputStream(many.toByteArray()), true);
        LayerFiles files = list.done(diffIds.getFirst());
        assertThat(files.getFiles()).isEqualTo(LayerFileList.MAX_FILES);
        assertThat(files.getCut()).isTrue();

        LayerFileList full = new LayerFileList(0);
        full.read(new ByteArrayInputStream(lower), true);
        assertThat(full.done(diffIds.getFirst()).getCut()).isTrue();
    }

    @Test
    @DisplayName(
            "catalogue 41: names are listed as they are, without what leads nowhere, and no longer than a path can be")
    void names() throws IOException {
        Map<String, byte[]> odd = new LinkedHashMap<>();
        odd.put("./etc/a\u001b[31m\u202egnp.exe", new byte[1]);
        odd.put("x/../../y", new byte[1]);
        odd.put("n".repeat(9_000), new byte[1]);
        LayerFileList list = new LayerFileList(1 << 20);
        list.read(new ByteArrayInputStream(tar(odd)), true);

        assertThat(files(list.done(diffIds.getFirst())))
                .extracting(LayerFile::getPath)
                .containsExactly("etc/a\u001b[31m\u202egnp.exe", "x/../../y", "n".repeat(4096));
    }
}
