package dev.longshore.agent.engine;

import static dev.longshore.agent.engine.EngineUnderTest.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.longshore.lab.Lab;
import dev.longshore.lab.LabHost;
import dev.longshore.model.ErrorCode;
import dev.longshore.wire.Image;
import dev.longshore.wire.LayerProgress;
import dev.longshore.wire.OperationCommand;
import dev.longshore.wire.OperationOutcome;
import dev.longshore.wire.OperationOutcome.State;
import dev.longshore.wire.OperationProgress;
import dev.longshore.wire.PrunePreview;
import dev.longshore.wire.PrunePreviewQuestion;
import dev.longshore.wire.PullResult;
import dev.longshore.wire.PullTask;
import dev.longshore.wire.PushTask;
import dev.longshore.wire.Query;
import dev.longshore.wire.RegistryCredentials;
import dev.longshore.wire.RemoveTask;
import dev.longshore.wire.TagTask;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What every kind of engine must do with images, and refuse to do. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ImageWorkContract {

    final Lab lab = Lab.shared();

    EngineUnderTest under;

    abstract LabHost host();

    @BeforeAll
    void open() {
        under = new EngineUnderTest(host());
    }

    @AfterAll
    void close() {
        under.close();
    }

    @Test
    @DisplayName("pulls with progress, tells digest and id, and says so when all was there already")
    void pulls() {
        String reference = pushed("work/pulled:1", 3);

        OperationOutcome first = under.pull(reference);

        assertSucceeded(first);
        PullResult result = first.getPull();
        assertThat(result.getImageId()).isEqualTo(under.id(reference));
        assertThat(result.getDigest()).matches("sha256:[0-9a-f]{64}");
        assertThat(result.getAlreadyPresent()).isFalse();
        assertThat(result.getTagsList()).containsExactly(reference);
        assertThat(under.progress).isNotEmpty();
        assertThat(under.progress)
                .flatExtracting(OperationProgress::getLayersList)
                .extracting(LayerProgress::getStatus)
                .contains("done");
        assertThat(under.progress.getLast().getDoneItems())
                .isEqualTo(under.progress.getLast().getTotalItems());

        OperationOutcome second = under.pull(reference);
        assertSucceeded(second);
        assertThat(second.getPull().getAlreadyPresent()).isTrue();
        assertThat(second.getPull().getDigest()).isEqualTo(result.getDigest());

        String byDigest = reference.substring(0, reference.lastIndexOf(':')) + "@" + result.getDigest();
        OperationOutcome third = under.pull(byDigest);
        assertSucceeded(third);
        assertThat(third.getPull().getImageId()).isEqualTo(result.getImageId());
        assertSucceeded(under.remove(reference, false));
    }

    @Test
    @DisplayName("pulls all tags of a repository")
    void allTags() {
        pushed("work/many:a", 0);
        String reference = pushed("work/many:b", 0);
        String repository = reference.substring(0, reference.lastIndexOf(':'));

        OperationOutcome outcome = under.run(OperationCommand.newBuilder()
                .setPull(PullTask.newBuilder().setReference(repository).setAllTags(true)));

        assertSucceeded(outcome);
        assertThat(outcome.getPull().getTagsList()).containsExactly(repository + ":a", repository + ":b");
        assertThat(under.has(repository + ":a")).isTrue();
        under.host.docker("rmi", repository + ":a", repository + ":b");
    }

    @Test
    @DisplayName("sends credentials to the registry that they name and to no other")
    void credentials() {
        under.host.importImage("work/secret:1");
        String reference = lab.privateRegistry().push(under.host, "work/secret:1", "work/secret:1");
        under.host.docker("logout", lab.privateRegistry().host());
        under.host.docker("rmi", "-f", "work/secret:1");
        String registry = lab.privateRegistry().host();

        assertFailed(under.pull(reference), ErrorCode.REGISTRY_UNAUTHORIZED);
        assertFailed(pullAs(reference, registry, "wrong"), ErrorCode.REGISTRY_UNAUTHORIZED);
        assertFailed(pullAs(reference, "elsewhere.example", "lab-secret"), ErrorCode.INVALID_REQUEST);
        assertFailed(pullAs("busybox:1", registry, "lab-secret"), ErrorCode.INVALID_REQUEST);
        assertSucceeded(pullAs(reference, registry, "lab-secret"));
        under.host.docker("rmi", reference);
    }

    private OperationOutcome pullAs(String reference, String registry, String password) {
        return under.run(OperationCommand.newBuilder()
                .setPull(
                        PullTask.newBuilder().setReference(reference).setCredentials(credentials(registry, password))));
    }

    @Test
    @DisplayName("refuses another platform than was asked for, and leaves names as they were")
    void wrongPlatform() {
        String reference = pushed("work/platform:1", 0);

        assertFailed(pullPlatform(reference, "linux/s390x"), ErrorCode.WRONG_PLATFORM);
        assertThat(under.has(reference)).isFalse();

        under.host.importImage("work/other:1", 1);
        under.host.docker("tag", "work/other:1", reference);
        String before = under.id(reference);
        assertFailed(pullPlatform(reference, "linux/s390x"), ErrorCode.WRONG_PLATFORM);
        assertThat(under.id(reference)).isEqualTo(before);

        assertSucceeded(pullPlatform(reference, "linux/amd64"));
        assertFailed(pullPlatform(reference, "linux"), ErrorCode.INVALID_PLATFORM);
        under.host.docker("rmi", "-f", reference, "work/other:1");
    }

    private OperationOutcome pullPlatform(String reference, String platform) {
        return under.run(OperationCommand.newBuilder()
                .setPull(PullTask.newBuilder().setReference(reference).setPlatform(platform)));
    }

    @Test
    @DisplayName("ends a pull that is cancelled, and leaves no call to the engine behind")
    void cancels() throws InterruptedException {
        String reference = pushed("work/big:1", 300);
        AtomicReference<OperationOutcome> outcome = new AtomicReference<>();
        Thread worker = Thread.ofVirtual().start(() -> outcome.set(under.pull(reference)));
        await().atMost(SOON).until(() -> !under.progress.isEmpty());

        worker.interrupt();
        worker.join();

        assertThat(outcome.get().getState()).isEqualTo(State.CANCELLED);
        assertThat(outcome.get().getFailure().getCode()).isEqualTo(ErrorCode.CANCELLED.name());
        assertThat(under.has(reference)).isFalse();
        assertSucceeded(under.pull(reference));
        under.host.docker("rmi", reference);
    }

    @Test
    @DisplayName("pushes under the registry's name, tells the digest, and says so when the registry had all of it")
    void pushes() {
        String id = normalized(under.host.importImage("work/pushed:1", 3));
        String reference = lab.registry().reference("work/pushed-as:1");

        OperationOutcome first = under.push("work/pushed:1", reference);

        assertSucceeded(first);
        assertThat(first.getPush().getImageId()).isEqualTo(id);
        assertThat(first.getPush().getDigest()).matches("sha256:[0-9a-f]{64}");
        assertThat(first.getPush().getAlreadyPresent()).isFalse();
        assertThat(under.id(reference)).isEqualTo(id);
        under.host.docker("rmi", reference, "work/pushed:1");
        OperationOutcome pulled = under.pull(reference);
        assertSucceeded(pulled);
        assertThat(pulled.getPull().getDigest()).isEqualTo(first.getPush().getDigest());

        OperationOutcome second = under.push(reference, reference);
        assertSucceeded(second);
        assertThat(second.getPush().getDigest()).isEqualTo(first.getPush().getDigest());
        under.host.docker("rmi", reference);
        assertFailed(under.push(reference, reference), ErrorCode.IMAGE_NOT_FOUND);
    }

    @Test
    @DisplayName("does not push what the target would name anew, unless told to, nor to a registry without leave")
    void refusedPushes() {
        under.host.importImage("work/push-new:1", 1);
        String other = normalized(under.host.importImage("work/push-old:1"));
        String reference = lab.registry().reference("work/push-taken:1");
        under.host.docker("tag", "work/push-old:1", reference);

        assertFailed(under.push("work/push-new:1", reference), ErrorCode.TAG_EXISTS);
        assertThat(under.id(reference)).isEqualTo(other);
        String closed = lab.privateRegistry().reference("work/push:1");
        assertFailed(under.push("work/push-new:1", closed), ErrorCode.REGISTRY_UNAUTHORIZED);
        assertFailed(pushAs(closed, lab.privateRegistry().host(), "wrong"), ErrorCode.REGISTRY_UNAUTHORIZED);
        assertFailed(pushAs(closed, "elsewhere.example", "lab-secret"), ErrorCode.INVALID_REQUEST);
        assertSucceeded(pushAs(closed, lab.privateRegistry().host(), "lab-secret"));
        assertFailed(under.push("work/push-new:1", "127.0.0.1:9/work/push:1"), ErrorCode.REGISTRY_UNREACHABLE);
        under.host.docker(
                "rmi", "-f", "work/push-new:1", "work/push-old:1", reference, closed, "127.0.0.1:9/work/push:1");
    }

    private OperationOutcome pushAs(String reference, String registry, String password) {
        return under.run(OperationCommand.newBuilder()
                .setPush(PushTask.newBuilder()
                        .setReference(reference)
                        .setTag(TagTask.newBuilder()
                                .setSource("work/push-new:1")
                                .setTarget(reference))
                        .setCredentials(credentials(registry, password))));
    }

    private static RegistryCredentials credentials(String registry, String password) {
        return RegistryCredentials.newBuilder()
                .setRegistry(registry)
                .setUsername("lab")
                .setPassword(password)
                .build();
    }

    @Test
    @DisplayName("gives a tag, but takes one from another image only knowingly")
    void tags() {
        String first = normalized(under.host.importImage("work/first:1"));
        String second = normalized(under.host.importImage("work/second:1", 1));

        assertSucceeded(under.tag("work/first:1", "work/moving:1", false));
        assertSucceeded(under.tag("work/first:1", "work/moving:1", false));
        OperationOutcome conflict = under.tag("work/second:1", "work/moving:1", false);
        assertFailed(conflict, ErrorCode.TAG_EXISTS);
        assertThat(conflict.getFailure().getSubjectsList()).containsExactly(first);
        assertThat(under.id("work/moving:1")).isEqualTo(first);

        OperationOutcome taken = under.tag(second, "work/moving:1", true);
        assertSucceeded(taken);
        assertThat(taken.getTag().getReplacedImageId()).isEqualTo(first);
        assertThat(under.id("work/moving:1")).isEqualTo(second);
        assertFailed(under.tag("work/absent:1", "work/moving:1", true), ErrorCode.IMAGE_NOT_FOUND);
        under.host.docker("rmi", "work/first:1", "work/second:1", "work/moving:1");
    }

    @Test
    @DisplayName("untags a reference, deletes with the last one, and by id only an image of one tag unless forced")
    void removes() {
        String id = normalized(under.host.importImage("work/gone:1", 1)); // shares nothing, so bytes come free
        under.host.docker("tag", "work/gone:1", "work/gone:2");
        under.host.docker("tag", "work/gone:1", "work/gone:3");
        under.awaitTagged("docker.io/work/gone:3");

        assertFailed(under.remove(id, false), ErrorCode.IMAGE_MULTIPLE_TAGS);
        OperationOutcome untagged = under.remove("work/gone:1", false);
        assertSucceeded(untagged);
        assertThat(untagged.getRemove().getItems(0).getUntaggedList()).anyMatch(name -> name.endsWith("work/gone:1"));
        assertThat(untagged.getRemove().getItems(0).getDeletedList()).isEmpty();

        OperationOutcome deleted = under.remove(id, true);
        assertSucceeded(deleted);
        assertThat(deleted.getRemove().getItems(0).getDeletedList()).isNotEmpty();
        assertThat(deleted.getRemove().getReclaimedBytes()).isPositive();
        assertThat(under.has("work/gone:2")).isFalse();
        assertFailed(under.remove("work/gone:2", false), ErrorCode.IMAGE_NOT_FOUND);
    }

    @Test
    @DisplayName("names the containers that use an image, and never takes one along, forced or not (catalogue 85)")
    void inUse() {
        String id = normalized(under.host.importImage("work/held:1"));
        under.host.docker("run", "-d", "--name", "work-holder", "work/held:1", "sleep", "1000");

        for (boolean force : new boolean[] {false, true}) {
            for (String target : List.of("work/held:1", id)) {
                OperationOutcome outcome = under.remove(target, force);
                assertFailed(outcome, ErrorCode.IMAGE_IN_USE);
                assertThat(outcome.getFailure().getSubjectsList()).containsExactly("work-holder");
                assertThat(under.host.docker("inspect", "-f", "{{.State.Running}}", "work-holder"))
                        .isEqualTo("true");
            }
        }
        assertThat(under.id("work/held:1")).isEqualTo(id);
        under.host.docker("rm", "-f", "work-holder");
        assertSucceeded(under.remove("work/held:1", false));
    }

    @Test
    @DisplayName("goes through removals one by one, each with a result of its own")
    void bulk() {
        under.host.importImage("work/bulk:1");
        under.host.importImage("work/bulk:2", 1);

        OperationOutcome outcome = under.run(OperationCommand.newBuilder()
                .setRemove(RemoveTask.newBuilder()
                        .addTargets("work/bulk:1")
                        .addTargets("work/absent:1")
                        .addTargets("work/bulk:2")));

        assertFailed(outcome, ErrorCode.IMAGE_NOT_FOUND);
        assertThat(outcome.getRemove().getItemsList())
                .extracting(item -> item.hasFailure())
                .containsExactly(false, true, false);
        assertThat(under.has("work/bulk:2")).isFalse();
    }

    @Test
    @DisplayName("prunes exactly what the preview showed, and leaves what is used or named since")
    void prunes() throws InterruptedException {
        String named = dangling();
        String used = dangling();
        String goes = dangling();
        under.host.importImage("work/p-told:1"); // Podman tells of no image without a name: this makes the agent look
        await().atMost(SOON)
                .until(() -> preview(false).getImagesList().stream()
                        .map(Image::getId)
                        .toList()
                        .containsAll(List.of(named, used, goes)));
        assertThat(preview(false).getReclaimableBytes()).isPositive();
        String bystander = dangling();

        under.host.docker("tag", named, "work/p-again:1");
        under.host.docker("create", "--name", "work-pruner", used, "true");
        OperationOutcome outcome = under.prune(false, List.of(named, used, goes));

        assertFailed(outcome, ErrorCode.IMAGE_IN_USE);
        assertThat(outcome.getRemove().getItemsList())
                .extracting(item -> item.hasFailure())
                .containsExactly(true, true, false);
        assertThat(under.has(goes)).isFalse();
        assertThat(under.has(named)).isTrue();
        assertThat(under.has(used)).isTrue();
        assertThat(under.has(bystander)).isTrue();
        assertThat(under.hasContainer("work-pruner")).isTrue();

        under.host.docker("rm", "work-pruner");
        assertSucceeded(under.prune(true, List.of(named, used, bystander)));
        assertThat(under.has("work/p-again:1")).isFalse();
        under.host.docker("rmi", "work/p-told:1");
    }

    private PrunePreview preview(boolean all) throws InterruptedException {
        return under.engine
                .answer(Query.newBuilder()
                        .setPrunePreview(PrunePreviewQuestion.newBuilder().setAllUnused(all))
                        .build())
                .getPrunePreview();
    }

    /** An image that never had a name: one that loses its name does not outlive that on every engine. */
    private String dangling() {
        return normalized(under.host.importNameless(1));
    }

    /** Imports an image and moves it into the registry; it is not on the host afterwards. */
    private String pushed(String repositoryAndTag, int mib) {
        String local = "local-" + repositoryAndTag.replace('/', '-');
        under.host.importImage(local, mib);
        String reference = lab.registry().push(under.host, local, repositoryAndTag);
        under.host.docker("rmi", local);
        return reference;
    }

    static String normalized(String id) {
        return id.startsWith("sha256:") ? id : "sha256:" + id;
    }

    static void assertSucceeded(OperationOutcome outcome) {
        assertThat(outcome.getState()).as("%s", outcome).isEqualTo(State.SUCCEEDED);
        assertThat(outcome.hasFailure()).isFalse();
    }

    static void assertFailed(OperationOutcome outcome, ErrorCode code) {
        assertThat(outcome.getFailure().getCode()).as("%s", outcome).isEqualTo(code.name());
        assertThat(outcome.getState()).isEqualTo(State.FAILED);
        assertThat(outcome.getFailure().getReason()).isNotBlank();
        assertThat(outcome.getFailure().getRemedy()).isNotBlank();
    }
}
