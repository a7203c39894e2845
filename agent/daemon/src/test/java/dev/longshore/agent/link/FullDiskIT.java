package dev.longshore.agent.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longshore.lab.SmallDisk;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import dev.longshore.wire.OperationOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The agent's state on a disk that is really full. */
@DisplayName("catalogue 75: on a full disk")
class FullDiskIT {

    @TempDir
    private Path parent;

    private Path dir;
    private SmallDisk disk;

    @BeforeEach
    void mount() {
        dir = parent.resolve("state");
        disk = SmallDisk.over(dir, 64);
    }

    @AfterEach
    void unmount() {
        disk.close();
    }

    @Test
    @DisplayName("key and identity stay whole when they can't be replaced, and can be once there is room")
    void whole() throws IOException {
        StateDirectory state = new StateDirectory(dir);
        KeyPair key = state.key();
        state.enrolledWith("first");
        byte[] before = Files.readAllBytes(dir.resolve("agent.key"));
        disk.fill();

        assertThatThrownBy(() -> state.write("agent.key", new byte[before.length]))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("No space left");
        assertThatThrownBy(() -> state.enrolledWith("second"))
                .isInstanceOfSatisfying(LongshoreException.class, full -> {
                    assertThat(full.code()).isEqualTo(ErrorCode.STORAGE);
                    assertThat(full.remedy()).contains("disk space");
                });
        assertThat(dir.resolve("agent.key")).hasBinaryContent(before);
        StateDirectory again = new StateDirectory(dir);
        assertThat(again.key().getPublic()).isEqualTo(key.getPublic());
        assertThat(again.enrolledWith()).isEqualTo("first");

        disk.free();
        again.enrolledWith("second");
        assertThat(again.enrolledWith()).isEqualTo("second");
        assertThat(again.key().getPublic()).isEqualTo(key.getPublic());
    }

    @Test
    @DisplayName("a key that could not be made is not there, and is made once there is room")
    void noHalfKey() {
        disk.fill();
        assertThatThrownBy(() -> new StateDirectory(dir).key())
                .isInstanceOfSatisfying(
                        LongshoreException.class,
                        full -> assertThat(full.code()).isEqualTo(ErrorCode.STORAGE));
        assertThat(dir.resolve("agent.key")).doesNotExist();

        disk.free();
        KeyPair key = new StateDirectory(dir).key();
        assertThat(new StateDirectory(dir).key().getPublic()).isEqualTo(key.getPublic());
    }

    @Test
    @DisplayName("the journal refuses what it can't keep, and loses nothing of what it took")
    void journal() throws IOException {
        List<String> taken = new ArrayList<>();
        String refused = null;
        try (Journal journal = Journal.open(new StateDirectory(dir), Clock.systemUTC())) {
            taken.add("op-%026d".formatted(0));
            journal.accept(taken.getFirst());
            disk.fill();
            // the page that the file has takes some more, and a part of the one that is refused
            for (int i = 1; i < 1_000 && refused == null; i++) {
                String id = "op-%026d".formatted(i);
                try {
                    journal.accept(id);
                    taken.add(id);
                } catch (IOException full) {
                    refused = id;
                }
            }
            assertThat(journal.find(Objects.requireNonNull(refused))).isNull();

            disk.free();
            String later = "op-" + "z".repeat(26);
            journal.accept(later);
            taken.add(later);
        }

        try (Journal journal = Journal.open(new StateDirectory(dir), Clock.systemUTC())) {
            assertThat(journal.find(refused)).isNull();
            assertThat(journal.unacknowledged())
                    .extracting(OperationOutcome::getOperationId)
                    .containsExactlyElementsOf(taken);
        }
    }
}
