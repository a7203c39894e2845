package dev.longshore.agent.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.wire.OperationOutcome;
import dev.longshore.wire.OperationOutcome.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {

    @TempDir
    private Path dir;

    private Journal open() throws IOException {
        return Journal.open(new StateDirectory(dir), Clock.systemUTC());
    }

    private static OperationOutcome succeeded(String id) {
        return OperationOutcome.newBuilder()
                .setOperationId(id)
                .setState(State.SUCCEEDED)
                .build();
    }

    private static State stateOf(Journal journal, String id) {
        return Objects.requireNonNull(Objects.requireNonNull(journal.find(id)).outcome())
                .getState();
    }

    @Test
    @DisplayName("catalogue 62: what was under way when the program ended is interrupted at the next start")
    void unfinishedBecomesInterrupted() throws IOException {
        try (Journal journal = open()) {
            journal.accept("a");
            journal.accept("b");
            journal.finish(succeeded("b"));
        }
        try (Journal journal = open()) {
            assertThat(stateOf(journal, "a")).isEqualTo(State.INTERRUPTED);
            assertThat(stateOf(journal, "b")).isEqualTo(State.SUCCEEDED);
            assertThat(journal.unacknowledged())
                    .extracting(OperationOutcome::getOperationId)
                    .containsExactly("a", "b");
        }
    }

    @Test
    void anAcknowledgedOutcomeIsKnownButNotToldAgain() throws IOException {
        try (Journal journal = open()) {
            journal.accept("a");
            journal.finish(succeeded("a"));
            journal.acknowledge("a");
        }
        try (Journal journal = open()) {
            assertThat(journal.unacknowledged()).isEmpty();
            assertThat(stateOf(journal, "a")).isEqualTo(State.SUCCEEDED);
        }
    }

    @Test
    void aTornLastRecordIsCutOffAndTheRestStands() throws IOException {
        try (Journal journal = open()) {
            journal.accept("a");
            journal.finish(succeeded("a"));
        }
        for (byte[] torn :
                new byte[][] {{0, 0, 0, 9, 1, 2}, {0, 0, 0, 2, 1, 65, 0, 0, 0, 0}, {(byte) 0xff, 1, 1, 1, 1}}) {
            Files.write(dir.resolve("journal"), torn, StandardOpenOption.APPEND);
            try (Journal journal = open()) {
                assertThat(stateOf(journal, "a")).isEqualTo(State.SUCCEEDED);
                journal.accept("later" + torn.length);
            }
            try (Journal journal = open()) {
                assertThat(journal.find("later" + torn.length)).isNotNull();
            }
        }
    }

    @Test
    void itDoesNotGrowForEver() throws IOException {
        try (Journal journal = open()) {
            for (int i = 0; i < 2_500; i++) {
                journal.finish(succeeded("op-" + i));
                journal.acknowledge("op-" + i);
            }
        }
        long before = Files.size(dir.resolve("journal"));
        try (Journal journal = open()) {
            assertThat(journal.find("op-2499")).isNotNull();
            assertThat(journal.find("op-0")).isNull();
        }
        assertThat(Files.size(dir.resolve("journal"))).isLessThan(before);
    }
}
