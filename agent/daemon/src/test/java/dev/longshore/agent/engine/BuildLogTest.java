package dev.longshore.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.wire.LogLines;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    private static final String KEY = "-----BEGIN KEY-----\nMIIabcdef0123456789\nx\n-----END KEY-----\n";

    /** The lines of a log that hides the values, of the text in pieces of so many characters. */
    private static List<String> shown(List<String> values, String text, int pieces) {
        BuildLog log = new BuildLog(values);
        for (int at = 0; at < text.length(); at += pieces) {
            log.text(text.substring(at, Math.min(text.length(), at + pieces)));
        }
        return log.last().getLinesList();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 30, 1000})
    @DisplayName("hides values of several lines, in whatever pieces they come and with the line ends of terminals")
    void severalLines(int pieces) {
        assertThat(shown(List.of(KEY), "before " + KEY + "after\n", pieces)).containsExactly("before …", "after");
        assertThat(shown(List.of(KEY), KEY.replace("\n", "\r\n") + "after\n", pieces))
                .containsExactly("…", "after");
        assertThat(shown(List.of("a\nb\nc\nd"), "a\nb\nx\na\nb\nc\nd!\na\nb", pieces))
                .containsExactly("a", "b", "x", "…!", "a", "b");
        assertThat(shown(List.of("hunter2", "hunter2-secret", "secret-x"), "hunter2-secret-x hunter2-s\n", pieces))
                .containsExactly("… …-s");
        assertThat(shown(List.of("hunter2"), "10 %\r20 %\r\nhunt\nhunter", pieces))
                .containsExactly("20 %", "hunt", "hunter");
    }

    @Test
    @DisplayName("hides lines of such a value that stand among others, and the value as an error quotes it")
    void partsOfLines() {
        assertThat(shown(List.of(KEY), "0.12   MIIabcdef0123456789\n0.13   x\n", 9))
                .containsExactly("0.12   …", "0.13   x");
        assertThat(shown(List.of("ab\"c\nde"), "process \"echo ab\\\"c\\nde\" failed\n", 9))
                .containsExactly("process \"echo …\" failed");
        log.line("[1/2] RUN echo hunter2-\nsecret");
        assertThat(log.take().getLinesList()).containsExactly("[1/2] RUN echo …-", "secret");
    }

    @Test
    @DisplayName("hides what terminal codes part, and what a line is cut within")
    void parted() {
        assertThat(shown(List.of("hunter2"), "hun\u001b[0mter2 " + "x".repeat(7_990) + "\n", 1000))
                .allSatisfy(line -> assertThat(line).startsWith("… x"));
        assertThat(shown(List.of("hunter2"), "x".repeat(7_994) + "\rhunter2\n", 1000))
                .containsExactly("…");
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
