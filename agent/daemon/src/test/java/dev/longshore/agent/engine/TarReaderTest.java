package dev.longshore.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longshore.model.LongshoreException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TarReaderTest {

    private static final String LONG = "d/".repeat(200) + "ü".repeat(50);

    private static List<TarReader.Entry> read(byte[] tar) throws IOException {
        TarReader reader = new TarReader(new ByteArrayInputStream(tar));
        List<TarReader.Entry> entries = new ArrayList<>();
        for (TarReader.Entry entry = reader.next(); entry != null; entry = reader.next()) {
            entries.add(entry);
        }
        return entries;
    }

    private static byte[] tar(int longNames, int bigNumbers) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream out = new TarArchiveOutputStream(bytes, "UTF-8")) {
            out.setLongFileMode(longNames);
            out.setBigNumberMode(bigNumbers);
            TarArchiveEntry file = new TarArchiveEntry(LONG);
            file.setSize(600);
            file.setMode(0104755);
            file.setIds(3_000_000, 7);
            file.setModTime(1_700_000_000_500L);
            out.putArchiveEntry(file);
            out.write(new byte[600]);
            out.closeArchiveEntry();
            TarArchiveEntry link = new TarArchiveEntry("link", TarConstants.LF_SYMLINK);
            link.setLinkName(LONG);
            out.putArchiveEntry(link);
            out.closeArchiveEntry();
            out.putArchiveEntry(new TarArchiveEntry("etc/"));
            out.closeArchiveEntry();
        }
        return bytes.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(ints = {TarArchiveOutputStream.LONGFILE_POSIX, TarArchiveOutputStream.LONGFILE_GNU})
    @DisplayName("reads both ways of writing what a header has no room for")
    void dialects(int longNames) throws IOException {
        boolean posix = longNames == TarArchiveOutputStream.LONGFILE_POSIX;
        List<TarReader.Entry> entries = read(
                tar(longNames, posix ? TarArchiveOutputStream.BIGNUMBER_POSIX : TarArchiveOutputStream.BIGNUMBER_STAR));

        assertThat(entries).hasSize(3);
        assertThat(entries.getFirst())
                .isEqualTo(new TarReader.Entry(LONG, '0', 600, 04755, 3_000_000, 7, 1_700_000_000, ""));
        assertThat(entries.get(1).link()).isEqualTo(LONG);
        assertThat(entries.get(2).type()).isEqualTo('5');
    }

    @Test
    @DisplayName("one that breaks off is no archive with fewer files")
    void truncated() throws IOException {
        byte[] whole = tar(TarArchiveOutputStream.LONGFILE_POSIX, TarArchiveOutputStream.BIGNUMBER_POSIX);
        for (int length : List.of(100, 600, 1100, 2000)) {
            assertThatThrownBy(() -> read(Arrays.copyOf(whole, length))).isInstanceOf(EOFException.class);
        }
    }

    @Test
    @DisplayName("catalogue 47: no header is kept that is larger than engines take, whatever it says of itself")
    void hugeHeaders() throws IOException {
        for (char type : new char[] {'x', 'L', 'K'}) {
            byte[] header = header("huge", type, 1L << 33);
            InputStream endless = new SequenceInputStream(new ByteArrayInputStream(header), new Zeros());
            assertThatThrownBy(() -> new TarReader(endless).next())
                    .isInstanceOf(LongshoreException.class)
                    .hasMessageContaining("a header of 8589934592 bytes");
        }
    }

    @Test
    @DisplayName("catalogue 47: what is no header, or a record that lies about its length, is damage")
    void damage() {
        byte[] noise = new byte[512];
        Arrays.fill(noise, (byte) 0xff);
        assertThatThrownBy(() -> read(noise)).hasMessageContaining("a header with a number that is none");
        for (String record : List.of("999 path=x\n", "x path=y\n", "5 a\n", "99999999999999999999 a=b\n")) {
            byte[] content = Arrays.copyOf(record.getBytes(StandardCharsets.UTF_8), 512);
            byte[] both = Arrays.copyOf(header("pax", 'x', record.length()), 1024);
            System.arraycopy(content, 0, both, 512, 512);
            assertThatThrownBy(() -> read(both)).as(record).isInstanceOf(LongshoreException.class);
        }
        assertThatThrownBy(() -> read(header("below", '0', -5))).hasMessageContaining("below nothing");
    }

    @Test
    @DisplayName("the header of a sparse file tells how large it is, and what it takes in the archive is passed over")
    void sparse() throws IOException {
        byte[] header = header("sparse", 'S', 512);
        put(header, 257, "ustar  \0");
        put(header, 483, "00010000000\0");
        header[482] = 1;
        sum(header);
        ByteArrayOutputStream tar = new ByteArrayOutputStream();
        tar.write(header);
        byte[] more = new byte[512];
        more[504] = 1;
        tar.write(more);
        byte[] last = new byte[512];
        put(last, 0, "00000000000\0" + "00000001000\0");
        tar.write(last);
        tar.write("x".repeat(512).getBytes(StandardCharsets.US_ASCII));
        tar.write(header("next", '0', 0));

        List<TarReader.Entry> entries = read(tar.toByteArray());

        assertThat(entries).extracting(TarReader.Entry::name).containsExactly("sparse", "next");
        assertThat(entries.getFirst().sizeBytes()).isEqualTo(2_097_152);
    }

    private static void put(byte[] into, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, into, at, bytes.length);
    }

    static byte[] header(String name, char type, long size) {
        byte[] header = new byte[512];
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(text, 0, header, 0, text.length);
        header[156] = (byte) type;
        if (size < 0 || size > 0777_7777_7777L) {
            header[124] = (byte) (size < 0 ? 0xff : 0x80);
            for (int at = 0; at < 8; at++) {
                header[135 - at] = (byte) (size >> (8 * at));
            }
            if (size < 0) {
                Arrays.fill(header, 125, 128, (byte) 0xff);
            }
        } else {
            byte[] octal = "%011o".formatted(size).getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(octal, 0, header, 124, octal.length);
        }
        sum(header);
        return header;
    }

    static void sum(byte[] header) {
        Arrays.fill(header, 148, 156, (byte) ' ');
        int sum = 0;
        for (byte each : header) {
            sum += each & 0xff;
        }
        byte[] octal = "%06o\0 ".formatted(sum).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(octal, 0, header, 148, octal.length);
    }

    private static final class Zeros extends InputStream {
        @Override
        public int read() {
            return 0;
        }
    }
}
