package dev.longshore.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longshore.model.LongshoreException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives that two readers could read in two ways. {@code tar-as-go-reads.properties} has what Go 1.26 was seen to make of each. */
class TarDialectTest {

    private static final byte[] EMPTY = new byte[512];
    private static final byte[] ONE = TarReaderTest.header("one", '0', 512);
    private static final byte[] NEXT = TarReaderTest.header("next", '0', 0);
    private static final byte[] HIDDEN = TarReaderTest.header("hidden", '0', 0);

    /** Every entry as {@code name|type|size|uid|time|link;}, or {@code refused}. */
    static String read(byte[] tar) throws IOException {
        StringBuilder all = new StringBuilder();
        TarReader reader = new TarReader(new ByteArrayInputStream(tar));
        try {
            for (TarReader.Entry entry = reader.next(); entry != null; entry = reader.next()) {
                all.append("%s|%s|%d|%d|%d|%s;"
                        .formatted(
                                entry.name(),
                                entry.type(),
                                entry.sizeBytes(),
                                entry.uid(),
                                entry.modifiedSeconds(),
                                entry.link()));
            }
        } catch (LongshoreException | EOFException _) {
            return "refused";
        }
        return all.toString();
    }

    static Map<String, byte[]> archives() {
        Map<String, byte[]> all = new LinkedHashMap<>();
        sizes(all);
        keys(all);
        headers(all);
        sparse(all);
        return all;
    }

    private static void sizes(Map<String, byte[]> all) {
        all.put("size-1024", join(pax("size=1024"), ONE, EMPTY, HIDDEN, NEXT));
        all.put("size-0", join(pax("size=0"), ONE, NEXT));
        List<String> odd = List.of("", "-1", "+512", "0x200", " 512", "512 ", "٥١٢", "5_12", "9223372036854775808");
        for (int at = 0; at < odd.size(); at++) {
            all.put("size-odd-" + at, join(pax("size=" + odd.get(at)), ONE, EMPTY, NEXT));
        }
        all.put("file-like-a-folder", join(TarReaderTest.header("one/", '0', 512), HIDDEN, NEXT));
        all.put("old-folder", join(TarReaderTest.header("one/", '\0', 512), NEXT));
        all.put("old-folder-by-record", join(pax("path=one/"), TarReaderTest.header("one", '\0', 512), NEXT));
        all.put("folder-with-size", join(pax("size=512"), TarReaderTest.header("one", '5', 512), NEXT));
        all.put("octal-8", join(field(ONE, 124, "00000000778\0"), EMPTY, NEXT));
        all.put("octal-gap", join(field(ONE, 124, "1000 1000 0\0"), EMPTY, NEXT));
        all.put("octal-nul", join(field(ONE, 124, "  1000\00999"), EMPTY, NEXT));
        all.put("binary", join(field(ONE, 124, "\u0080\0\0\0\0\0\0\0\0\0\2\0"), EMPTY, NEXT));
        all.put("binary-too-large", join(field(ONE, 124, "\u0081\0\0\0\0\0\0\0\0\0\2\0"), EMPTY, NEXT));
        all.put(
                "binary-negative",
                join(
                        field(ONE, 136, "\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00f0"),
                        EMPTY));
        all.put(
                "binary-odd-negative",
                join(
                        field(ONE, 136, "\u00c1\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00f0"),
                        EMPTY));
    }

    private static void keys(Map<String, byte[]> all) {
        all.put("path-empty", join(pax("path="), ONE, EMPTY, NEXT));
        all.put("linkpath-empty", join(pax("linkpath="), link()));
        all.put("linkpath", join(pax("linkpath=b"), link()));
        all.put("last-of-a-key", join(pax("path=first", "path=second", "uid=1", "uid=2"), ONE, EMPTY));
        all.put("last-is-empty", join(pax("path=first", "path="), ONE, EMPTY));
        all.put("last-header", join(pax("path=first", "uid=7"), pax("mtime=5.25"), ONE, EMPTY));
        all.put("nul-in-key", join(pax("comment\0path=x"), ONE, EMPTY));
        for (String key : List.of("path", "linkpath", "uname", "gname", "comment", "uid")) {
            all.put("nul-in-" + key, join(pax(key + "=1\0"), ONE, EMPTY));
        }
        all.put("key-empty", join(pax("=x"), ONE, EMPTY));
        all.put("no-value", join(pax("path"), ONE, EMPTY));
        all.put("behind-records", join(block('x', "11 path=xx\n\0\0\0\0"), ONE, EMPTY));
        all.put("short-record", join(block('x', "4 a\n"), ONE, EMPTY));
        all.put("zeros-before-length", join(block('x', "0012 path=x\n"), ONE, EMPTY));
        all.put("records-empty", join(block('x', ""), ONE, EMPTY));
        for (String record : List.of(
                "uid=abc", "gid=1e3", "mtime=-3.5", "mtime=3.", "mtime=.5", "mtime=1.x", "atime=1.x", "ctime=x")) {
            all.put(record.replace('=', '-'), join(pax(record), ONE, EMPTY));
        }
        all.put("global", join(block('g', "15 path=global\n"), ONE, EMPTY));
        all.put(
                "global-after-records",
                join(pax("path=x", "size=0"), block('g', "15 path=global\n"), ONE, EMPTY, NEXT));
        all.put("global-after-long-name", join(block('L', "long"), block('g', ""), ONE, EMPTY, NEXT));
        all.put("global-damaged", join(block('g', "99 path=x\n"), ONE, EMPTY));
        all.put("long-name-after", join(pax("path=pax"), block('L', "long\0x"), ONE, EMPTY));
        all.put("long-name-before", join(block('L', "long"), pax("path=pax"), ONE, EMPTY));
        all.put("long-name-empty", join(block('L', "\0x"), ONE, EMPTY));
        all.put("long-link-before", join(block('K', "long"), pax("linkpath=pax"), link()));
        all.put(
                "vendors",
                join(pax("SCHILY.xattr.user.a=\0", "SCHILY.filetype=dir", "A-B.c=d", "hdrcharset=BINARY"), ONE, EMPTY));
    }

    private static void headers(Map<String, byte[]> all) {
        all.put("behind-one-empty-block", join(ONE, EMPTY, EMPTY, NEXT));
        all.put("behind-two-empty-blocks", join(ONE, EMPTY, EMPTY, EMPTY, NEXT));
        all.put("one-empty-block", join(ONE, EMPTY, EMPTY));
        all.put("sum-of-signed-bytes", join(signed(TarReaderTest.header("\u00fc", '0', 0)), NEXT));
        all.put("old-prefix", field(NEXT, 345, "prefix"));
        all.put("posix-prefix", field(posix(NEXT), 345, "prefix"));
        all.put("posix-odd-version", field(field(NEXT, 257, "ustar\0 1"), 345, "prefix"));
        all.put("gnu-times", field(gnu(NEXT), 345, "00000000001\0"));
        all.put("gnu-prefix", field(gnu(NEXT), 345, "prefix"));
        all.put("gnu-odd-prefix", field(gnu(NEXT), 345, "pr\u00c3\u00a9fix"));
        all.put("gnu-odd-version", field(field(NEXT, 257, "ustar 1"), 345, "prefix"));
        all.put("star", field(field(posix(NEXT), 345, "p".repeat(131) + "00000000001\0"), 508, "tar\0"));
        all.put("star-no-time", field(field(posix(NEXT), 345, "p".repeat(155)), 508, "tar\0"));
        all.put("device", field(posix(NEXT), 329, "x"));
        all.put("old-device", field(NEXT, 329, "x"));
        all.put("mode", field(NEXT, 100, "rwx"));
        all.put("gid", field(NEXT, 116, "12a"));
    }

    private static void sparse(Map<String, byte[]> all) {
        byte[] two = TarReaderTest.header("one", '0', 1024);
        all.put("sparse-name-alone", join(pax("GNU.sparse.name=x", "GNU.sparse.realsize=9"), ONE, EMPTY, NEXT));
        all.put("sparse-other-version", join(pax("GNU.sparse.major=2", "GNU.sparse.name=x"), ONE, EMPTY, NEXT));
        String[] pieces = {"GNU.sparse.size=4096", "GNU.sparse.offset=1024", "GNU.sparse.numbytes=512"};
        all.put("sparse-00", join(pax(with(pieces, "GNU.sparse.numblocks=1")), ONE, EMPTY, NEXT));
        all.put("sparse-00-count", join(pax(with(pieces, "GNU.sparse.numblocks=2")), ONE, EMPTY, NEXT));
        all.put("sparse-00-no-count", join(pax(pieces), ONE, EMPTY, NEXT));
        all.put("sparse-00-disorder", join(pax("GNU.sparse.numbytes=512", "GNU.sparse.offset=0"), ONE, EMPTY));
        for (String map : List.of("1024,512", "3584,512", "3585,512", "1024", "1024,512,", "1024,-1", "", "0,x")) {
            all.put(
                    "sparse-01-" + map,
                    join(
                            pax(
                                    "GNU.sparse.size=4096",
                                    "GNU.sparse.numblocks=1",
                                    "GNU.sparse.map=" + map,
                                    "GNU.sparse.name=n"),
                            ONE,
                            EMPTY,
                            NEXT));
        }
        String[] newest = {"GNU.sparse.major=1", "GNU.sparse.minor=0", "GNU.sparse.name=n", "GNU.sparse.realsize=4096"};
        for (String map :
                List.of("1\n0\n512\n", "1\n4000\n512\n", "2\n0\n256\n128\n256\n", "x\n", "-1\n", "99999999\n")) {
            all.put("sparse-10-" + map.replace('\n', '.'), join(pax(newest), two, text(map), EMPTY, NEXT));
        }
        all.put("sparse-10-of-a-folder", join(pax(newest), TarReaderTest.header("one", '5', 0), NEXT));
        all.put("sparse-10-without", join(pax(newest), NEXT, NEXT));
        byte[] old = field(gnu(TarReaderTest.header("one", 'S', 512)), 483, "00000010000\0");
        all.put("sparse-old", join(field(old, 386, "00000002000\000000001000\0"), EMPTY, NEXT));
        all.put("sparse-old-too-large", join(field(old, 386, "00000017000\000000001001\0"), EMPTY, NEXT));
        all.put("sparse-old-of-no-gnu", join(TarReaderTest.header("one", 'S', 0), NEXT));
    }

    private static List<String> names() {
        return List.copyOf(archives().keySet());
    }

    @ParameterizedTest
    @MethodSource("names")
    @DisplayName("catalogue 45, 47: an archive is read as the engines read it, or refused as they refuse it")
    void asEngines(String name) throws IOException {
        assertThat(read(archives().getOrDefault(name, EMPTY))).isEqualTo(told().getProperty(name));
    }

    private static Properties told() throws IOException {
        try (InputStream in = TarDialectTest.class.getResourceAsStream("/tar-as-go-reads.properties");
                Reader reader = new InputStreamReader(in, StandardCharsets.UTF_8)) {
            Properties told = new Properties();
            told.load(reader);
            return told;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Path=x", "filetype=5", "GNU.sparse.realname=x", "security.x=y", " path=x"})
    @DisplayName("a key that nobody has given a meaning is refused by its name")
    void unknownKeys(String record) {
        String key = record.substring(0, record.indexOf('='));
        assertThatThrownBy(() -> new TarReader(new ByteArrayInputStream(join(pax(record), ONE, EMPTY))).next())
                .isInstanceOf(LongshoreException.class)
                .hasMessageContaining("a record that means nothing known")
                .hasMessageContaining(key);
    }

    @Test
    @DisplayName("a global header that engines would take for the deletion of a file is refused")
    void globalWhiteout() {
        byte[] named = TarReaderTest.header("etc/.wh.passwd", 'g', 0);
        for (byte[] global : List.of(named, block('g', "20 path=etc/.wh.abc\n"))) {
            assertThatThrownBy(() -> new TarReader(new ByteArrayInputStream(join(global, NEXT))).next())
                    .hasMessageContaining("a global header that deletes a file");
        }
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        Stream.of(parts).forEach(all::writeBytes);
        return all.toByteArray();
    }

    private static String[] with(String[] some, String one) {
        List<String> all = new ArrayList<>(List.of(some));
        all.add(one);
        return all.toArray(String[]::new);
    }

    /** Records before an entry, each with its length. */
    static byte[] pax(String... records) {
        StringBuilder all = new StringBuilder();
        for (String record : records) {
            int bytes = record.getBytes(StandardCharsets.UTF_8).length + 2;
            int digits = String.valueOf(bytes).length();
            digits = String.valueOf(bytes + digits).length();
            all.append(bytes + digits).append(' ').append(record).append('\n');
        }
        return block('x', all.toString());
    }

    private static byte[] block(char type, String content) {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        return join(
                TarReaderTest.header("meta", type, bytes.length),
                Arrays.copyOf(bytes, (bytes.length + 511) / 512 * 512));
    }

    private static byte[] text(String content) {
        return Arrays.copyOf(content.getBytes(StandardCharsets.UTF_8), 512);
    }

    private static byte[] link() {
        return field(TarReaderTest.header("one", '2', 0), 157, "to");
    }

    private static byte[] posix(byte[] header) {
        return field(header, 257, "ustar\0" + "00");
    }

    private static byte[] gnu(byte[] header) {
        return field(header, 257, "ustar  \0");
    }

    /** A copy with these bytes there, and its sum. */
    private static byte[] field(byte[] header, int at, String bytes) {
        byte[] changed = header.clone();
        byte[] field = bytes.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(field, 0, changed, at, field.length);
        TarReaderTest.sum(changed);
        return changed;
    }

    private static byte[] signed(byte[] header) {
        byte[] changed = header.clone();
        Arrays.fill(changed, 148, 156, (byte) ' ');
        int sum = 0;
        for (byte each : changed) {
            sum += each;
        }
        System.arraycopy("%06o\0 ".formatted(sum).getBytes(StandardCharsets.US_ASCII), 0, changed, 148, 8);
        return changed;
    }
}
