package dev.longshore.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.model.ErrorCode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ErrorsDocumentTest {

    @Test
    void docsErrorsListsEachCodeWithItsStatusAndRemedy() throws Exception {
        String document = Files.readString(Path.of("../docs/errors.md"));
        for (ErrorCode code : ErrorCode.values()) {
            assertThat(document.lines().filter(line -> line.startsWith("| `" + code + "` |")))
                    .as(code.name())
                    .singleElement()
                    .satisfies(line -> assertThat(line)
                            .contains("| " + code.kind().httpStatus() + " |")
                            .contains(code.remedy()));
        }
    }
}
