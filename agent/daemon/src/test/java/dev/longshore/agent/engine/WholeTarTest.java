package dev.longshore.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longshore.agent.WorkBounds;
import dev.longshore.model.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WholeTarTest {

    private static WholeTar of(byte[] tar) {
        return new WholeTar(new ByteArrayInputStream(tar), new RootEntries(WorkBounds.USUAL), ArchiveManifest::bad);
    }

    private static byte[] root(int fileBytes) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream out = Archives.write(bytes)) {
            add(out, "./bin/", TarConstants.LF_DIR, "", new byte[0]);
            TarArchiveEntry file = new TarArchiveEntry("./bin/" + "long".repeat(60));
            file.setSize(fileBytes);
            file.addPaxHeader("SCHILY.xattr.user.note", "kept");
            out.putArchiveEntry(file);
            out.write(new byte[fileBytes]);
            out.closeArchiveEntry();
            add(out, "lib", TarConstants.LF_SYMLINK, "/usr/lib", new byte[0]);
            add(out, "bin/sh", TarConstants.LF_LINK, "bin/busybox", new byte[0]);
            add(out, "dev/null", TarConstants.LF_CHR, "", new byte[0]);
            add(
                    out,
                    "last",
                    TarConstants.LF_NORMAL,
                    "",
                    "the last one".repeat(100).getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private static void add(TarArchiveOutputStream out, String name, byte kind, String link, byte[] content)
            throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name, kind, true);
        entry.setLinkName(link);
        entry.setModTime(0L); // else it has a header before its own
        entry.setSize(content.length);
        out.putArchiveEntry(entry);
        out.write(content);
        out.closeArchiveEntry();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 512, 200_000})
    @DisplayName(
            "a whole archive passes as it is, with attributes, links and devices, but without what follows its end")
    void passes(int fileBytes) throws IOException {
        byte[] tar = root(fileBytes);
        byte[] more = Arrays.copyOf(tar, tar.length + 4_000);
        more[tar.length + 3_000] = 1;

        byte[] passed = of(more).readAllBytes();

        assertThat(passed).isEqualTo(Arrays.copyOf(tar, passed.length));
        assertThat(tar.length - passed.length).isBetween(0, 10_240);
        unpacked(passed);
    }

    @Test
    @DisplayName("catalogue 45: one that is cut, wherever that is, is refused, and what came of it is whole to nobody")
    void cut() throws IOException {
        byte[] tar = root(700);
        int end = end(tar);
        for (int length = 0; length < end; length += length < end - 2_000 ? 101 : 1) {
            WholeTar cut = of(Arrays.copyOf(tar, length));
            ByteArrayOutputStream came = new ByteArrayOutputStream();

            assertThatThrownBy(() -> cut.transferTo(came)).isInstanceOf(IOException.class);

            assertThat(cut.fault())
                    .isNotNull()
                    .satisfies(fault -> assertThat(fault.code()).isEqualTo(ErrorCode.BAD_ARCHIVE));
            assertThatThrownBy(() -> unpacked(came.toByteArray()))
                    .as("%s bytes of it", length)
                    .isInstanceOf(Exception.class);
        }
        assertThatThrownBy(() -> of(Arrays.copyOf(tar, end)).readAllBytes()).hasMessageContaining("breaks off");
    }

    @Test
    @DisplayName("what an engine adds when it fails half-way is no end")
    void failsHalfWay() throws IOException {
        byte[] tar = root(700);
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        answer.write(tar, 0, 1_024);
        answer.write("{\"message\":\"lstat /merged: input/output error\"}\n".getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> of(answer.toByteArray()).readAllBytes()).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../evil", "bin/../../evil", "/etc/evil", ".."})
    @DisplayName("catalogue 45: nothing passes that names a place outside")
    void outside(String name) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream out = Archives.write(bytes)) {
            add(out, "./", TarConstants.LF_DIR, "", new byte[0]);
            add(out, name, TarConstants.LF_NORMAL, "", new byte[3]);
        }
        assertThatThrownBy(() -> of(bytes.toByteArray()).readAllBytes()).hasMessageContaining("lies outside");
    }

    @Test
    @DisplayName("catalogue 47: a sparse file counts as large as it says it is")
    void sparse() {
        RootEntries entries = new RootEntries(WorkBounds.USUAL);
        TarReader.Entry sparse = new TarReader.Entry("hole", 'S', 1L << 50, 0644, 0, 0, 0, "");
        assertThatThrownBy(() -> entries.take(sparse)).hasMessageContaining("larger than");
        assertThatThrownBy(() -> entries.take(new TarReader.Entry("neg", '0', -1, 0644, 0, 0, 0, "")))
                .hasMessageContaining("larger than");
    }

    @Test
    @DisplayName("catalogue 47: no more passes than the host's settings allow")
    void bounds() {
        TarReader.Entry file = new TarReader.Entry("file", '0', 1 << 20, 0644, 0, 0, 0, "");
        RootEntries few = new RootEntries(new WorkBounds(1, 2, 1L << 40, 0));
        few.take(file);
        few.take(file);
        assertThatThrownBy(() -> few.take(file)).hasMessageContaining("more than 2 entries");
        RootEntries small = new RootEntries(new WorkBounds(1, 100, 2 << 20, 0));
        small.take(file);
        small.take(file);
        assertThatThrownBy(() -> small.take(file)).hasMessageContaining("larger than 2 MiB");
    }

    @Test
    @DisplayName("one that holds nothing, or is none, is refused")
    void nothing() {
        ByteArrayOutputStream came = new ByteArrayOutputStream();
        assertThatThrownBy(() -> of(new byte[10_240]).transferTo(came)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> unpacked(came.toByteArray())).isInstanceOf(Exception.class);
        for (byte[] none :
                List.of(new byte[0], new byte[10_240], "no archive".repeat(200).getBytes(StandardCharsets.UTF_8))) {
            assertThatThrownBy(() -> of(none).readAllBytes()).isInstanceOf(IOException.class);
        }
    }

    @Test
    @DisplayName("catalogue 47: headers without end are not held in memory")
    void endlessHeaders() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int size = 900 << 10;
        try (TarArchiveOutputStream out = Archives.write(bytes)) {
            for (int at = 0; at < 6; at++) {
                add(out, "name", TarConstants.LF_NORMAL, "", new byte[size]);
            }
        }
        byte[] tar = bytes.toByteArray();
        for (int at = 0; at < 6; at++) {
            tar[at * (size + 512) + 156] = TarConstants.LF_GNUTYPE_LONGNAME;
            sum(tar, at * (size + 512));
        }
        assertThatThrownBy(() -> of(tar).readAllBytes()).hasMessageContaining("attributes of an entry");
    }

    /** Where the last entry ends, with its padding. */
    private static int end(byte[] tar) {
        int end = tar.length;
        while (tar[end - 1] == 0) {
            end--;
        }
        return Math.ceilDiv(end, 512) * 512;
    }

    /** Writes a header's sum anew. */
    private static void sum(byte[] tar, int header) {
        Arrays.fill(tar, header + 148, header + 156, (byte) ' ');
        int sum = 0;
        for (int at = 0; at < 512; at++) {
            sum += tar[header + at] & 0xff;
        }
        byte[] digits = "%06o".formatted(sum).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(digits, 0, tar, header + 148, digits.length);
    }

    /** Reads as engines do, who look at each header's sum. */
    private static void unpacked(byte[] tar) throws IOException {
        TarReader in = new TarReader(new ByteArrayInputStream(tar));
        while (in.next() != null) {
            in.content().transferTo(OutputStream.nullOutputStream());
        }
    }
}
