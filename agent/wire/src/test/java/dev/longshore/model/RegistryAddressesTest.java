package dev.longshore.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Addresses of registries in an engine's configuration")
class RegistryAddressesTest {

    @ParameterizedTest
    @CsvSource({
        "https://mirror.example, https://mirror.example",
        "HTTPS://Mirror.Example/, https://mirror.example",
        "http://10.0.0.1:5000//, http://10.0.0.1:5000",
        "https://mirror.example/Docker_hub/v1.2/, https://mirror.example/Docker_hub/v1.2",
        "http://[fd00::1]:5000, http://[fd00::1]:5000",
        " https://m , https://m"
    })
    void mirrors(String text, String url) {
        assertThat(RegistryMirror.of(text).url()).isEqualTo(url);
    }

    @Test
    void aMirrorsHostIsARegistryAsReferencesNameIt() {
        assertThat(RegistryMirror.of("http://10.0.0.1:5000/x").host()).isEqualTo("10.0.0.1:5000");
        assertThat(RegistryMirror.of("https://m").host()).isEqualTo("m");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "mirror.example",
                "ftp://mirror.example",
                "https://",
                "https:///x",
                "https://user@mirror.example",
                "https://user:secret@mirror.example/x",
                "https://mirror.example?x",
                "https://mirror.example/x?y",
                "https://mirror.example#x",
                "https://mirror.example/a//b",
                "https://mirror.example/../b",
                "https://mirror.example/.b",
                "https://mirror.example/a b",
                "https://mirror.example/%2e",
                "https://mirror.example:0",
                "https://mirror.example:65536",
                "https://mirror.example:x",
                "https://-mirror.example",
                "https://mirror..example",
                "https://[fd00::x]",
                "https://[12]",
                "https://a\"b",
                "https://a\\b",
                "https://a\nb",
                "https://m\u00e4rror.example"
            })
    void noMirrors(String text) {
        assertInvalid(() -> RegistryMirror.of(text));
    }

    @ParameterizedTest
    @CsvSource({
        "Registry.Example:5000, registry.example:5000",
        "registry, registry",
        "10.1.2.3, 10.1.2.3",
        "10.1.2.3/8, 10.0.0.0/8",
        "10.1.2.3/32, 10.1.2.3/32",
        "0.0.0.0/0, 0.0.0.0/0",
        "FD00::12/8, fd00::/8",
        "2001:db8:0:0:1:0:0:1/128, 2001:db8::1:0:0:1/128",
        "::1/128, ::1/128",
        "[fd00::1]:5000, [fd00::1]:5000"
    })
    void insecure(String text, String told) {
        assertThat(InsecureRegistry.of(text).text()).isEqualTo(told);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "http://registry.example",
                "registry.example/x",
                "user@registry.example",
                "10.0.0.0/33",
                "10.0.0/8",
                "10.0.0.0/-1",
                "fd00::/129",
                "::ffff:10.0.0.1/100",
                "registry.example:99999",
                "registry example",
                "-x",
                "x-",
                "\"",
                "a,b"
            })
    void notInsecure(String text) {
        assertInvalid(() -> InsecureRegistry.of(text));
    }

    @Test
    void aListLosesAndGainsWithoutRewritingTheRest() {
        ListEdit<RegistryMirror> edit = new ListEdit<>(
                false,
                List.of(RegistryMirror.of("https://b"), RegistryMirror.of("https://new")),
                List.of(RegistryMirror.of("https://gone")));
        assertThat(edit.of(List.of("https://GONE/", "odd one", "https://B/"), RegistryMirror::of))
                .containsExactly("odd one", "https://B/", "https://new");
        assertThat(edit.isNone()).isFalse();
        assertThat(ListEdit.none().isNone()).isTrue();
    }

    @Test
    void aListThatIsReplacedHasNothingElse() {
        ListEdit<RegistryMirror> edit = new ListEdit<>(true, List.of(RegistryMirror.of("https://b")), List.of());
        assertThat(edit.of(List.of("https://a", "odd one", "https://B/"), RegistryMirror::of))
                .containsExactly("https://B/");
        assertThat(new ListEdit<RegistryMirror>(true, List.of(), List.of()).isNone())
                .isFalse();
    }

    @Test
    void anEditThatContradictsItselfIsRefused() {
        RegistryMirror a = RegistryMirror.of("https://a");
        assertInvalid(() -> new ListEdit<>(false, List.of(a), List.of(a)));
        assertInvalid(() -> new ListEdit<>(false, List.of(a, RegistryMirror.of("https://A/")), List.of()));
        assertInvalid(() -> new ListEdit<>(true, List.of(), List.of(a)));
    }

    private static void assertInvalid(Runnable act) {
        assertThatThrownBy(act::run).isInstanceOfSatisfying(LongshoreException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
            assertThat(e.reason()).doesNotContain("secret");
        });
    }
}
