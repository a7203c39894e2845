package dev.longshore.agent.engine;

import dev.longshore.agent.Downloads;
import dev.longshore.agent.WorkBounds;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import dev.longshore.wire.Failure;
import dev.longshore.wire.OperationCommand;
import dev.longshore.wire.OperationOutcome;
import dev.longshore.wire.OperationOutcome.State;
import dev.longshore.wire.OperationProgress;
import java.io.IOException;
import java.time.Clock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out commands on the engine: whatever becomes of one, there is exactly one outcome. */
final class Operations {

    private static final Logger LOG = LoggerFactory.getLogger(Operations.class);

    private final PullWork pull;
    private final PushWork push;
    private final TagWork tag;
    private final RemoveWork remove;
    private final PruneWork prune;
    private final LoadWork load;
    private final FileWork file;
    private final CommitWork commit;
    private final MirrorWork mirrors;
    private final BuildWork build;
    private final ImportWork imports;
    private final DiskFloor floor;
    private final Clock clock;

    Operations(
            EngineApi api,
            Inventory inventory,
            MirrorWork mirrors,
            PackedImages packed,
            WorkBounds bounds,
            DiskFloor floor,
            Clock clock) {
        ImageUsers users = new ImageUsers(api);
        ImageRemoval removal = new ImageRemoval(api, users, inventory);
        this.tag = new TagWork(api);
        this.pull = new PullWork(api, tag, removal);
        this.push = new PushWork(api, tag);
        this.remove = new RemoveWork(removal);
        this.prune = new PruneWork(api, users, removal);
        this.load = new LoadWork(api, tag, removal, packed, bounds);
        this.file = new FileWork(api, tag, removal, bounds);
        Naming naming = new Naming(api, tag, removal);
        this.commit = new CommitWork(api, naming);
        this.build = new BuildWork(api, naming);
        this.imports = new ImportWork(api, naming, bounds);
        this.mirrors = mirrors;
        this.floor = floor;
        this.clock = clock;
    }

    OperationOutcome run(
            OperationCommand command, Consumer<OperationProgress> progress, Downloads downloads, EngineHealth health) {
        OperationOutcome.Builder outcome = OperationOutcome.newBuilder()
                .setOperationId(command.getOperationId())
                .setStartedMs(clock.millis());
        try {
            health.require();
            outcome.setState(State.SUCCEEDED);
            ProgressSink sink = new ProgressSink(command.getOperationId(), progress);
            carryOut(command, sink, downloads, outcome);
            sink.close();
        } catch (InterruptedException _) {
            cancelled(outcome);
        } catch (IOException e) {
            failed(outcome, EngineFaults.of(e));
            health.hurry();
        } catch (LongshoreException e) {
            failed(outcome, e);
        } catch (RuntimeException e) {
            LOG.error("Operation {} failed in the agent", command.getOperationId(), e);
            failed(outcome, new LongshoreException(ErrorCode.INTERNAL, String.valueOf(e.getMessage()), e));
        }
        return outcome.setFinishedMs(clock.millis()).build();
    }

    /** Whatever brings something waits for no full disk. */
    private void carryOut(
            OperationCommand command, ProgressSink sink, Downloads downloads, OperationOutcome.Builder outcome)
            throws IOException, InterruptedException {
        switch (command.getTaskCase()) {
            case PULL, LOAD, IMPORT, BUILD -> {
                DiskFloor.Guard guard = floor.guard();
                try (guard) {
                    work(command, sink, downloads, outcome);
                } catch (InterruptedException | IOException | LongshoreException ended) {
                    LongshoreException low = guard.fault();
                    if (low == null) {
                        throw ended;
                    }
                    throw low;
                }
            }
            case PUSH, TAG, REMOVE, PRUNE, COMMIT, MIRRORS, TASK_NOT_SET -> work(command, sink, downloads, outcome);
        }
    }

    private void work(
            OperationCommand command, ProgressSink sink, Downloads downloads, OperationOutcome.Builder outcome)
            throws IOException, InterruptedException {
        switch (command.getTaskCase()) {
            case PULL -> outcome.setPull(pull.run(command.getPull(), sink));
            case PUSH -> outcome.setPush(push.run(command.getPush(), sink));
            case TAG -> outcome.setTag(tag.run(command.getTag()));
            case REMOVE -> remove.run(command.getRemove(), sink, outcome);
            case PRUNE -> prune.run(command.getPrune(), sink, outcome);
            case LOAD -> {
                if (command.getLoad().getAsClaimed()) {
                    file.run(command.getLoad(), sink, downloads, outcome);
                } else {
                    outcome.setLoad(load.run(command.getLoad(), sink, downloads));
                }
            }
            case COMMIT -> outcome.setMade(commit.run(command.getCommit(), sink));
            case MIRRORS -> outcome.setMirrors(mirrors.run(command.getMirrors(), sink));
            case BUILD -> build.run(command.getBuild(), sink, downloads, outcome);
            case IMPORT -> outcome.setMade(imports.run(command.getImport(), sink, downloads));
            case TASK_NOT_SET ->
                throw new LongshoreException(ErrorCode.PROTOCOL, "this agent does not know that kind of operation");
        }
    }

    private static void cancelled(OperationOutcome.Builder outcome) {
        failed(outcome, new LongshoreException(ErrorCode.CANCELLED, "cancelled; what was already done stays done"));
        outcome.setState(State.CANCELLED);
    }

    private static void failed(OperationOutcome.Builder outcome, LongshoreException e) {
        Failure failure = EngineFaults.failure(e);
        outcome.setState(State.FAILED).setFailure(failure);
    }
}
