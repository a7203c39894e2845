package dev.longshore.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.wire.Container;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LaggardsTest {

    private final Laggards laggards = new Laggards();

    @Test
    @DisplayName(
            "a container that an event called ended and the list still calls running is looked at again until both agree")
    void ended() {
        laggards.told(Map.of("a", false, "b", false));
        laggards.listed(List.of(container("a", "running"), container("b", "exited")));
        assertThat(laggards.any()).isTrue();
        laggards.listed(List.of(container("a", "exited"), container("b", "running")));
        assertThat(laggards.any()).isFalse();
    }

    @Test
    @DisplayName("a start that the list does not show yet is looked at again; a container that is gone is not")
    void started() {
        laggards.told(Map.of("a", true, "gone", true));
        laggards.listed(List.of(container("a", "created")));
        assertThat(laggards.any()).isTrue();
        laggards.listed(List.of(container("a", "restarting")));
        assertThat(laggards.any()).isFalse();
    }

    @Test
    @DisplayName("after a few listings the list is believed")
    void bounded() {
        laggards.told(Map.of("a", true));
        int rounds = 0;
        while (laggards.any()) {
            laggards.listed(List.of(container("a", "exited")));
            rounds++;
        }
        assertThat(rounds).isEqualTo(5);
    }

    private static Container container(String id, String state) {
        return Container.newBuilder().setId(id).setState(state).build();
    }
}
