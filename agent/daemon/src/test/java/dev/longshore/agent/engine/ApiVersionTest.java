package dev.longshore.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longshore.model.LongshoreException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The API version")
class ApiVersionTest {

    @ParameterizedTest(name = "an engine of {1} to {0}: {2}")
    @DisplayName("is the newest that both ends speak, from Docker 20.10 to 29 and Podman")
    @CsvSource({"1.41,1.12,1.41", "1.45,1.24,1.45", "1.51,1.24,1.51", "1.52,1.44,1.51", "1.44,1.24,1.44", "1.40,'',1.40"
    })
    void negotiates(String newest, String oldest, String agreed) {
        assertThat(ApiVersion.negotiate(newest, oldest)).hasToString(agreed);
    }

    @Test
    @DisplayName("is refused where there is none in common, with both ranges in the reason")
    void refuses() {
        assertThatThrownBy(() -> ApiVersion.negotiate("1.90", "1.80"))
                .isInstanceOf(LongshoreException.class)
                .hasMessageContaining("1.80 to 1.90");
        assertThatThrownBy(() -> ApiVersion.negotiate("1.30", "1.12")).isInstanceOf(LongshoreException.class);
    }

    @ParameterizedTest
    @DisplayName("is parsed, never pasted into a path")
    @ValueSource(strings = {"", "1", "1.41/../x", "1.x", "99999.1", "-1.2"})
    void parses(String text) {
        assertThatThrownBy(() -> ApiVersion.of(text)).isInstanceOf(LongshoreException.class);
    }
}
