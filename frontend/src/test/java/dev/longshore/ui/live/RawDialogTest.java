package dev.longshore.ui.live;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RawDialogTest {

    @Test
    @DisplayName("JSON is indented, in its own order and with its own numbers")
    void indented() {
        assertThat(RawDialog.indented(
                        "{\"b\":[1,{}],\"a\":12345678901234567890,\"f\":0.1234567890123456789,\"s\":\"x\\u0001 <é>\"}"))
                .isEqualToNormalizingNewlines("""
                        {
                          "b" : [ 1, { } ],
                          "a" : 12345678901234567890,
                          "f" : 0.1234567890123456789,
                          "s" : "x\\u0001 <é>"
                        }""");
    }

    @Test
    @DisplayName("what is no JSON is shown as it came")
    void notJson() {
        assertThat(RawDialog.indented("{\"cut\":")).isEqualTo("{\"cut\":");
    }
}
