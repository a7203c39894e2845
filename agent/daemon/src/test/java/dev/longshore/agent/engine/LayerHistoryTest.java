package dev.longshore.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.wire.HistoryEntry;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A history")
class LayerHistoryTest {

    @Test
    @DisplayName("names the layers of steps that have a size")
    void bySize() {
        assertThat(layers(List.of("a", "b"), step("ADD file", 10), step("CMD [\"sh\"]", 0), step("RUN x", 5)))
                .containsExactly("a", "", "b");
    }

    @Test
    @DisplayName("names an empty layer too, where the words tell which step made it")
    void byWords() {
        assertThat(layers(
                        List.of("a", "b"),
                        step("/bin/sh -c #(nop) ADD file:1 in /", 10),
                        step("/bin/sh -c #(nop)  ENV A=b", 0),
                        step("WORKDIR /srv", 0),
                        step("/bin/sh -c #(nop)  CMD [\"sh\"]", 0)))
                .containsExactly("a", "", "b", "");
    }

    @Test
    @DisplayName("names none where there is a doubt, rather than a wrong one")
    void inDoubt() {
        assertThat(layers(
                        List.of("a", "b", "c"), step("ADD", 10), step("RUN x", 0), step("RUN y", 0), step("RUN z", 0)))
                .containsExactly("", "", "", "");
    }

    private static List<String> layers(List<String> diffIds, HistoryEntry... steps) {
        return LayerHistory.withLayers(List.of(steps), diffIds).stream()
                .map(HistoryEntry::getDiffId)
                .toList();
    }

    private static HistoryEntry step(String createdBy, long size) {
        return HistoryEntry.newBuilder()
                .setCreatedBy(createdBy)
                .setSizeBytes(size)
                .build();
    }
}
