package dev.longshore.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A change of an image's config")
class ImageChangeTest {

    @ParameterizedTest
    @DisplayName("is one of the instructions that set it, in any case")
    @ValueSource(strings = {"CMD [\"a\", \"b\"]", "env A=b c", "  LABEL a=\"b\"  ", "ONBUILD RUN id", "EXPOSE 80/tcp"})
    void good(String text) {
        assertThat(ImageChange.of(text).text()).isEqualTo(text.strip());
    }

    @ParameterizedTest
    @DisplayName("is nothing that runs, copies or spans lines")
    @ValueSource(
            strings = {
                "",
                "ENV",
                "RUN id",
                "COPY . /",
                "FROM scratch",
                "ENV A=b\nUSER root",
                "ENV A=b\rUSER root",
                "ENV A=b \\",
                "ENV A=b `",
                "# escape=`",
                "ENV\tA=b",
                "HEALTHCHECK NONE"
            })
    void bad(String text) {
        assertThatExceptionOfType(LongshoreException.class)
                .isThrownBy(() -> ImageChange.of(text))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST));
    }
}
