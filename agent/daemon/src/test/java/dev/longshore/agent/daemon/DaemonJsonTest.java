package dev.longshore.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The text of daemon.json")
class DaemonJsonTest {

    private static final String KEY = "registry-mirrors";

    private static String with(String text, String... list) {
        return DaemonJson.of(text).with(KEY, List.of(list)).text();
    }

    @Test
    @DisplayName("keeps every other character, its order, its spaces and its numbers")
    void keepsTheRest() {
        String text = """
                {
                \t"debug" :  true,
                \t"registry-mirrors": [ "https://a.example" ],
                \t"big": 1.50e3, "log-opts": {"tag": "\\u00e4 \\"x\\" }"},
                \t"runtimes": {"x": {"path": "/x", "runtimeArgs": []}}
                }

                """;
        assertThat(with(text, "https://b.example"))
                .isEqualTo(text.replace("[ \"https://a.example\" ]", "[\"https://b.example\"]"));
    }

    @Test
    @DisplayName("gets a key that it lacks as its last one, on a line of its own where the others have one")
    void adds() {
        assertThat(with("{\n    \"debug\": true\n}\n", "https://b.example"))
                .isEqualTo("{\n    \"debug\": true,\n    \"registry-mirrors\": [\"https://b.example\"]\n}\n");
        assertThat(with("{\"debug\": {\"a\": 12}}", "https://b.example"))
                .isEqualTo("{\"debug\": {\"a\": 12}, \"registry-mirrors\": [\"https://b.example\"]}");
        assertThat(with("{}\n", "https://b.example"))
                .isEqualTo("{\n  \"registry-mirrors\": [\"https://b.example\"]\n}\n");
        assertThat(with("{ \n}", "https://b.example"))
                .isEqualTo("{\n  \"registry-mirrors\": [\"https://b.example\"]\n}");
        assertThat(with("{\"n\": 12 }", "https://b.example"))
                .isEqualTo("{\"n\": 12, \"registry-mirrors\": [\"https://b.example\"] }");
    }

    @Test
    @DisplayName("writes several elements below each other where its keys have lines of their own")
    void several() {
        assertThat(with("{\n  \"registry-mirrors\": []\n}", "https://a.example", "https://b.example"))
                .isEqualTo(
                        "{\n  \"registry-mirrors\": [\n    \"https://a.example\",\n    \"https://b.example\"\n  ]\n}");
    }

    @Test
    @DisplayName("stays the same object when the list is as it shall be, even if it is absent and shall be empty")
    void same() {
        DaemonJson json = DaemonJson.of("{\"registry-mirrors\": [\"https:\\/\\/a.example\"]}");
        assertThat(json.with(KEY, List.of("https://a.example"))).isSameAs(json);
        DaemonJson none = DaemonJson.of("{}");
        assertThat(none.with(KEY, List.of())).isSameAs(none);
        assertThat(json.with(KEY, List.of()).text()).isEqualTo("{\"registry-mirrors\": []}");
    }

    @Test
    @DisplayName("can't be broken out of by a value")
    void quotes() {
        String text = with("{}", "a\", \"debug\": true, \"b\": \"\\");
        assertThat(DaemonJson.of(text).list(KEY)).containsExactly("a\", \"debug\": true, \"b\": \"\\");
        assertThat(DaemonJson.of(text).has("debug")).isFalse();
    }

    @ParameterizedTest
    @DisplayName("is refused where it is no object, is broken, goes on, or has a key twice")
    @ValueSource(
            strings = {
                "",
                " ",
                "[]",
                "null",
                "\"x\"",
                "{",
                "{\"a\": 1,}",
                "{\"a\": 1} {}",
                "{\"a\": 1} x",
                "{\"a\": 1, \"a\": 2}",
                "{\"a\": {\"b\": 1, \"b\": 2}}",
                "{\"registry-mirrors\": [], \"registry-mirrors\": []}",
                "// comment\n{}",
                "{'a': 1}",
                "{\"a\": [\"x\"",
                "\ufeff{}"
            })
    void refused(String text) {
        assertUnfit(() -> DaemonJson.of(text));
    }

    @ParameterizedTest
    @DisplayName("is refused where the list is something else, or the key is spelled in another way")
    @ValueSource(
            strings = {
                "{\"registry-mirrors\": \"https://a.example\"}",
                "{\"registry-mirrors\": null}",
                "{\"registry-mirrors\": [1]}",
                "{\"registry-mirrors\": [[\"x\"]]}",
                "{\"registry-mirrors\": {\"a\": []}}",
                "{\"Registry-Mirrors\": []}"
            })
    void otherLists(String text) {
        assertUnfit(() -> DaemonJson.of(text).with(KEY, List.of("https://b.example")));
    }

    private static void assertUnfit(Runnable act) {
        assertThatThrownBy(act::run)
                .isInstanceOfSatisfying(
                        LongshoreException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIG_UNFIT));
    }
}
