package dev.longshore.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.longshore.agent.DaemonSettings;
import dev.longshore.agent.WorkBounds;
import dev.longshore.lab.LabHost;
import dev.longshore.wire.Container;
import dev.longshore.wire.EngineState.State;
import dev.longshore.wire.HostFacts;
import dev.longshore.wire.Image;
import dev.longshore.wire.OperationCommand;
import dev.longshore.wire.OperationOutcome;
import dev.longshore.wire.OperationProgress;
import dev.longshore.wire.PruneTask;
import dev.longshore.wire.PullTask;
import dev.longshore.wire.PushTask;
import dev.longshore.wire.RemoveTask;
import dev.longshore.wire.SnapshotItem;
import dev.longshore.wire.TagTask;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A real engine of the lab as the agent sees it, and what it reported. */
final class EngineUnderTest implements AutoCloseable {

    static final Duration SOON = Duration.ofSeconds(60);

    final LabHost host;
    final DockerEngine engine;
    final Collected collected = new Collected();
    final List<OperationProgress> progress = new CopyOnWriteArrayList<>();
    final GivenArchives archives = new GivenArchives();

    EngineUnderTest(LabHost host) {
        this(host, DaemonSettings.UNTOUCHED);
    }

    EngineUnderTest(LabHost host, DaemonSettings settings) {
        this(host, Path.of("/"), settings, WorkBounds.USUAL);
    }

    /** With bounds, and with the host's files in sight. */
    EngineUnderTest(LabHost host, WorkBounds bounds) {
        this(host, host.inside("/"), DaemonSettings.UNTOUCHED, bounds);
    }

    private EngineUnderTest(LabHost host, Path root, DaemonSettings settings, WorkBounds bounds) {
        this.host = host;
        this.engine = DockerEngine.open(URI.create(host.socket()), root, settings, bounds, Clock.systemUTC());
        engine.start(collected);
        await().atMost(SOON)
                .until(() ->
                        engine.state().getState() == State.UP && engine.state().getLastListMs() > 0);
    }

    /** A whole inventory. */
    record Seen(HostFacts facts, List<Image> images, List<Container> containers, long revision) {

        Optional<Image> tagged(String normalized) {
            return images.stream()
                    .filter(image -> image.getTagsList().contains(normalized))
                    .findFirst();
        }

        Optional<Container> named(String name) {
            return containers.stream()
                    .filter(container -> container.getName().equals(name))
                    .findFirst();
        }
    }

    Seen seen() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        engine.writeSnapshot(out);
        ByteArrayInputStream in = new ByteArrayInputStream(out.toByteArray());
        HostFacts facts = HostFacts.getDefaultInstance();
        List<Image> images = new ArrayList<>();
        List<Container> containers = new ArrayList<>();
        long revision = 0;
        boolean ended = false;
        for (SnapshotItem item = SnapshotItem.parseDelimitedFrom(in);
                item != null;
                item = SnapshotItem.parseDelimitedFrom(in)) {
            assertThat(ended).isFalse();
            switch (item.getItemCase()) {
                case START -> revision = item.getStart().getRevision();
                case FACTS -> facts = item.getFacts();
                case IMAGE -> images.add(item.getImage());
                case CONTAINER -> containers.add(item.getContainer());
                case RAW_INFO -> assertThat(item.getRawInfo().toStringUtf8()).startsWith("{");
                case RAW_VERSION ->
                    assertThat(item.getRawVersion().toStringUtf8()).startsWith("{");
                case END -> {
                    assertThat(item.getEnd().getImages()).isEqualTo(images.size());
                    assertThat(item.getEnd().getContainers()).isEqualTo(containers.size());
                    ended = true;
                }
                case ITEM_NOT_SET -> throw new AssertionError("an empty item");
            }
        }
        assertThat(ended).isTrue();
        return new Seen(facts, images, containers, revision);
    }

    Image awaitTagged(String normalized) {
        await().atMost(SOON).until(() -> seen().tagged(normalized).isPresent());
        try {
            return seen().tagged(normalized).orElseThrow();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    OperationOutcome pull(String reference) {
        return run(OperationCommand.newBuilder().setPull(PullTask.newBuilder().setReference(reference)));
    }

    OperationOutcome push(String source, String target) {
        PushTask.Builder push = PushTask.newBuilder().setReference(target);
        if (!source.equals(target)) {
            push.setTag(TagTask.newBuilder().setSource(source).setTarget(target));
        }
        return run(OperationCommand.newBuilder().setPush(push));
    }

    OperationOutcome tag(String source, String target, boolean overwrite) {
        return run(OperationCommand.newBuilder()
                .setTag(TagTask.newBuilder().setSource(source).setTarget(target).setOverwrite(overwrite)));
    }

    OperationOutcome remove(String target, boolean force) {
        return run(OperationCommand.newBuilder()
                .setRemove(RemoveTask.newBuilder().addTargets(target).setForce(force)));
    }

    OperationOutcome prune(boolean allUnused, List<String> ids) {
        return run(OperationCommand.newBuilder()
                .setPrune(PruneTask.newBuilder().addAllImageIds(ids).setAllUnused(allUnused)));
    }

    OperationOutcome run(OperationCommand.Builder command) {
        progress.clear();
        OperationOutcome outcome = engine.run(command.setOperationId("op-test").build(), progress::add, archives);
        assertThat(outcome.getOperationId()).isEqualTo("op-test");
        assertThat(outcome.getFinishedMs()).isGreaterThanOrEqualTo(outcome.getStartedMs());
        return outcome;
    }

    /** The engine's id of an image as the docker client tells it. */
    String id(String reference) {
        String id = host.docker("image", "inspect", "--format", "{{.Id}}", reference);
        return id.startsWith("sha256:") ? id : "sha256:" + id;
    }

    boolean has(String reference) {
        return host.dockerSucceeds("image", "inspect", reference);
    }

    boolean hasContainer(String name) {
        return host.dockerSucceeds("container", "inspect", name);
    }

    @Override
    public void close() {
        engine.close();
    }
}
