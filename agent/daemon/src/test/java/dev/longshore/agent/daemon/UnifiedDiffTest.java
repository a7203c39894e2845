package dev.longshore.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A difference of two texts")
class UnifiedDiffTest {

    private static String lines(String... lines) {
        return String.join("\n", lines) + "\n";
    }

    @Test
    @DisplayName("is nothing for the same text")
    void same() {
        assertThat(UnifiedDiff.of("x", "a\n", "a\n")).isEmpty();
    }

    @Test
    @DisplayName("shows three lines around each change, and what is far apart in parts of its own")
    void hunks() {
        String before = lines("1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14");
        String after = lines("1", "2", "3", "4", "new", "6", "7", "8", "9", "10", "11", "12", "13");
        assertThat(UnifiedDiff.of("x", before, after))
                .isEqualTo(lines(
                        "--- x",
                        "+++ x",
                        "@@ -2,7 +2,7 @@",
                        " 2",
                        " 3",
                        " 4",
                        "-5",
                        "+new",
                        " 6",
                        " 7",
                        " 8",
                        "@@ -11,4 +11,3 @@",
                        " 11",
                        " 12",
                        " 13",
                        "-14"));
    }

    @Test
    @DisplayName("of changes that are near to each other is one part")
    void near() {
        assertThat(UnifiedDiff.of("x", lines("a", "b", "c", "d"), lines("A", "b", "c", "D")))
                .isEqualTo(lines("--- x", "+++ x", "@@ -1,4 +1,4 @@", "-a", "+A", " b", " c", "-d", "+D"));
    }

    @Test
    @DisplayName("of a new file begins at nothing")
    void fresh() {
        assertThat(UnifiedDiff.of("x", "", lines("a", "b")))
                .isEqualTo(lines("--- x", "+++ x", "@@ -0,0 +1,2 @@", "+a", "+b"));
    }

    @Test
    @DisplayName("says where a text has no end of line")
    void noNewline() {
        assertThat(UnifiedDiff.of("x", "a", "b"))
                .isEqualTo(lines(
                        "--- x",
                        "+++ x",
                        "@@ -1,1 +1,1 @@",
                        "-a",
                        "\\ No newline at end of file",
                        "+b",
                        "\\ No newline at end of file"));
    }

    @Test
    @DisplayName("hides secrets that stand beside the change (catalogue 50)")
    void secrets() {
        String before = lines(
                "{",
                " \"log-opts\": {\"splunk-token\": \"hush-1\", \"x\": \"seen\"},",
                " \"proxies\": {\"http-proxy\": \"http://me:hush-2@proxy.example\"},",
                " \"a\": 1",
                "}");
        assertThat(UnifiedDiff.of("x", before, before.replace("1\n", "2\n")))
                .contains("seen", "…@proxy.example", "+ \"a\": 2")
                .doesNotContain("hush");
    }
}
