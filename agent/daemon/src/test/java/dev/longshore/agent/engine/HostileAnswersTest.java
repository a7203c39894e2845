package dev.longshore.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.longshore.wire.Container;
import dev.longshore.wire.Image;
import dev.longshore.wire.Pair;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Hostile answers of an engine (catalogue 41)")
class HostileAnswersTest {

    private static final String HEX = "0123456789abcdef".repeat(4);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final StubEngine stub = new StubEngine();
    private final EngineApi api = new EngineApi(new EngineClient(stub.uri(), new Deadlines()));

    @AfterEach
    void close() {
        api.close();
        stub.close();
    }

    @Test
    @DisplayName("with a label of 1 MB, control characters and 2,000 tags become one image under 16 KiB")
    void bigImage() throws Exception {
        ObjectNode image = image(HEX);
        ObjectNode labels = image.putObject("Labels");
        labels.put("big", "x".repeat(1 << 20));
        labels.put("esc", "\u001b[2J\u0000\u202e<img onerror=x>");
        labels.put("k".repeat(5000), "v");
        for (int i = 0; i < 5000; i++) {
            labels.put("label" + i, "v".repeat(300));
        }
        ArrayNode tags = image.putArray("RepoTags");
        for (int i = 0; i < 2000; i++) {
            tags.add("team/app:" + i);
        }
        list(image);

        Image read = read().getFirst();

        assertThat(read.getSerializedSize()).isLessThan(16 << 10);
        assertThat(read.getLabelsCapped()).isTrue();
        assertThat(read.getLabelsList()).hasSizeLessThanOrEqualTo(64).allSatisfy(HostileAnswersTest::capped);
        assertThat(read.getTagsList()).isNotEmpty();
    }

    @Test
    @DisplayName("with dates of year 9999 or before 1970 are clamped")
    void dates() throws Exception {
        ObjectNode late = image(HEX);
        late.put("Created", 999_999_999_999L);
        ObjectNode early = image(HEX.replace('0', '1'));
        early.put("Created", -62_135_596_800L);
        list(late, early);

        assertThat(read()).extracting(Image::getCreatedMs).containsExactly(253_370_764_799_000L, 0L);
        assertThat(EngineTexts.millisOfDate(EngineClient.JSON.readTree("\"0001-01-01T00:00:00Z\"")))
                .isZero();
        assertThat(EngineTexts.millisOfDate(EngineClient.JSON.readTree("\"9999-99-99\"")))
                .isZero();
    }

    @Test
    @DisplayName("with names outside the grammar, wrong types and ids that are paths are left out, and the rest stays")
    void nonsense() throws Exception {
        ObjectNode odd = image(HEX);
        odd.putArray("RepoTags")
                .add("<none>:<none>")
                .add("UP CASE")
                .add("x/../../containers/y:1")
                .add("good:1")
                .add(7);
        odd.putObject("Labels").putNull("null").putArray("list");
        ObjectNode path = image("x/../../containers/y");
        ObjectNode number = EngineClient.JSON.createObjectNode();
        number.put("Id", 7);
        list(odd, path, number);

        assertThat(read())
                .singleElement()
                .satisfies(image -> assertThat(image.getTagsList())
                        .contains("docker.io/library/good:1")
                        .noneMatch(tag -> tag.contains("..") || tag.contains("none")));
    }

    @Test
    @DisplayName("with a container's name of 2,000 characters and a label of 1 MB are capped")
    void bigContainer() throws Exception {
        ObjectNode container = EngineClient.JSON.createObjectNode();
        container
                .put("Id", HEX)
                .put("State", "running\u001b")
                .put("Image", "y".repeat(9000))
                .put("Command", "z".repeat(9000));
        container.putArray("Names").add("/" + "n".repeat(2000));
        ObjectNode labels = container.putObject("Labels");
        for (int i = 0; i < 100; i++) {
            labels.put("l" + i, "x".repeat(1 << 16));
        }
        ArrayNode ports = container.putArray("Ports");
        for (int i = 0; i < 5000; i++) {
            ports.addObject().put("IP", "0.0.0.0").put("PrivatePort", i).put("Type", "tcp");
        }
        stub.answer("/containers/json", "[" + container + "]");

        Container read = new ContainerReader(api).read(PATIENCE, Set.of()).getFirst();

        assertThat(read.getSerializedSize()).isLessThan(16 << 10);
        assertThat(read.getName()).hasSizeLessThanOrEqualTo(128);
        assertThat(read.getState()).doesNotContain("\u001b");
        assertThat(read.getPortsList()).hasSizeLessThanOrEqualTo(64);
    }

    @Test
    @DisplayName("with labels on thousands of images stay within one budget for all labels")
    void labelBudget() throws Exception {
        ArrayNode many = EngineClient.JSON.createArrayNode();
        for (int i = 0; i < 3000; i++) {
            ObjectNode image = image("%064x".formatted(i));
            ObjectNode labels = image.putObject("Labels");
            for (int l = 0; l < 40; l++) {
                labels.put("label" + l, "v".repeat(200));
            }
            many.add(image);
            stub.answer("/images/sha256:%064x/json".formatted(i), "{}");
        }
        stub.answer("/images/json", many.toString());

        List<Image> read = read();

        assertThat(read).hasSize(3000);
        assertThat(read.stream().mapToLong(Image::getSerializedSize).sum()).isLessThan(10 << 20);
        assertThat(read.getLast().getLabelsCapped()).isTrue();
    }

    private static void capped(Pair label) {
        assertThat(label.getKey()).hasSizeLessThanOrEqualTo(128);
        assertThat(label.getValue()).hasSizeLessThanOrEqualTo(256).doesNotContain("\u001b", "\u0000", "\u202e");
    }

    private List<Image> read() throws IOException, InterruptedException {
        return new ImageReader(api).read(PATIENCE, true, Map.of());
    }

    private void list(ObjectNode... images) {
        stub.answer(
                "/images/json",
                EngineClient.JSON.createArrayNode().addAll(List.of(images)).toString());
    }

    private ObjectNode image(String hex) {
        ObjectNode image = EngineClient.JSON.createObjectNode();
        image.put("Id", "sha256:" + hex).put("Created", 1_700_000_000L).put("Size", 5);
        stub.answer(
                "/images/sha256:" + hex + "/json",
                "{\"Architecture\":\"amd64\",\"Os\":\"linux\",\"RootFS\":{\"Layers\":[\"sha256:" + HEX + "\"]}}");
        return image;
    }
}
