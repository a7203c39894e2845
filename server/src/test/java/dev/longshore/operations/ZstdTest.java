package dev.longshore.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longshore.DataDirectory;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ZstdTest {

    private static final String FOLDER = "ZstdTempFolder";

    private final @Nullable String before = System.getProperty(FOLDER);

    @AfterEach
    void restore() {
        if (before == null) {
            System.clearProperty(FOLDER);
        } else {
            System.setProperty(FOLDER, before);
        }
    }

    @Test
    @DisplayName("its library is unpacked in the data directory, where none of an earlier start is left")
    void folder(@TempDir Path dir) throws IOException {
        Path folder = Files.createDirectories(dir.resolve("native"));
        Files.writeString(folder.resolve("libzstd-jni-1.so"), "of a server that was killed");

        Zstd zstd = new Zstd(DataDirectory.at(dir));

        assertThat(zstd).isNotNull();
        assertThat(folder).isEmptyDirectory();
        assertThat(System.getProperty(FOLDER)).isEqualTo(folder.toString());
    }

    @Test
    @DisplayName("where it is missing, whoever wants it is told so, and what to do")
    void missing() {
        assertThatThrownBy(() -> Zstd.use(() -> {
                    throw new UnsatisfiedLinkError("no zstd in java.library.path");
                }))
                .isInstanceOfSatisfying(LongshoreException.class, told -> {
                    assertThat(told.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
                    assertThat(told.remedy()).contains("gzip");
                });
    }
}
