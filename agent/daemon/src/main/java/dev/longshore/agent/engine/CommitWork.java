package dev.longshore.agent.engine;

import dev.longshore.model.ContainerId;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.ImageChange;
import dev.longshore.model.ImageId;
import dev.longshore.model.ImageRef;
import dev.longshore.model.LongshoreException;
import dev.longshore.model.SafeText;
import dev.longshore.wire.CommitTask;
import dev.longshore.wire.MadeResult;
import dev.longshore.wire.OperationProgress;
import java.io.IOException;
import java.util.List;

/** Makes an image of a container as it stands. */
final class CommitWork {

    static final int MOST_CHARS = 1_000;

    private static final int MOST_CHANGES = 50;

    private final EngineApi api;
    private final Naming naming;

    CommitWork(EngineApi api, Naming naming) {
        this.api = api;
        this.naming = naming;
    }

    MadeResult run(CommitTask task, ProgressSink sink) throws IOException, InterruptedException {
        ContainerId container = ContainerId.of(task.getContainerId());
        List<ImageRef> names = List.of(Naming.givable(task.getReference()));
        EngineApi.Commit commit = new EngineApi.Commit(
                container,
                SafeText.block(task.getMessage(), MOST_CHARS),
                SafeText.line(task.getAuthor(), MOST_CHARS),
                changes(task.getChangesList()),
                !task.getRunning());
        if (api.containerOrNull(container) == null) {
            throw gone(container);
        }
        naming.refuseTaken(names, task.getOverwrite());
        sink.report(() -> OperationProgress.newBuilder().setStep("committing"));
        ImageId made;
        try {
            made = api.commit(commit);
        } catch (EngineRefusal refusal) {
            if (refusal.status() == 404) {
                throw gone(container);
            }
            throw EngineFaults.of(refusal);
        }
        return naming.name(made, names, task.getOverwrite(), true);
    }

    /** Parses changes of a config, as many as there may be. */
    static List<ImageChange> changes(List<String> texts) {
        if (texts.size() > MOST_CHANGES) {
            throw new LongshoreException(ErrorCode.INVALID_REQUEST, "at most " + MOST_CHANGES + " changes");
        }
        return texts.stream().map(ImageChange::of).toList();
    }

    static LongshoreException gone(ContainerId container) {
        return new LongshoreException(
                ErrorCode.NOT_FOUND,
                "no container " + container.value().substring(0, 12) + " on this host",
                "Look at the host's containers; it may be gone.");
    }
}
