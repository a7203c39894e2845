package dev.longshore.operations;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class UploadedContextTest {

    private static final int MIB = 1 << 20;

    private static Map<String, String> entries(byte[] upload) throws IOException {
        Map<String, String> entries = new LinkedHashMap<>();
        InputStream plain = UploadedContext.of(new ByteArrayInputStream(upload), FileSettings.USUAL);
        try (TarArchiveInputStream in = new TarArchiveInputStream(plain)) {
            for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                entries.put(entry.getName(), new String(in.readAllBytes(), UTF_8));
            }
        }
        return entries;
    }

    private static byte[] tar() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream out = new TarArchiveOutputStream(bytes)) {
            TarArchiveEntry entry = new TarArchiveEntry("Dockerfile");
            entry.setSize(4);
            out.putArchiveEntry(entry);
            out.write("FROM".getBytes(UTF_8));
            out.closeArchiveEntry();
        }
        return bytes.toByteArray();
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        }
        return packed.toByteArray();
    }

    /** A zip that tells sizes after its files, as a stream has to, or before them. */
    private static byte[] zip(boolean before, Map<String, byte[]> files) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                ZipEntry entry = new ZipEntry(file.getKey());
                if (before) {
                    CRC32 sum = new CRC32();
                    sum.update(file.getValue());
                    entry.setMethod(ZipEntry.STORED);
                    entry.setSize(file.getValue().length);
                    entry.setCrc(sum.getValue());
                }
                out.putNextEntry(entry);
                out.write(file.getValue());
                out.closeEntry();
            }
        }
        return bytes.toByteArray();
    }

    private static void assertBad(ThrowingCallable reading, String reason) {
        assertThatThrownBy(reading).isInstanceOfSatisfying(LongshoreException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.BAD_CONTEXT);
            assertThat(e.reason()).contains(reason);
        });
    }

    @Test
    @DisplayName("takes a tar, packed or not, and a Dockerfile alone")
    void tarsAndText() throws IOException {
        Map<String, String> wanted = Map.of("Dockerfile", "FROM");
        assertThat(entries(tar())).isEqualTo(wanted);
        assertThat(entries(gzip(tar()))).isEqualTo(wanted);
        assertThat(entries("FROM".getBytes(UTF_8))).isEqualTo(wanted);
        String longer = "# ü\nFROM scratch\n".repeat(200);
        assertThat(entries(longer.getBytes(UTF_8))).isEqualTo(Map.of("Dockerfile", longer));
    }

    @Test
    @DisplayName("takes a zip, wherever it tells how large its files are")
    void zips() throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("Dockerfile", "FROM".getBytes(UTF_8));
        files.put("src/", new byte[0]);
        files.put("src\\größe.txt", "x".repeat(200_000).getBytes(UTF_8));
        for (boolean before : new boolean[] {true, false}) {
            assertThat(entries(zip(before, files)))
                    .containsOnlyKeys("Dockerfile", "src/", "src/größe.txt")
                    .containsEntry("Dockerfile", "FROM")
                    .containsEntry("src/größe.txt", "x".repeat(200_000));
        }
    }

    private static byte[] gzipOfZeros(int mebibytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            byte[] zeros = new byte[MIB];
            for (int at = 0; at < mebibytes; at++) {
                gzip.write(zeros);
            }
        }
        return out.toByteArray();
    }

    @Test
    @DisplayName("catalogue 47: bombs are refused after a bounded amount, and so is what would have to be held")
    void bombs() throws IOException {
        byte[] packed = gzipOfZeros(400);
        InputStream gzip = UploadedContext.of(new ByteArrayInputStream(packed), FileSettings.USUAL);
        assertBad(() -> gzip.transferTo(OutputStream.nullOutputStream()), "200 times");

        Map<String, byte[]> many = new LinkedHashMap<>();
        byte[] zeros = new byte[7 * MIB];
        for (int at = 0; at < 50; at++) {
            many.put("f" + at, zeros);
        }
        byte[] zip = zip(false, many);
        assertThat(zip.length).isLessThan(MIB);
        InputStream bomb = UploadedContext.of(new ByteArrayInputStream(zip), FileSettings.USUAL);
        assertBad(() -> bomb.transferTo(OutputStream.nullOutputStream()), "200 times");

        for (byte[] file : new byte[][] {packed, zip}) {
            InputStream few = UploadedContext.of(new ByteArrayInputStream(file), new FileSettings(50));
            assertBad(() -> few.transferTo(OutputStream.nullOutputStream()), "50 times");
            InputStream all = UploadedContext.of(new ByteArrayInputStream(file), new FileSettings(2_000));
            assertThat(all.transferTo(OutputStream.nullOutputStream())).isGreaterThan(300L * MIB);
        }

        byte[] large = zip(false, Map.of("large", new byte[ZippedContext.MOST_HELD_BYTES + 1]));
        InputStream held = UploadedContext.of(new ByteArrayInputStream(large), FileSettings.USUAL);
        assertBad(() -> held.transferTo(OutputStream.nullOutputStream()), "beforehand");
    }

    @Test
    @DisplayName("a file that is cut, empty, or nothing of the kind is blamed for it; one that breaks off is not")
    void damaged() throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("Dockerfile", "FROM".getBytes(UTF_8));
        files.put("f", new byte[100_000]);
        byte[] zip = zip(true, files);
        InputStream half =
                UploadedContext.of(new ByteArrayInputStream(Arrays.copyOf(zip, zip.length / 2)), FileSettings.USUAL);
        assertBad(half::readAllBytes, "zip");
        byte[] packed = gzip(tar());
        InputStream cut = UploadedContext.of(
                new ByteArrayInputStream(Arrays.copyOf(packed, packed.length - 20)), FileSettings.USUAL);
        assertBad(cut::readAllBytes, "gzip");
        assertBad(() -> UploadedContext.of(new ByteArrayInputStream(new byte[0]), FileSettings.USUAL), "empty");
        byte[] text = "x".repeat(UploadedContext.MOST_DOCKERFILE_BYTES + 1).getBytes(UTF_8);
        assertBad(
                () -> UploadedContext.of(new ByteArrayInputStream(text), FileSettings.USUAL),
                "longer than a Dockerfile");

        InputStream broken = mock(InputStream.class);
        when(broken.read(any(), anyInt(), anyInt())).thenThrow(new IOException("gone"));
        InputStream begun = new ByteArrayInputStream(Arrays.copyOf(zip, zip.length / 2));
        InputStream gone = UploadedContext.of(new SequenceInputStream(begun, broken), FileSettings.USUAL);
        assertThatThrownBy(gone::readAllBytes).isInstanceOf(IOException.class).hasMessage("gone");
    }
}
