package dev.longshore.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
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
    @DisplayName("hides values of several lines, though they come in pieces and between those of another step")
    void hidden() {
        BuildLog log = new BuildLog(List.of("ab\ncd\nef"));
        BuildKitTrace trace = new BuildKitTrace(log);
        for (String[] piece : new String[][] {{"one", "say ab\nc"}, {"two", "cd\n"}, {"one", "d\nef.\nab\n"}}) {
            trace.take(said(piece[0], piece[1]));
        }
        trace.take(base64(UnknownFieldSet.newBuilder()
                .addField(1, bytes(named("one").addField(6, bytes(UnknownFieldSet.newBuilder()))))));
        assertThat(log.last().getLinesList()).startsWith("#2 cd", "#1 say ….", "#1 ab");
    }

    private static UnknownFieldSet.Builder named(String vertex) {
        return UnknownFieldSet.newBuilder()
                .addField(
                        1,
                        UnknownFieldSet.Field.newBuilder()
                                .addLengthDelimited(ByteString.copyFromUtf8(vertex))
                                .build());
    }

    private static UnknownFieldSet.Field bytes(UnknownFieldSet.Builder message) {
        return UnknownFieldSet.Field.newBuilder()
                .addLengthDelimited(message.build().toByteString())
                .build();
    }

    private static String said(String vertex, String text) {
        UnknownFieldSet.Field content = UnknownFieldSet.Field.newBuilder()
                .addLengthDelimited(ByteString.copyFromUtf8(text))
                .build();
        return base64(
                UnknownFieldSet.newBuilder().addField(3, bytes(named(vertex).addField(4, content))));
    }

    private static String base64(UnknownFieldSet.Builder message) {
        return Base64.getEncoder().encodeToString(message.build().toByteArray());
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
