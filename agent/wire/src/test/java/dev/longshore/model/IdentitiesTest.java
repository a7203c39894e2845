package dev.longshore.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Identities")
class IdentitiesTest {

    private static final String HEX = "0123456789abcdef".repeat(4);
    private static final Digest CONFIG = Digest.of("sha256:" + HEX);

    @ParameterizedTest
    @DisplayName("outside their form are refused as INVALID_ID (catalogue 40)")
    @ValueSource(
            strings = {
                "",
                "sha256:",
                "abc",
                "sha256:xyz",
                "x/../../containers/y",
                "sha256:0123456789abcdef/../../containers/y",
                "sha512:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
                "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde/",
                "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n",
                "0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef"
            })
    void refuses(String text) {
        for (Runnable parse : List.<Runnable>of(
                () -> ImageId.of(text),
                () -> Digest.of(text),
                () -> ContainerId.of(text),
                () -> HostId.of(text),
                () -> OperationId.of(text))) {
            assertThatThrownBy(parse::run)
                    .isInstanceOfSatisfying(
                            LongshoreException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ID));
        }
    }

    @Test
    @DisplayName("of an image may come without sha256:, as Podman writes them")
    void bareImageId() {
        assertThat(ImageId.of(HEX)).isEqualTo(ImageId.of("sha256:" + HEX));
        assertThat(ImageId.of(HEX).value()).isEqualTo("sha256:" + HEX);
        assertThat(ImageId.of(HEX).shortForm()).isEqualTo(HEX.substring(0, 12));
    }

    @Test
    @DisplayName("of images are compared by config digest where both tell it, else by layers, platform and second")
    void sameImage() {
        ImageIdentity classic = new ImageIdentity(CONFIG, List.of("a", "b"), "linux/amd64", 7);
        ImageIdentity containerd = new ImageIdentity(null, List.of("a", "b"), "linux/amd64", 7);

        assertThat(classic.sameAs(new ImageIdentity(CONFIG, List.of(), "", 0))).isTrue();
        assertThat(classic.sameAs(
                        new ImageIdentity(Digest.of("sha256:" + "f".repeat(64)), List.of("a", "b"), "linux/amd64", 7)))
                .isFalse();
        assertThat(classic.sameAs(containerd)).isTrue();
        assertThat(containerd.sameAs(classic)).isTrue();
        assertThat(containerd.sameAs(new ImageIdentity(null, List.of("a"), "linux/amd64", 7)))
                .isFalse();
        assertThat(containerd.sameAs(new ImageIdentity(null, List.of("a", "b"), "linux/arm64", 7)))
                .isFalse();
        assertThat(containerd.sameAs(new ImageIdentity(null, List.of("a", "b"), "linux/amd64", 8)))
                .isFalse();
    }

    @Test
    @DisplayName("of platforms have two or three parts")
    void platforms() {
        assertThat(Platform.of("linux/arm64")).isEqualTo(new Platform("linux", "arm64", ""));
        assertThat(Platform.of("linux/arm/v7")).hasToString("linux/arm/v7");
        for (String wrong : List.of(
                "",
                "linux",
                "linux/",
                "/amd64",
                "linux/amd64/v8/x",
                "LINUX/amd64",
                "linux/a b",
                "../containers/x",
                "a/" + "b".repeat(200))) {
            assertThatThrownBy(() -> Platform.of(wrong))
                    .isInstanceOfSatisfying(
                            LongshoreException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_PLATFORM));
        }
    }

    @Test
    @DisplayName("of errors that a newer end sends are read as INTERNAL")
    void unknownError() {
        assertThat(ErrorCode.of("DISK_FULL")).isEqualTo(ErrorCode.DISK_FULL);
        assertThat(ErrorCode.of("NOT_YET_INVENTED")).isEqualTo(ErrorCode.INTERNAL);
    }
}
