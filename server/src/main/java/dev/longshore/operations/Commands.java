package dev.longshore.operations;

import dev.longshore.inventory.WireMirrors;
import dev.longshore.model.BuildSettings;
import dev.longshore.model.HostId;
import dev.longshore.model.ImageId;
import dev.longshore.model.ImageRef;
import dev.longshore.model.OperationId;
import dev.longshore.wire.BuildTask;
import dev.longshore.wire.CommitTask;
import dev.longshore.wire.ImportTask;
import dev.longshore.wire.LoadTask;
import dev.longshore.wire.MirrorsTask;
import dev.longshore.wire.OperationCancel;
import dev.longshore.wire.OperationCommand;
import dev.longshore.wire.OutcomeAck;
import dev.longshore.wire.PruneTask;
import dev.longshore.wire.PullTask;
import dev.longshore.wire.PushTask;
import dev.longshore.wire.RegistryCredentials;
import dev.longshore.wire.RemoveTask;
import dev.longshore.wire.ServerMessage;
import dev.longshore.wire.TagTask;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What is said to an agent about an operation. */
final class Commands {

    private Commands() {}

    static ServerMessage start(
            OperationId id,
            Task task,
            HostId host,
            List<OperationRequest.Credentials> credentials,
            @Nullable LoadTask load,
            Instant now,
            Duration acceptWithin) {
        OperationCommand.Builder command = OperationCommand.newBuilder()
                .setOperationId(id.value())
                .setSentMs(now.toEpochMilli())
                .setNotAfterMs(now.plus(acceptWithin).toEpochMilli());
        switch (task) {
            case Task.Pull pull -> command.setPull(pull(pull, first(credentials)));
            case Task.Push push -> command.setPush(push(push, first(credentials)));
            case Task.Copy _, Task.Load _ -> command.setLoad(Objects.requireNonNull(load, "a load without streams"));
            case Task.Save _, Task.Export _ ->
                throw new IllegalArgumentException("what is fetched is no command to an agent");
            case Task.Tag tag -> command.setTag(tag(tag.source(), tag.target(), tag.overwrite()));
            case Task.Commit commit -> command.setCommit(commit(commit));
            case Task.Import root ->
                command.setImport(root(
                        root,
                        Objects.requireNonNull(load, "an import without a file").getStreamId()));
            case Task.Build build ->
                command.setBuild(build(
                        build,
                        Objects.requireNonNull(load, "a build without a context")
                                .getStreamId(),
                        credentials));
            case Task.Remove remove -> {
                RemoveTask.Builder wire = RemoveTask.newBuilder().setForce(remove.force());
                remove.targets().forEach(target -> wire.addTargets(target.text()));
                command.setRemove(wire);
            }
            case Task.Prune prune -> {
                PruneTask.Builder wire = PruneTask.newBuilder().setAllUnused(prune.allUnused());
                for (ImageId image : prune.images().getOrDefault(host, List.of())) {
                    wire.addImageIds(image.value());
                }
                command.setPrune(wire);
            }
            case Task.Mirrors mirrors -> command.setMirrors(mirrors(mirrors, host));
        }
        return ServerMessage.newBuilder().setOperation(command).build();
    }

    private static MirrorsTask mirrors(Task.Mirrors mirrors, HostId host) {
        return MirrorsTask.newBuilder()
                .setMirrors(WireMirrors.edit(mirrors.edit().mirrors()))
                .setInsecure(WireMirrors.edit(mirrors.edit().insecure()))
                .setFileDigest(mirrors.seen().getOrDefault(host, ""))
                .build();
    }

    private static PullTask pull(Task.Pull pull, OperationRequest.@Nullable Credentials credentials) {
        PullTask.Builder wire = PullTask.newBuilder()
                .setReference(pull.reference().normalized())
                .setAllTags(pull.allTags());
        if (pull.platform() != null) {
            wire.setPlatform(pull.platform().toString());
        }
        if (credentials != null) {
            wire.setCredentials(wire(credentials));
        }
        return wire.build();
    }

    private static PushTask push(Task.Push push, OperationRequest.@Nullable Credentials credentials) {
        PushTask.Builder wire = PushTask.newBuilder().setReference(push.target().normalized());
        if (push.tags()) {
            wire.setTag(tag(push.source(), push.target(), push.overwrite()));
        }
        if (credentials != null) {
            wire.setCredentials(wire(credentials));
        }
        return wire.build();
    }

    private static CommitTask commit(Task.Commit commit) {
        CommitTask.Builder wire = CommitTask.newBuilder()
                .setContainerId(commit.container().value())
                .setReference(commit.target().normalized())
                .setOverwrite(commit.overwrite())
                .setMessage(commit.message())
                .setAuthor(commit.author())
                .setRunning(!commit.pause());
        commit.changes().forEach(change -> wire.addChanges(change.text()));
        return wire.build();
    }

    private static ImportTask root(Task.Import root, String streamId) {
        ImportTask.Builder wire = ImportTask.newBuilder()
                .setStreamId(streamId)
                .setReference(root.target().normalized())
                .setOverwrite(root.overwrite())
                .setMessage(root.message());
        root.changes().forEach(change -> wire.addChanges(change.text()));
        return wire.build();
    }

    private static OperationRequest.@Nullable Credentials first(List<OperationRequest.Credentials> credentials) {
        return credentials.isEmpty() ? null : credentials.getFirst();
    }

    private static BuildTask build(Task.Build build, String streamId, List<OperationRequest.Credentials> credentials) {
        BuildSettings settings = build.settings();
        BuildTask.Builder wire = BuildTask.newBuilder()
                .setStreamId(streamId)
                .setOverwrite(build.overwrite())
                .setDockerfile(settings.dockerfile().text())
                .setTarget(settings.target())
                .setNoCache(settings.noCache())
                .setPull(settings.pull())
                .putAllArgs(build.arguments().values())
                .putAllLabels(settings.labels())
                .setBuilder(
                        switch (settings.builder()) {
                            case ANY -> BuildTask.By.ANY;
                            case CLASSIC -> BuildTask.By.CLASSIC;
                            case BUILDKIT -> BuildTask.By.BUILDKIT;
                        });
        build.names().forEach(name -> wire.addReferences(name.normalized()));
        credentials.forEach(each -> wire.addCredentials(wire(each)));
        if (settings.platform() != null) {
            wire.setPlatform(settings.platform().toString());
        }
        return wire.build();
    }

    private static RegistryCredentials wire(OperationRequest.Credentials credentials) {
        return RegistryCredentials.newBuilder()
                .setRegistry(credentials.registry())
                .setUsername(credentials.username())
                .setPassword(credentials.password())
                .build();
    }

    private static TagTask tag(Task.Target source, ImageRef target, boolean overwrite) {
        TagTask.Builder wire =
                TagTask.newBuilder().setTarget(target.normalized()).setOverwrite(overwrite);
        switch (source) {
            case Task.Target.Named named -> wire.setSource(named.text());
            case Task.Target.ById byId -> wire.setImageId(byId.text());
        }
        return wire.build();
    }

    /** The same command with less time left to take it in, a millisecond at least. */
    static ServerMessage older(ServerMessage start, long passedMs) {
        OperationCommand command = start.getOperation();
        long left = Math.max(1, command.getNotAfterMs() - command.getSentMs() - passedMs);
        return ServerMessage.newBuilder()
                .setOperation(command.toBuilder().setNotAfterMs(command.getSentMs() + left))
                .build();
    }

    static ServerMessage cancel(OperationId id) {
        return ServerMessage.newBuilder()
                .setCancel(OperationCancel.newBuilder().setOperationId(id.value()))
                .build();
    }

    static ServerMessage acknowledge(OperationId id) {
        return ServerMessage.newBuilder()
                .setOutcomeAck(OutcomeAck.newBuilder().setOperationId(id.value()))
                .build();
    }
}
