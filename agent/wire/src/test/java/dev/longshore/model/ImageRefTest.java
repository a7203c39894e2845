package dev.longshore.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("An image reference")
class ImageRefTest {

    private static final String HEX = "0123456789abcdef".repeat(4);

    @ParameterizedTest(name = "{0} is {1}, shown as {2}")
    @DisplayName("is normalised as Docker does, and shown as people write it")
    @CsvSource({
        "nginx, docker.io/library/nginx:latest, nginx:latest",
        "nginx:1.27, docker.io/library/nginx:1.27, nginx:1.27",
        "team/app, docker.io/team/app:latest, team/app:latest",
        "docker.io/nginx, docker.io/library/nginx:latest, nginx:latest",
        "index.docker.io/library/nginx:1, docker.io/library/nginx:1, nginx:1",
        "localhost/x, localhost/x:latest, localhost/x:latest",
        "localhost:5000/x, localhost:5000/x:latest, localhost:5000/x:latest",
        "10.0.0.1:5000/a/b/c:v1, 10.0.0.1:5000/a/b/c:v1, 10.0.0.1:5000/a/b/c:v1",
        "ghcr.io/o/r:T_a.g-1, ghcr.io/o/r:T_a.g-1, ghcr.io/o/r:T_a.g-1",
        "[::1]:5000/x:1, [::1]:5000/x:1, [::1]:5000/x:1",
        "UPPER/x, UPPER/x:latest, UPPER/x:latest",
        "a__b--c/e_f:1, docker.io/a__b--c/e_f:1, a__b--c/e_f:1",
        "a__b--c.d/e_f:1, a__b--c.d/e_f:1, a__b--c.d/e_f:1",
        "a.b:123456/c:1, a.b:123456/c:1, a.b:123456/c:1",
        "library/nginx, docker.io/library/nginx:latest, nginx:latest",
    })
    void normalises(String text, String normalized, String familiar) {
        ImageRef ref = ImageRef.of(text);

        assertThat(ref.normalized()).isEqualTo(normalized);
        assertThat(ref.familiar()).isEqualTo(familiar);
        assertThat(ImageRef.of(normalized)).isEqualTo(ref);
        assertThat(ImageRef.of(familiar)).isEqualTo(ref);
    }

    @Test
    @DisplayName("keeps a digest, with or without a tag, and adds no tag to it")
    void keepsDigests() {
        String digest = "sha256:" + HEX;

        assertThat(ImageRef.of("nginx@" + digest).normalized()).isEqualTo("docker.io/library/nginx@" + digest);
        assertThat(ImageRef.of("nginx:1@" + digest).normalized()).isEqualTo("docker.io/library/nginx:1@" + digest);
        assertThat(ImageRef.of("nginx@" + digest).tag()).isNull();
    }

    @ParameterizedTest(name = "\"{0}\"")
    @DisplayName("outside the grammar is refused, and says so with its own code (catalogue 39, 40, 42)")
    @MethodSource("wrong")
    void refuses(String text) {
        assertThatThrownBy(() -> ImageRef.of(text))
                .isInstanceOfSatisfying(
                        LongshoreException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REFERENCE));
    }

    static String[] wrong() {
        return new String[] {
            "",
            " ",
            "Nginx",
            "nginx:",
            "nginx:.1",
            "nginx:-1",
            "nginx:a b",
            "nginx:" + "t".repeat(129),
            ":1",
            "@",
            "a@b",
            "nginx@sha256:abc",
            "nginx@sha256:" + HEX.toUpperCase(Locale.ROOT),
            "-a",
            "a-",
            "_a",
            "a..b",
            "a/",
            "/a",
            "a//b",
            "a/../b",
            "../a",
            "x/../../containers/y",
            "x/../../containers/y:1",
            "a___b",
            "a/b:c/d",
            HEX,
            "nginx;rm",
            "$(id)",
            "`id`",
            "a&b",
            "a?b=c",
            "a#b",
            "a%2fb",
            "a\nb",
            "a\0b",
            "a\u202eb",
            "ünï",
            "a:1\n",
            "http://a/b",
            "a.b:/c",
            "a".repeat(256),
            "example.com/" + "a/".repeat(150) + "a",
            "-x.y/z",
            "x.y-/z",
            "[::1/x",
            "a:1:2",
            "x".repeat(10_000),
        };
    }

    @ParameterizedTest
    @DisplayName("of a name alone stays without a tag")
    @ValueSource(strings = {"nginx", "ghcr.io/o/r", "localhost:5000/x"})
    void nameAlone(String text) {
        assertThat(ImageRef.ofName(text).tag()).isNull();
        assertThat(ImageRef.ofName(text).normalized()).doesNotContain("latest");
    }

    @Test
    @DisplayName("may have a name of 255 characters, the registry included, and no more")
    void longestName() {
        String longest = "a".repeat(255 - "docker.io/library/".length());

        assertThat(ImageRef.of(longest).repository()).hasSize(255);
        assertThatThrownBy(() -> ImageRef.of(longest + "a")).isInstanceOf(LongshoreException.class);
    }

    @Test
    @DisplayName("quotes what was wrong in one cleaned and short line")
    void quotesSafely() {
        assertThatThrownBy(() -> ImageRef.of("\u001b[31m" + "A".repeat(500)))
                .satisfies(
                        e -> assertThat(e.getMessage()).doesNotContain("\u001b").hasSizeLessThan(250));
    }
}
