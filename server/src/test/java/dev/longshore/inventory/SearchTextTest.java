package dev.longshore.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longshore.model.LongshoreException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SearchTextTest {

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "-f", "10.0.0.1/x", "registry.example/x", "localhost/x", "a:5000/x", "a\nb", "é"})
    void noTextNamesAHostThatAnEngineWouldAsk(String text) {
        assertThatThrownBy(() -> SearchText.of(text)).isInstanceOf(LongshoreException.class);
    }

    @Test
    void partsOfNamesPass() {
        assertThat(SearchText.of(" team/app ").value()).isEqualTo("team/app");
        assertThat(SearchText.of("node.js").value()).isEqualTo("node.js");
    }
}
