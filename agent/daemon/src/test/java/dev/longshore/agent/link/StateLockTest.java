package dev.longshore.agent.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longshore.agent.AgentMain;
import dev.longshore.model.LongshoreException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One agent to a state directory. */
class StateLockTest {

    @TempDir
    private Path dir;

    @Test
    @DisplayName("a second agent with the same state directory ends at once and says what to do; health still answers")
    void twoPrograms() throws Exception {
        Path state = dir.resolve("state");
        StateDirectory mine = new StateDirectory(state);
        try (FileChannel _ = mine.lock()) {
            new HealthFile(mine, Clock.systemUTC()).connected();

            assertThat(agent(state)).isEqualTo(78);
            assertThat(Files.readString(dir.resolve("said")))
                    .contains("another agent is running with the state directory " + state)
                    .contains("What to do: Stop that agent");
            assertThat(state.resolve("journal")).doesNotExist();
            assertThat(agent(state, "health")).isZero();
        }
    }

    @Test
    void theDirectoryIsFreeAgainOnceItsAgentIsClosed() throws IOException {
        StateDirectory state = new StateDirectory(dir);
        try (FileChannel _ = state.lock()) {
            assertThatThrownBy(state::lock).isInstanceOf(LongshoreException.class);
        }
        try (FileChannel again = state.lock()) {
            assertThat(again.isOpen()).isTrue();
        }
    }

    /** The program itself, as another process. Returns its exit code. */
    private int agent(Path state, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                AgentMain.class.getName()));
        Collections.addAll(command, arguments);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(dir.resolve("said").toFile());
        builder.environment().put("LONGSHORE_SERVER", "https://127.0.0.1:1");
        builder.environment().put("LONGSHORE_STATE_DIR", state.toString());
        Process process = builder.start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS))
                    .as(() -> "ended; it said " + said())
                    .isTrue();
            return process.exitValue();
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private String said() {
        try {
            return Files.readString(dir.resolve("said"), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
