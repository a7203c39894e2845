package dev.longshore.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import dev.longshore.wire.PullTask;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A pull that brought another platform than the one asked for")
class PullUndoTest {

    private static final String NAME = "registry.example/app:1";
    private static final String INSPECTED = "/images/" + NAME + "/json";
    private static final String BEFORE = "sha256:" + "a".repeat(64);
    private static final String BROUGHT = "sha256:" + "b".repeat(64);
    private static final String OTHER = "sha256:" + "c".repeat(64);

    private final StubEngine stub = new StubEngine();
    private final EngineApi api = new EngineApi(new EngineClient(stub.uri(), new Deadlines()));
    private final PullWork pull = new PullWork(
            api,
            new TagWork(api),
            new ImageRemoval(api, new ImageUsers(api), new Inventory(1, Clock.systemUTC(), new Collected())));

    @AfterEach
    void close() {
        api.close();
        stub.close();
    }

    @Test
    @DisplayName("gives the tag back to the image that had it, and removes what came")
    void givesBack() {
        stub.answers(INSPECTED, image(BEFORE), image(BROUGHT));
        assertRefused();
        assertThat(stub.asked)
                .contains(
                        "POST /images/" + BEFORE + "/tag?repo=registry.example%2Fapp&tag=1",
                        "DELETE /images/" + BROUGHT + "?force=0&noprune=0");
    }

    @Test
    @DisplayName("leaves a tag alone that another pull has given to an image of its own meanwhile")
    void leavesOthers() {
        stub.answers(INSPECTED, image(BEFORE), image(BROUGHT), image(OTHER));
        assertRefused();
        assertThat(stub.asked).noneMatch(request -> request.startsWith("DELETE") || request.contains("/tag?"));
    }

    @Test
    @DisplayName("removes a name that was not there before")
    void removes() {
        stub.answers(INSPECTED, "{}", image(BROUGHT));
        assertRefused();
        assertThat(stub.asked).contains("DELETE /images/" + NAME + "?force=0&noprune=0");
    }

    private void assertRefused() {
        stub.answer("/images/create", "{\"status\":\"Status: Downloaded newer image for " + NAME + "\"}\n");
        stub.answer("/images/" + BEFORE + "/tag", "");
        stub.answer("/images/" + BROUGHT, "[]");
        stub.answer("/images/" + NAME, "[]");
        PullTask task = PullTask.newBuilder()
                .setReference(NAME)
                .setPlatform("linux/arm64")
                .build();
        assertThatThrownBy(() -> pull.run(task, new ProgressSink("op", _ -> {})))
                .isInstanceOfSatisfying(
                        LongshoreException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.WRONG_PLATFORM));
    }

    private static String image(String id) {
        return "{\"Id\":\"" + id + "\",\"Os\":\"linux\",\"Architecture\":\"amd64\"}";
    }
}
