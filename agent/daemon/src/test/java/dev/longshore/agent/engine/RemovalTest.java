package dev.longshore.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.wire.OperationOutcome;
import dev.longshore.wire.PruneTask;
import dev.longshore.wire.RemoveTask;
import dev.longshore.wire.RemovedItem;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Removing from an engine that misbehaves")
class RemovalTest {

    private static final String BROKEN = "sha256:" + "b".repeat(64);
    private static final String WHOLE = "sha256:" + "c".repeat(64);

    private final StubEngine stub = new StubEngine();
    private final EngineApi api = new EngineApi(new EngineClient(stub.uri(), new Deadlines()));
    private final ImageUsers users = new ImageUsers(api);
    private final ImageRemoval removal =
            new ImageRemoval(api, users, new Inventory(1, Clock.systemUTC(), new Collected()));
    private final ProgressSink sink = new ProgressSink("op", _ -> {});
    private final OperationOutcome.Builder outcome =
            OperationOutcome.newBuilder().setState(OperationOutcome.State.SUCCEEDED);

    @BeforeEach
    void images() {
        for (String name : List.of(BROKEN, "docker.io/library/broken:1")) {
            stub.answer("/images/" + name + "/json", 500, "{\"message\":\"layer does not exist\"}");
        }
        stub.answer("/images/" + WHOLE + "/json", "{\"Id\":\"" + WHOLE + "\",\"RepoTags\":[]}");
        stub.answer("/images/" + WHOLE, "[{\"Deleted\":\"" + WHOLE + "\"}]");
    }

    @AfterEach
    void close() {
        api.close();
        stub.close();
    }

    @Test
    @DisplayName("an image that can't be inspected fails by name with the way out, and the others go")
    void brokenByName() throws Exception {
        remove("broken:1", WHOLE);

        assertThat(outcome.getRemove().getItemsList()).hasSize(2);
        RemovedItem broken = outcome.getRemove().getItems(0);
        assertThat(broken.getFailure().getReason()).contains("layer does not exist");
        assertThat(broken.getFailure().getRemedy()).contains("by its id");
        assertThat(outcome.getRemove().getItems(1).getDeletedList()).containsExactly(WHOLE);
        assertThat(outcome.getFailure().getReason()).startsWith("1 of 2 stayed");
    }

    @Test
    @DisplayName("an image that can't be inspected is removed by its id")
    void brokenById() throws Exception {
        stub.answer("/images/" + BROKEN, "[{\"Deleted\":\"" + BROKEN + "\"}]");
        remove(BROKEN);
        assertThat(outcome.getState()).isEqualTo(OperationOutcome.State.SUCCEEDED);
        assertThat(outcome.getRemove().getItems(0).getDeletedList()).containsExactly(BROKEN);
    }

    @Test
    @DisplayName("an image that can't be inspected stays while a container uses it")
    void brokenInUse() throws Exception {
        stub.answer(
                "/containers/json",
                "[{\"Id\":\"" + "d".repeat(64) + "\",\"Names\":[\"/web\"],\"State\":\"running\",\"ImageID\":\"" + BROKEN
                        + "\"}]");
        remove(BROKEN);
        assertThat(outcome.getRemove().getItems(0).getFailure().getCode()).isEqualTo("IMAGE_IN_USE");
        assertThat(stub.asked).noneMatch(request -> request.startsWith("DELETE"));
    }

    @Test
    @DisplayName("a prune leaves what can't be inspected, says so, and goes on")
    void prune() throws Exception {
        new PruneWork(api, users, removal)
                .run(
                        PruneTask.newBuilder()
                                .addImageIds(BROKEN)
                                .addImageIds(WHOLE)
                                .build(),
                        sink,
                        outcome);

        assertThat(outcome.getRemove().getItemsList()).hasSize(2);
        assertThat(outcome.getRemove().getItems(0).getFailure().getReason()).contains("layer does not exist");
        assertThat(outcome.getRemove().getItems(1).getDeletedList()).containsExactly(WHOLE);
    }

    @Test
    @DisplayName("force reaches Podman for an image of several tags alone: it would take containers along")
    void podmanForce() throws Exception {
        stub.answer(
                "/version",
                "{\"Version\":\"4.3.1\",\"ApiVersion\":\"1.41\",\"MinAPIVersion\":\"1.24\","
                        + "\"Components\":[{\"Name\":\"Podman Engine\"}]}");
        stub.answer(
                "/images/" + WHOLE + "?force=0&noprune=0",
                409,
                "{\"message\":\"image used by 1a2b: in use by a container\"}");
        removeForced(WHOLE);
        assertThat(outcome.getRemove().getItems(0).getFailure().getCode()).isEqualTo("IMAGE_IN_USE");
        assertThat(stub.asked).noneMatch(request -> request.contains("force=1"));

        stub.answer(
                "/images/" + WHOLE + "?force=0&noprune=0",
                500,
                "{\"message\":\"unable to delete image by ID with more than one tag: please force removal\"}");
        removeForced(WHOLE);
        assertThat(outcome.getRemove().getItems(0).getDeletedList()).containsExactly(WHOLE);
    }

    private void remove(String... targets) throws Exception {
        remove(RemoveTask.newBuilder(), targets);
    }

    private void removeForced(String target) throws Exception {
        remove(RemoveTask.newBuilder().setForce(true), target);
    }

    private void remove(RemoveTask.Builder task, String... targets) throws Exception {
        new RemoveWork(removal).run(task.addAllTargets(List.of(targets)).build(), sink, outcome);
    }
}
