package dev.longshore.ui.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordsTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "999, 999 B",
        "1000, 1 kB",
        "4300000, 4.3 MB",
        "4260000, 4.26 MB",
        "191700000, 192 MB",
        "999499, 999 kB",
        "999500, 1 MB",
        "1200000000, 1.2 GB",
        "9223372036854775807, 9.22 EB",
        "-1, –"
    })
    @DisplayName("bytes read as docker writes them")
    void bytes(long bytes, String text) {
        assertThat(Bytes.of(bytes)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"17179869184, 16 GiB", "8254390272, 7.7 GiB", "1024, 1 KiB", "1023, 1023 B"})
    @DisplayName("memory reads in binary units")
    void memory(long bytes, String text) {
        assertThat(Bytes.binary(bytes)).isEqualTo(text);
    }

    private record Row(String name, String note) {}

    private static final List<ExportMenu.Column<Row>> COLUMNS =
            List.of(new ExportMenu.Column<>("name", Row::name), new ExportMenu.Column<>("note", Row::note));

    @Test
    @DisplayName("catalogue 53: a CSV holds no formula, and quotes what needs it")
    void csv() {
        String csv =
                Export.csv(COLUMNS, List.of(new Row("a,\"b\"", "=HYPERLINK(\"x\")"), new Row("@x", "line\nbreak")));
        assertThat(csv)
                .isEqualTo("\"name\",\"note\"\r\n\"a,\"\"b\"\"\",\"'=HYPERLINK(\"\"x\"\")\"\r\n"
                        + "\"'@x\",\"line\nbreak\"\r\n");
    }

    @Test
    @DisplayName("JSON escapes what it must")
    void json() {
        assertThat(Export.json(COLUMNS, List.of(new Row("a\"\\", "\u0001\n\u2028"))))
                .isEqualTo("[\n  {\"name\": \"a\\\"\\\\\", \"note\": \"\\u0001\\u000a\\u2028\"}\n]\n");
    }
}
