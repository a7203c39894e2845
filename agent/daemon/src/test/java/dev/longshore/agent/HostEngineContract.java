package dev.longshore.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.longshore.model.ErrorCode;
import dev.longshore.wire.EngineEvents;
import dev.longshore.wire.EngineState;
import dev.longshore.wire.Image;
import dev.longshore.wire.ImageDetailQuestion;
import dev.longshore.wire.InventoryDelta;
import dev.longshore.wire.OperationCommand;
import dev.longshore.wire.OperationOutcome;
import dev.longshore.wire.OperationOutcome.State;
import dev.longshore.wire.OperationProgress;
import dev.longshore.wire.PruneTask;
import dev.longshore.wire.PullTask;
import dev.longshore.wire.PushTask;
import dev.longshore.wire.Query;
import dev.longshore.wire.QueryAnswer;
import dev.longshore.wire.RawQuestion;
import dev.longshore.wire.RemoveTask;
import dev.longshore.wire.SnapshotItem;
import dev.longshore.wire.TagTask;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What the link, and through it the server, relies on in an engine: the real ones do so, and the fake must too. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class HostEngineContract {

    private static final Duration SOON = Duration.ofSeconds(60);

    private final List<InventoryDelta> deltas = new CopyOnWriteArrayList<>();
    private final List<OperationProgress> progress = new CopyOnWriteArrayList<>();
    private HostEngine engine;

    /** The engine, not started yet. */
    protected abstract HostEngine open();

    /** A normalised reference that a registry has and the engine has not; each name has an image of its own. */
    protected abstract String pullable(String name);

    /** A normalised reference that no registry has. */
    protected abstract String lacking();

    @BeforeAll
    void start() {
        engine = open();
        engine.start(new EngineReports() {
            @Override
            public void delta(InventoryDelta delta) {
                deltas.add(delta);
            }

            @Override
            public void events(EngineEvents events) {}

            @Override
            public void engine(EngineState state) {}
        });
        await().atMost(SOON)
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> !inventory().isEmpty());
        assertThat(engine.state().getState()).isEqualTo(EngineState.State.UP);
    }

    @AfterAll
    void stop() {
        engine.close();
    }

    private List<SnapshotItem> inventory() throws IOException, InterruptedException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        engine.writeSnapshot(out);
        ByteArrayInputStream in = new ByteArrayInputStream(out.toByteArray());
        List<SnapshotItem> items = new CopyOnWriteArrayList<>();
        for (SnapshotItem item = SnapshotItem.parseDelimitedFrom(in);
                item != null;
                item = SnapshotItem.parseDelimitedFrom(in)) {
            items.add(item);
        }
        return items;
    }

    private OperationOutcome run(OperationCommand.Builder command) {
        progress.clear();
        OperationOutcome outcome =
                engine.run(command.setOperationId("op-contract").build(), progress::add, (_, _) -> {});
        assertThat(outcome.getOperationId()).isEqualTo("op-contract");
        return outcome;
    }

    private OperationOutcome pull(String reference) {
        return run(OperationCommand.newBuilder().setPull(PullTask.newBuilder().setReference(reference)));
    }

    private OperationOutcome tag(String source, String target, boolean overwrite) {
        return run(OperationCommand.newBuilder()
                .setTag(TagTask.newBuilder().setSource(source).setTarget(target).setOverwrite(overwrite)));
    }

    private OperationOutcome remove(String target) {
        return run(
                OperationCommand.newBuilder().setRemove(RemoveTask.newBuilder().addTargets(target)));
    }

    private OperationOutcome prune(boolean allUnused, String id) {
        return run(OperationCommand.newBuilder()
                .setPrune(PruneTask.newBuilder().addImageIds(id).setAllUnused(allUnused)));
    }

    private String pulled(String name) {
        String reference = pullable(name);
        assertThat(pull(reference).getState()).isEqualTo(State.SUCCEEDED);
        awaitId(reference);
        return reference;
    }

    private Optional<Image> named(String reference) throws IOException, InterruptedException {
        return inventory().stream()
                .filter(SnapshotItem::hasImage)
                .map(SnapshotItem::getImage)
                .filter(image -> image.getTagsList().contains(reference))
                .findFirst();
    }

    private String awaitId(String reference) {
        return await().atMost(SOON)
                .until(() -> named(reference), Optional::isPresent)
                .orElseThrow()
                .getId();
    }

    private void awaitGone(String reference) {
        await().atMost(SOON).until(() -> named(reference).isEmpty());
    }

    private static void assertFailed(OperationOutcome outcome, ErrorCode code) {
        assertThat(outcome.getState()).as(outcome.toString()).isEqualTo(State.FAILED);
        assertThat(outcome.getFailure().getCode()).as(outcome.toString()).isEqualTo(code.name());
        assertThat(outcome.getFailure().getReason()).isNotBlank();
        assertThat(outcome.getFailure().getRemedy()).isNotBlank();
    }

    @Test
    @DisplayName("writes an inventory from a start with epoch and revision to an end whose counts hold")
    void snapshots() throws Exception {
        pulled("contract/listed:1");
        List<SnapshotItem> items = inventory();

        assertThat(items.getFirst().getStart().getEpoch()).isEqualTo(engine.epoch());
        assertThat(items.getFirst().getStart().getRevision()).isPositive();
        assertThat(items.get(1).hasFacts()).isTrue();
        assertThat(items.getLast().hasEnd()).isTrue();
        assertThat(items.getLast().getEnd().getImages())
                .isEqualTo((int) items.stream().filter(SnapshotItem::hasImage).count());
        assertThat(items.getLast().getEnd().getContainers()).isEqualTo((int)
                items.stream().filter(SnapshotItem::hasContainer).count());
    }

    @Test
    @DisplayName("tells progress, then the image that came; the inventory and a delta of the next revision show it")
    void pulls() throws Exception {
        String reference = pullable("contract/pulled:1");
        awaitGone(reference); // the one that pushed it there
        long before = inventory().getFirst().getStart().getRevision();

        OperationOutcome outcome = pull(reference);

        assertThat(outcome.getState()).as(outcome.toString()).isEqualTo(State.SUCCEEDED);
        assertThat(outcome.getPull().getAlreadyPresent()).isFalse();
        assertThat(outcome.getPull().getTagsList()).containsExactly(reference);
        assertThat(outcome.getPull().getDigest()).startsWith("sha256:");
        assertThat(progress).isNotEmpty();
        assertThat(awaitId(reference)).isEqualTo(outcome.getPull().getImageId());
        await().atMost(SOON).until(() -> toldSince(before, reference));
        assertThat(deltas)
                .extracting(InventoryDelta::getRevision)
                .doesNotHaveDuplicates()
                .isSorted();

        assertThat(pull(reference).getPull().getAlreadyPresent()).isTrue();
    }

    private boolean toldSince(long revision, String reference) {
        return deltas.stream()
                .filter(delta -> delta.getEpoch() == engine.epoch() && delta.getRevision() > revision)
                .flatMap(delta -> delta.getImagesList().stream())
                .anyMatch(image -> image.getTagsList().contains(reference));
    }

    @Test
    @DisplayName("fails a pull of what the registry lacks, and changes nothing")
    void absent() throws Exception {
        assertFailed(pull(lacking()), ErrorCode.REGISTRY_NOT_FOUND);
        assertThat(named(lacking())).isEmpty();
    }

    @Test
    @DisplayName("takes a tag from another image only knowingly, and says which image had it")
    void tags() {
        String one = pulled("contract/one:1");
        String two = pulled("contract/two:1");
        String moving = "docker.io/contract/moving:1";
        assertThat(tag(one, moving, false).getState()).isEqualTo(State.SUCCEEDED);
        assertThat(awaitId(moving)).isEqualTo(awaitId(one));

        OperationOutcome conflict = tag(two, moving, false);
        assertFailed(conflict, ErrorCode.TAG_EXISTS);
        assertThat(conflict.getFailure().getSubjectsList()).containsExactly(awaitId(one));
        OperationOutcome taken = tag(two, moving, true);
        assertThat(taken.getTag().getReplacedImageId()).isEqualTo(awaitId(one));
        await().atMost(SOON).until(() -> awaitId(moving).equals(awaitId(two)));
        assertFailed(tag("docker.io/contract/none:1", moving, true), ErrorCode.IMAGE_NOT_FOUND);
    }

    @Test
    @DisplayName("untags, deletes with the last tag, and tells the id that went")
    void removes() {
        String first = pulled("contract/removed:1");
        String id = awaitId(first);
        String second = "docker.io/contract/removed:2";
        assertThat(tag(first, second, false).getState()).isEqualTo(State.SUCCEEDED);
        awaitId(second);

        assertFailed(remove(id), ErrorCode.IMAGE_MULTIPLE_TAGS);
        OperationOutcome untagged = remove(first);
        assertThat(untagged.getState()).as(untagged.toString()).isEqualTo(State.SUCCEEDED);
        assertThat(untagged.getRemove().getItems(0).getDeletedList()).isEmpty();
        awaitGone(first);
        assertThat(awaitId(second)).isEqualTo(id);
        OperationOutcome deleted = remove(second);
        assertThat(deleted.getState()).isEqualTo(State.SUCCEEDED);
        assertThat(deleted.getRemove().getItems(0).getDeletedList()).contains(id);
        await().atMost(SOON)
                .until(() -> deltas.stream()
                        .anyMatch(delta -> delta.getRemovedImagesList().contains(id)));
        assertFailed(remove(second), ErrorCode.IMAGE_NOT_FOUND);
    }

    @Test
    @DisplayName("prunes what was named and nothing else, keeps what has a tag unless told, and bears what is gone")
    void prunes() {
        String kept = pulled("contract/kept:1");
        String pruned = pulled("contract/pruned:1");
        String id = awaitId(pruned);

        assertFailed(prune(false, id), ErrorCode.IMAGE_IN_USE);
        assertThat(awaitId(pruned)).isEqualTo(id);
        assertThat(prune(true, id).getState()).isEqualTo(State.SUCCEEDED);
        awaitGone(pruned);
        assertThat(prune(true, id).getState()).as("gone already").isEqualTo(State.SUCCEEDED);
        awaitId(kept);
    }

    @Test
    @DisplayName("pushes what it has, tells the digest, and fails for what it lacks")
    void pushes() {
        String reference = pulled("contract/pushed:1");

        OperationOutcome outcome =
                run(OperationCommand.newBuilder().setPush(PushTask.newBuilder().setReference(reference)));
        assertThat(outcome.getState()).as(outcome.toString()).isEqualTo(State.SUCCEEDED);
        assertThat(outcome.getPush().getImageId()).isEqualTo(awaitId(reference));
        assertThat(outcome.getPush().getDigest()).startsWith("sha256:");
        assertFailed(
                run(OperationCommand.newBuilder().setPush(PushTask.newBuilder().setReference(lacking()))),
                ErrorCode.IMAGE_NOT_FOUND);
    }

    @Test
    @DisplayName("gives up when interrupted, which is not a failure")
    void cancels() {
        String reference = pullable("contract/cancelled:1");
        Thread.currentThread().interrupt();
        OperationOutcome outcome = pull(reference);

        assertThat(Thread.interrupted()).as("left interrupted").isFalse();
        assertThat(outcome.getState()).isEqualTo(State.CANCELLED);
        assertThat(outcome.getFailure().getCode()).isEqualTo(ErrorCode.CANCELLED.name());
    }

    @Test
    @DisplayName("answers a question, or says why it can't")
    void answers() throws InterruptedException {
        QueryAnswer raw = engine.answer(Query.newBuilder()
                .setDeadlineMs(20_000)
                .setRaw(RawQuestion.newBuilder().setWhat(RawQuestion.What.INFO))
                .build());
        assertThat(raw.getRawJson().toStringUtf8()).startsWith("{");
        QueryAnswer none = engine.answer(Query.newBuilder()
                .setDeadlineMs(20_000)
                .setImageDetail(ImageDetailQuestion.newBuilder().setImageId("sha256:" + "0".repeat(64)))
                .build());
        assertThat(none.getFailure().getCode()).isEqualTo(ErrorCode.IMAGE_NOT_FOUND.name());
    }
}
