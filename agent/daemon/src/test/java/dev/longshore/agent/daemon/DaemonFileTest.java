package dev.longshore.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The file of daemon.json")
class DaemonFileTest {

    private static final Clock NOON = Clock.fixed(Instant.parse("2026-05-04T12:00:00Z"), ZoneOffset.UTC);

    @TempDir
    private Path dir;

    private Path path;
    private DaemonFile file;

    @BeforeEach
    void open() {
        path = dir.resolve("daemon.json");
        file = new DaemonFile(path, NOON);
    }

    private List<String> names() throws IOException {
        try (Stream<Path> all = Files.list(dir)) {
            return all.map(each -> each.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    @DisplayName("is replaced with its mode, a copy beside it, and put back to the byte")
    void replacesAndRestores() throws IOException {
        Files.writeString(path, "{ }");
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r-----"));
        DaemonFile.Content before = file.read();

        Path backup = file.replace(before, "{\"a\": 1}");

        assertThat(path).hasContent("{\"a\": 1}");
        assertThat(backup).isNotNull().hasContent("{ }");
        assertThat(names()).containsExactly("daemon.json", "daemon.json.longshore-20260504T120000.000Z");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-r-----");

        assertThat(file.restore(before, "{\"a\": 1}")).isTrue();
        assertThat(path).hasContent("{ }");
        assertThat(file.read().digest()).isEqualTo(before.digest());
    }

    @Test
    @DisplayName("that is not there is made, without a copy, and taken away again")
    void absent() throws IOException {
        DaemonFile.Content before = file.read();
        assertThat(before.digest()).isEqualTo(DaemonFile.ABSENT);
        assertThat(file.replace(before, "{\"a\": 1}")).isNull();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-r--r--");
        assertThat(file.restore(before, "{\"a\": 1}")).isTrue();
        assertThat(names()).isEmpty();
    }

    @Test
    @DisplayName("catalogue 62: is replaced and put back as a whole though the thread is interrupted, which it stays")
    void interrupted() throws IOException {
        Files.writeString(path, "{ }");
        DaemonFile.Content before = file.read();
        Thread.currentThread().interrupt();
        try {
            assertThat(file.replace(before, "{\"a\": 1}")).isNotNull();
            assertThat(path).hasContent("{\"a\": 1}");
            assertThat(file.restore(before, "{\"a\": 1}")).isTrue();
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(path).hasContent("{ }");
        assertThat(names()).hasSize(2);
    }

    @Test
    @DisplayName("that somebody else changes is left to them")
    void changedByOthers() throws IOException {
        Files.writeString(path, "{}");
        DaemonFile.Content before = file.read();
        Files.writeString(path, "{\"theirs\": 1}");
        assertFails(ErrorCode.CONFIG_CHANGED, () -> file.replace(before, "{\"a\": 1}"));

        DaemonFile.Content now = file.read();
        file.replace(now, "{\"a\": 1}");
        Files.writeString(path, "{\"theirs\": 2}");
        assertThat(file.restore(now, "{\"a\": 1}")).isFalse();
        assertThat(path).hasContent("{\"theirs\": 2}");
    }

    @Test
    @DisplayName("has at most five copies; other people's are not counted and not touched")
    void backups() throws IOException {
        Files.writeString(path, "{}");
        Files.writeString(dir.resolve("daemon.json.longshore-mine"), "kept");
        Files.writeString(dir.resolve("daemon.json.bak"), "kept");
        Files.writeString(dir.resolve("daemon.json.longshore-20250101T000000.000Z"), "oldest");
        for (int i = 0; i < 7; i++) {
            file.replace(file.read(), "{\"a\": " + i + "}");
        }
        assertThat(names())
                .contains("daemon.json.longshore-mine", "daemon.json.bak")
                .doesNotContain("daemon.json.longshore-20250101T000000.000Z")
                .filteredOn(name -> name.startsWith("daemon.json.longshore-2026"))
                .hasSize(5);
    }

    @Test
    @DisplayName("is not followed if it is a link, and not read if it is something else or very large")
    void onlyFiles() throws IOException {
        Path elsewhere = Files.writeString(dir.resolve("elsewhere"), "{}");
        Files.createSymbolicLink(path, elsewhere);
        assertFails(ErrorCode.CONFIG_UNFIT, file::read);
        Files.delete(path);
        Files.createDirectory(path);
        assertFails(ErrorCode.CONFIG_UNFIT, file::read);
        Files.delete(path);
        Files.writeString(path, " ".repeat(64 * 1024 + 1));
        assertFails(ErrorCode.CONFIG_UNFIT, file::read);
        Files.write(path, new byte[] {'{', (byte) 0xff, '}'});
        assertFails(ErrorCode.CONFIG_UNFIT, () -> file.read().text());
    }

    @Test
    @DisplayName("whose folder is not mounted is told as such")
    void noFolder() {
        assertThatThrownBy(() -> new DaemonFile(dir.resolve("none/daemon.json"), NOON).read())
                .isInstanceOfSatisfying(
                        LongshoreException.class, e -> assertThat(e.remedy()).contains("-v " + dir.resolve("none")));
    }

    private static void assertFails(ErrorCode code, Runnable act) {
        assertThatThrownBy(act::run)
                .isInstanceOfSatisfying(
                        LongshoreException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
