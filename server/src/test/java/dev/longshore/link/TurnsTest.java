package dev.longshore.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.model.HostId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TurnsTest {

    private static final HostId ALPHA = HostId.of("h-0000000000000001");
    private static final HostId BETA = HostId.of("h-0000000000000002");

    private final Turns turns = new Turns();
    private final List<String> begun = new ArrayList<>();

    private void enter(HostId host, String id) {
        turns.enter(host, id, () -> begun.add(id));
    }

    @Test
    @DisplayName("of a hundred four send, and each end lets the next begin, in order (catalogue 58)")
    void inOrder() {
        IntStream.range(0, 100).forEach(number -> enter(ALPHA, "s" + number));
        assertThat(begun).containsExactly("s0", "s1", "s2", "s3");

        turns.leave(ALPHA, "s2");
        assertThat(begun).endsWith("s4").hasSize(5);
        enter(BETA, "other");
        assertThat(begun).endsWith("other");

        List.copyOf(begun).forEach(id -> turns.leave(ALPHA, id));
        assertThat(begun).contains("s5", "s6", "s7", "s8").doesNotContain("s9");
    }

    @Test
    @DisplayName("one that gives up while it waits takes no turn, and an end counts once")
    void givesUp() {
        IntStream.range(0, 6).forEach(number -> enter(ALPHA, "s" + number));
        turns.leave(ALPHA, "s4");
        turns.leave(ALPHA, "s0");
        assertThat(begun).containsExactly("s0", "s1", "s2", "s3", "s5");
        turns.leave(ALPHA, "s0");
        enter(ALPHA, "s6");
        assertThat(begun).doesNotContain("s6");
    }
}
