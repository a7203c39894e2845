package dev.longshore.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A safe text (catalogue 41)")
class SafeTextTest {

    @ParameterizedTest
    @DisplayName("has no control, format or unpaired surrogate character")
    @ValueSource(
            strings = {
                "\u0000", "\u001b", "\u0007", "\r", "\u0085", "\u202e", "\u2066", "\u200b", "\ufeff", "\u2028",
                "\ud800", "\udc00"
            })
    void replaces(String bad) {
        assertThat(SafeText.line("a" + bad + "b", 100)).isEqualTo("a\ufffdb");
        assertThat(SafeText.block("a" + bad + "b", 100)).isEqualTo("a\ufffdb");
    }

    @Test
    @DisplayName("keeps line breaks and tabs as a block, not as a line")
    void breaks() {
        assertThat(SafeText.block("a\n\tb", 10)).isEqualTo("a\n\tb");
        assertThat(SafeText.line("a\n\tb", 10)).isEqualTo("a\ufffd\ufffdb");
    }

    @Test
    @DisplayName("keeps all languages, emoji and HTML, which is the page's to escape")
    void keeps() {
        String text = "日本 ñ 🚢 <img onerror=x>";

        assertThat(SafeText.line(text, 100)).isSameAs(text).isEqualTo(text);
    }

    @Test
    @DisplayName("is cut at the limit, with an ellipsis, and never within a pair")
    void cuts() {
        assertThat(SafeText.line("abcdef", 6)).isEqualTo("abcdef");
        assertThat(SafeText.line("abcdefg", 6)).isEqualTo("abcde…");
        assertThat(SafeText.line("abcd🚢🚢", 6)).isEqualTo("abcd…");
        assertThat(SafeText.line("x".repeat(1 << 20), 256)).hasSize(256);
        assertThat(SafeText.line("abc", 0)).isEmpty();
    }
}
