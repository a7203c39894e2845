package dev.longshore.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A raw document")
class RedactionTest {

    @Test
    @DisplayName("has no value of an environment variable, wherever it stands")
    void environment() throws IOException {
        String json = redacted(
                "{'Config':{'Env':['PASSWORD=hunter2','PATH=/bin','EMPTY']},'ContainerConfig':{'Env':['PASSWORD=hunter2']},'env':['A=hunter2']}");

        assertThat(json).doesNotContain("hunter2").contains("PASSWORD=…", "EMPTY");
    }

    @Test
    @DisplayName("has no credentials within its URLs")
    void credentials() throws IOException {
        String json = redacted(
                "{'HttpProxy':'http://bob:hunter2@proxy:3128','HttpsProxy':'bob:hun@ter2@proxy:3128','Mirrors':['https://bob:hunter2@mirror/']}");

        assertThat(json).doesNotContain("hunter2", "ter2", "bob").contains("http://proxy:3128", "https://mirror/");
    }

    @Test
    @DisplayName("is otherwise as the engine wrote it, unknown fields included")
    void otherwiseEqual() throws IOException {
        String json = "{\"New\":{\"Field\":[1,2.5,null,true]},\"Text\":\"a@b\"}";

        assertThat(redacted(json)).isEqualTo(json);
    }

    @ParameterizedTest
    @DisplayName("and a history show which variables a step sets, not their values")
    @CsvSource(delimiter = '!', textBlock = """
            ENV SECRET=hunter2                            ! ENV SECRET=…
            /bin/sh -c #(nop)  ENV A=hunter2 B=hunter2    ! /bin/sh -c #(nop)  ENV A=… B=…
            ENV A="hunter2 hunter2" B=x                   ! ENV A=… B=…
            ENV SECRET hunter2 hunter2                    ! ENV SECRET …
            ARG TOKEN=hunter2                             ! ARG TOKEN=…
            |2 A=hunter2 B=hunter2 /bin/sh -c make        ! |2 A=… B=… /bin/sh -c make
            CMD ["sh" "-c" "a=b"]                         ! CMD ["sh" "-c" "a=b"]
            """)
    void steps(String text, String shown) {
        assertThat(Redaction.step(text)).isEqualTo(shown);
    }

    @ParameterizedTest
    @DisplayName("shows a proxy's address alone")
    @CsvSource({"http://u:p@h:1,http://h:1", "u:p@h:1,h:1", "http://h:1,http://h:1", "http://u:p@w@h,http://h", "'',''"
    })
    void urls(String text, String shown) {
        assertThat(Redaction.url(text)).isEqualTo(shown);
    }

    private static String redacted(String json) throws IOException {
        return Redaction.of(EngineClient.JSON.readTree(json.replace('\'', '"'))).toString();
    }
}
