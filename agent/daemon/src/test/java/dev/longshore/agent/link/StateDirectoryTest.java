package dev.longshore.agent.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateDirectoryTest {

    @TempDir
    private Path dir;

    @Test
    @DisplayName("catalogue 75: after a crash between key and certificate the same key is there")
    void theKeyOutlivesACrash() {
        KeyPair key = new StateDirectory(dir).key();
        assertThat(new StateDirectory(dir).key().getPublic()).isEqualTo(key.getPublic());
        assertThat(new StateDirectory(dir).identity()).isNull();
    }

    @Test
    @DisplayName("catalogue 75: a write that could not be finished leaves the old file whole")
    void aWriteIsWholeOrNotAtAll() throws IOException {
        StateDirectory state = new StateDirectory(dir);
        state.write("x", new byte[] {1});
        // What an earlier, interrupted write may have left.
        Files.write(dir.resolve("x.new"), new byte[] {9, 9});
        assertThat(state.file("x")).hasBinaryContent(new byte[] {1});
        state.write("x", new byte[] {2, 3});
        assertThat(state.file("x")).hasBinaryContent(new byte[] {2, 3});
        assertThat(dir.resolve("x.new")).doesNotExist();
    }

    @Test
    @DisplayName("catalogue 75: a write that fails leaves the key whole")
    void aFailedWrite() throws IOException {
        KeyPair key = new StateDirectory(dir).key();
        byte[] before = Files.readAllBytes(dir.resolve("agent.key"));
        StateDirectory state = new StateDirectory(dir);
        Files.createDirectory(dir.resolve("agent.key.new"));
        Files.createFile(dir.resolve("agent.key.new").resolve("in the way"));
        assertThatThrownBy(() -> state.write("agent.key", new byte[] {0})).isInstanceOf(IOException.class);
        assertThat(dir.resolve("agent.key")).hasBinaryContent(before);
        assertThat(new StateDirectory(dir).key().getPublic()).isEqualTo(key.getPublic());
    }

    @Test
    void nobodyElseReadsIt() throws IOException {
        new StateDirectory(dir).key();
        assertThat(Files.getPosixFilePermissions(dir)).isEqualTo(PosixFilePermissions.fromString("rwx------"));
        assertThat(Files.getPosixFilePermissions(dir.resolve("agent.key")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void aKeyThatIsNoKeySaysWhatToDo() throws IOException {
        StateDirectory state = new StateDirectory(dir);
        state.key();
        Files.write(dir.resolve("agent.key"), new byte[] {1, 2, 3});
        assertThatThrownBy(state::key)
                .isInstanceOfSatisfying(
                        LongshoreException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE))
                .hasMessageContaining(dir.toString());
    }
}
