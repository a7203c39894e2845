package dev.longshore.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Reads what a Docker 28 told of a build in two stages, whose last step failed. */
class BuildKitTraceTest {

    private final BuildLog log = new BuildLog(List.of());
    private final BuildKitTrace trace = new BuildKitTrace(log);

    @Test
    @DisplayName("tells steps by number and name, what they print line by line, and how they ended")
    void recorded() throws Exception {
        try (InputStream in = getClass().getResourceAsStream("/buildkit/failed.jsonl");
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(Objects.requireNonNull(in), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode message = EngineClient.JSON.readTree(line);
                if (message.path("id").asText().equals(BuildKitTrace.ID)) {
                    trace.take(message.path("aux").asText());
                }
            }
        }
        List<String> told = log.take().getLinesList();
        assertThat(told).anyMatch(line -> line.matches("#\\d+ \\[base 1/2\\] FROM .*"));
        assertThat(told).anyMatch(line -> line.matches("#\\d+ half whole"));
        assertThat(told).anyMatch(line -> line.matches("#\\d+ err"));
        assertThat(told).anyMatch(line -> line.matches("#\\d+ what went wrong"));
        assertThat(told).anyMatch(line -> line.matches("#\\d+ DONE \\d+\\.\\ds"));
        assertThat(told).last().asString().contains(" ERROR: ").contains("42");
        assertThat(trace.begun()).endsWith("RUN echo what went wrong; exit 42");
    }

    @Test
    @DisplayName("leaves alone what it can't read")
    void unreadable() {
        trace.take("no base64!");
        trace.take(Base64.getEncoder().encodeToString(new byte[] {10, 127, 1, 2}));
        trace.take("");
        assertThat(log.waits()).isFalse();
    }
}
