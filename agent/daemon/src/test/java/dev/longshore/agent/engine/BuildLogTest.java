package dev.longshore.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.wire.LogLines;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class BuildLogTest {

    private final BuildLog log = new BuildLog(List.of("1.4", "hunter2", "hunter2-secret"));

    @Test
    @DisplayName("puts lines together as they come, and takes them out once")
    void lines() {
        log.text("one\ntw");
        assertThat(log.take().getLinesList()).containsExactly("one");
        log.text("o\n\nthree");
        LogLines taken = log.take();
        assertThat(taken.getFirst()).isEqualTo(1);
        assertThat(taken.getLinesList()).containsExactly("two", "");
        log.line("own");
        assertThat(log.take().getLinesList()).containsExactly("three", "own");
        assertThat(log.waits()).isFalse();
        assertThat(log.last().getLinesList()).containsExactly("one", "two", "", "three", "own");
    }

    @Test
    @DisplayName("catalogue 34: shows what a terminal would, without its codes, and cuts long lines")
    void terminal() {
        log.text("\u001b[31mred\u001b[0m \u001b]8;;http://x\u0007link\u001b]8;;\u001b\\ \u001b(B end\n");
        log.text(" 10%\r 50%\r100%\r\n");
        log.text("a\tb\u202e\u0000c\n");
        log.text("x".repeat(300_000) + "\n");
        LogLines taken = log.take();
        assertThat(taken.getLines(0)).isEqualTo("red link \ufffd(B end");
        assertThat(taken.getLines(1)).isEqualTo("100%");
        assertThat(taken.getLines(2)).isEqualTo("a    b\ufffd\ufffdc");
        assertThat(taken.getLines(3)).hasSize(1_000);
    }

    @Test
    @DisplayName("hides values of arguments, but for those so short that they stand anywhere")
    void arguments() {
        log.text("RUN login --token hun");
        log.text("ter2-secret of 1.4 hunter2\n");
        assertThat(log.take().getLinesList()).containsExactly("RUN login --token … of 1.4 …");
    }

    @Test
    @DisplayName("catalogue 57: drops the oldest of what nobody takes, and its numbers tell how many")
    void bounded() {
        String line = "y".repeat(96);
        for (int at = 0; at < 10_000; at++) {
            log.line(line);
        }
        LogLines taken = log.take();
        assertThat(taken.getFirst()).isEqualTo(8_000);
        assertThat(taken.getSerializedSize()).isLessThan(20_000);
        assertThat(log.take().getFirst()).isEqualTo(8_000 + taken.getLinesCount());
        assertThat(log.last().getFirst() + log.last().getLinesCount()).isEqualTo(10_000);
        assertThat(log.last().getSerializedSize()).isLessThan(10_000);
    }
}
