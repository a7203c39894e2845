package dev.longshore.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longshore.model.ContextPath;
import dev.longshore.model.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContextArchiveTest {

    private static final ContextPath DOCKERFILE = ContextPath.of("Dockerfile");

    private static byte[] passed(byte[] tar) throws IOException {
        return new ContextArchive(new ByteArrayInputStream(tar), DOCKERFILE).readAllBytes();
    }

    @Test
    @DisplayName("passes files, folders and links that stay inside, without owners and special permissions")
    void passes() throws IOException {
        byte[] tar = Contexts.of("FROM scratch")
                .file("./src//main.c", "int main;")
                .folder("./lib/")
                .link("lib/latest", "../src/main.c")
                .link("here", ".")
                .link("lib/up", "..")
                .hardLink("copy", "./src/main.c")
                .tar();

        List<String> seen = new ArrayList<>();
        try (TarArchiveInputStream in = new TarArchiveInputStream(new ByteArrayInputStream(passed(tar)))) {
            for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                seen.add((char) entry.getLinkFlag() + " " + Integer.toOctalString(entry.getMode()) + " "
                        + entry.getName() + " " + entry.getLinkName() + " "
                        + new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8).strip());
                assertThat(entry.getLongUserId()).isZero();
            }
        }
        assertThat(seen)
                .containsExactly(
                        "5 755 ./  ",
                        "0 755 Dockerfile  FROM scratch",
                        "0 755 src/main.c  int main;",
                        "5 755 lib/  ",
                        "2 755 lib/latest ../src/main.c ",
                        "2 755 here . ",
                        "2 755 lib/up .. ",
                        "1 755 copy src/main.c ");
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName(
            "catalogue 45, 47: refuses what could be written or read outside of it, and never ends as if it were whole")
    void hostile(HostileContext hostile) {
        ContextArchive context = new ContextArchive(new ByteArrayInputStream(hostile.tar()), DOCKERFILE);
        ByteArrayOutputStream came = new ByteArrayOutputStream();

        assertThatThrownBy(() -> context.transferTo(came)).isInstanceOf(IOException.class);

        assertThat(context.fault()).isNotNull().satisfies(fault -> {
            assertThat(fault.code()).isEqualTo(ErrorCode.BAD_CONTEXT);
            assertThat(fault.reason()).isNotBlank();
        });
        assertThatThrownBy(() -> unpacked(came.toByteArray())).isInstanceOf(IOException.class);
    }

    @Test
    @DisplayName("a context that breaks off between two entries is spoiled")
    void breaksOff() {
        byte[] tar = Contexts.of("FROM scratch").file("f", "x").tar();
        ContextArchive context = new ContextArchive(new BreaksOff(java.util.Arrays.copyOf(tar, 1024)), DOCKERFILE);
        ByteArrayOutputStream came = new ByteArrayOutputStream();

        assertThatThrownBy(() -> context.transferTo(came)).isInstanceOf(IOException.class);

        assertThatThrownBy(() -> unpacked(came.toByteArray())).isInstanceOf(IOException.class);
    }

    @Test
    @DisplayName("a context that breaks off within an entry never ends as if it were whole, wherever that is")
    void breaksOffAnywhere() {
        byte[] tar = Contexts.of("FROM scratch").file("f", "x".repeat(3_000)).tar();
        int content = 3 * 512;
        for (int length = content; length < content + 3_000; length++) {
            ContextArchive context =
                    new ContextArchive(new BreaksOff(java.util.Arrays.copyOf(tar, length)), DOCKERFILE);
            ByteArrayOutputStream came = new ByteArrayOutputStream();

            assertThatThrownBy(() -> context.transferTo(came)).isInstanceOf(IOException.class);

            assertThatThrownBy(() -> unpacked(came.toByteArray()))
                    .as("%s bytes of it", length)
                    .isInstanceOf(IOException.class);
        }
    }

    private static void unpacked(byte[] tar) throws IOException {
        try (TarArchiveInputStream in = new TarArchiveInputStream(new ByteArrayInputStream(tar))) {
            while (in.getNextEntry() != null) {
                in.transferTo(java.io.OutputStream.nullOutputStream());
            }
        }
    }

    @Test
    @DisplayName("takes the global header of git archive; ones that would fill the memory are refused")
    void globalHeaders() throws IOException {
        Contexts good = new Contexts().global("comment", "0123456789".repeat(4));
        assertThat(passed(good.file("Dockerfile", "FROM scratch").tar())).hasSizeGreaterThan(1_024);

        Contexts bad = Contexts.of("FROM scratch");
        for (int at = 0; at < 2 * RewrittenArchive.MOST_GLOBAL_BYTES / 8_000; at++) {
            bad.global("k" + at, "v".repeat(8_000)).file("f" + at, "");
        }
        ContextArchive context = new ContextArchive(new ByteArrayInputStream(bad.tar()), DOCKERFILE);
        assertThatThrownBy(context::readAllBytes).hasMessageContaining("65536 bytes together");
    }

    @Test
    @DisplayName("begins with a plain header, whatever the first entry is called: BuildKit knows a tar by that")
    void beginsPlainly() throws IOException {
        byte[] tar = new Contexts()
                .file("n".repeat(150), "x")
                .file("Dockerfile", "FROM scratch")
                .tar();
        assertThat((char) passed(tar)[156]).isEqualTo('5');
    }

    @Test
    @DisplayName("says where a Dockerfile is, if not where it was looked for")
    void elsewhere() {
        ContextArchive context =
                new ContextArchive(new ByteArrayInputStream(HostileContext.NO_DOCKERFILE.tar()), DOCKERFILE);

        assertThatThrownBy(context::readAllBytes).hasMessageContaining("but a \"app/Dockerfile\"");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 512, 100_000})
    @DisplayName("comes out the same, however it is read")
    void pieces(int size) throws IOException {
        byte[] tar = Contexts.of("FROM scratch").file("f", "x".repeat(200_000)).tar();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (InputStream in = new ContextArchive(new ByteArrayInputStream(tar), DOCKERFILE)) {
            byte[] piece = new byte[size];
            for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
                out.write(piece, 0, count);
            }
        }
        assertThat(out.toByteArray()).isEqualTo(passed(tar));
    }
}
