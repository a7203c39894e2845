package dev.longshore.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import dev.longshore.wire.PullTask;
import dev.longshore.wire.PushTask;
import java.io.IOException;
import java.time.Clock;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A pull or push whose stream ends cleanly, but too early")
class CutTransfersTest {

    private static final String NAME = "registry.example/app:1";
    private static final String ID = "sha256:" + "a".repeat(64);
    private static final String DIGEST = "sha256:" + "d".repeat(64);
    private static final String LAYER = "{\"status\":\"Pushed\",\"id\":\"0123456789ab\"}\n";
    private static final String PULLED = "{\"status\":\"Pull complete\",\"id\":\"0123456789ab\"}\n";

    private final StubEngine stub = new StubEngine();
    private final EngineApi api = new EngineApi(new EngineClient(stub.uri(), new Deadlines()));
    private final ProgressSink sink = new ProgressSink("op", _ -> {});

    @BeforeEach
    void image() {
        stub.answer("/images/" + NAME + "/json", "{\"Id\":\"" + ID + "\",\"Os\":\"linux\",\"Architecture\":\"amd64\"}");
    }

    @AfterEach
    void close() {
        api.close();
        stub.close();
    }

    @Test
    @DisplayName("a push counts once the registry's digest was told")
    void push() throws Exception {
        stub.answer("/images/registry.example/app/push", LAYER);
        assertEngineError(this::pushed, "without the registry's digest");

        stub.answer(
                "/images/registry.example/app/push", LAYER + "{\"status\":\"1: digest: " + DIGEST + " size: 528\"}\n");
        pushed();
    }

    @Test
    @DisplayName("a pull over an image that was there counts once Docker said what came of it")
    void pull() throws Exception {
        stub.answer("/images/create", PULLED);
        assertEngineError(this::pulled, "without saying what came of it");

        stub.answer("/images/create", PULLED + "{\"status\":\"Status: Downloaded newer image for " + NAME + "\"}\n");
        pulled();
    }

    @Test
    @DisplayName("what is no message ends a stream as broken, not as whole")
    void somethingElse() {
        stub.answer("/images/create", PULLED + "[]");
        assertThatThrownBy(this::pulled).isInstanceOf(IOException.class);
    }

    private void pushed() throws IOException, InterruptedException {
        new PushWork(api, new TagWork(api))
                .run(PushTask.newBuilder().setReference(NAME).build(), sink);
    }

    private void pulled() throws IOException, InterruptedException {
        TagWork tags = new TagWork(api);
        ImageRemoval removal =
                new ImageRemoval(api, new ImageUsers(api), new Inventory(1, Clock.systemUTC(), new Collected()));
        new PullWork(api, tags, removal)
                .run(PullTask.newBuilder().setReference(NAME).build(), sink);
    }

    private static void assertEngineError(ThrowingCallable work, String reason) {
        assertThatThrownBy(work)
                .isInstanceOfSatisfying(
                        LongshoreException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ENGINE_ERROR))
                .hasMessageContaining(reason);
    }
}
