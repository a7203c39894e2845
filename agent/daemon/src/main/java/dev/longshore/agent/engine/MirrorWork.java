package dev.longshore.agent.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longshore.agent.DaemonSettings;
import dev.longshore.agent.daemon.DaemonFile;
import dev.longshore.agent.daemon.DaemonJson;
import dev.longshore.agent.daemon.DaemonProcess;
import dev.longshore.agent.daemon.DaemonProcess.Found;
import dev.longshore.agent.daemon.DaemonProcess.Reach;
import dev.longshore.agent.daemon.UnifiedDiff;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import dev.longshore.model.MirrorsEdit;
import dev.longshore.wire.MirrorsPreview;
import dev.longshore.wire.MirrorsQuestion;
import dev.longshore.wire.MirrorsResult;
import dev.longshore.wire.MirrorsResult.Effect;
import dev.longshore.wire.MirrorsTask;
import dev.longshore.wire.OperationProgress;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Sets the registry mirrors and insecure registries of the engine in its configuration file. The file is never left in a
 * state that the engine did not take: what it does not show within a while is undone.
 */
final class MirrorWork {

    static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final long LOOK_AGAIN_MS = 200;

    private final EngineApi api;
    private final DaemonSettings settings;
    private final DaemonFile file;
    private final DaemonProcess process;
    private final Duration patience;
    private final ReentrantLock one = new ReentrantLock();

    MirrorWork(EngineApi api, DaemonSettings settings, DaemonFile file, DaemonProcess process, Duration patience) {
        this.api = api;
        this.settings = settings;
        this.file = file;
        this.process = process;
        this.patience = patience;
    }

    /** All that a change depends on, and what the file would become. */
    private record Plan(
            Found engine,
            DaemonFile.Content content,
            DaemonJson before,
            DaemonJson after,
            RegistryLists.Wanted wanted,
            boolean engineAgrees) {

        boolean writes() {
            return before != after;
        }
    }

    MirrorsPreview preview(MirrorsQuestion question) throws IOException, InterruptedException {
        MirrorsEdit edit = RegistryLists.edit(question.getMirrors(), question.getInsecure());
        Plan plan = plan(edit);
        MirrorsPreview.Builder preview = MirrorsPreview.newBuilder()
                .setFile(file.path().toString())
                .setFileDigest(plan.content().digest())
                .setMirrors(RegistryLists.change(plan.before(), plan.after(), RegistryLists.MIRRORS))
                .setInsecure(RegistryLists.change(plan.before(), plan.after(), RegistryLists.INSECURE))
                .setDiff(UnifiedDiff.of(
                        file.path().toString(),
                        plan.content().bytes() == null ? "" : plan.before().text(),
                        plan.writes() ? plan.after().text() : plan.before().text()))
                .setEngineDiffers(!plan.engineAgrees());
        if (process.reach(plan.engine()) == Reach.NOT_ALLOWED) {
            preview.setRestartNeeded(true).setNote(RESTART);
        }
        return preview.build();
    }

    private static final String RESTART =
            "the agent's user may not signal the engine, so the engine has to be restarted to read its file";

    MirrorsResult run(MirrorsTask task, ProgressSink sink) throws IOException, InterruptedException {
        one.lockInterruptibly();
        try {
            MirrorsEdit edit = RegistryLists.edit(task.getMirrors(), task.getInsecure());
            Plan plan = plan(edit);
            MirrorsResult.Builder result = MirrorsResult.newBuilder()
                    .setMirrors(RegistryLists.change(plan.before(), plan.after(), RegistryLists.MIRRORS))
                    .setInsecure(RegistryLists.change(plan.before(), plan.after(), RegistryLists.INSECURE));
            if (!plan.writes() && plan.engineAgrees()) {
                return result.setEffect(Effect.NONE).build();
            }
            if (plan.writes() && !plan.content().digest().equals(task.getFileDigest())) {
                throw new LongshoreException(
                        ErrorCode.CONFIG_CHANGED, file.path() + " is not the file that the difference was shown of");
            }
            return plan.writes() ? write(plan, sink, result) : readAgain(plan, sink, result);
        } finally {
            one.unlock();
        }
    }

    private Plan plan(MirrorsEdit edit) throws IOException, InterruptedException {
        settings.owner().requireConsent();
        if (edit.isNone()) {
            throw new LongshoreException(
                    ErrorCode.INVALID_REQUEST, "neither mirrors nor insecure registries are changed");
        }
        if (api.dialect().podman()) {
            throw new LongshoreException(
                    ErrorCode.CONFIG_UNFIT,
                    "Podman has no daemon.json: it keeps its mirrors in registries.conf, which Longshore does not write",
                    "Change /etc/containers/registries.conf on that host; Podman reads it with each pull.");
        }
        JsonNode info = api.info();
        Found engine = process.find();
        process.mustRead(engine, file.path(), FactsReader.rootless(info));
        DaemonFile.Content content = file.read();
        DaemonJson before = DaemonJson.of(content.text());
        RegistryLists.Wanted wanted = RegistryLists.wanted(before, edit);
        DaemonJson after = wanted.in(before);
        for (String[] each : RegistryLists.FLAGS) {
            if (after.has(each[0]) && engine.has(each[1])) {
                throw new LongshoreException(
                        ErrorCode.CONFIG_UNFIT,
                        "the engine was started with " + each[1] + ", and does not start if its file sets the same",
                        "Take " + each[1] + " out of the engine's command line on that host (systemctl edit docker),"
                                + " and restart it.");
            }
        }
        return new Plan(engine, content, before, after, wanted, wanted.shownBy(info));
    }

    private MirrorsResult write(Plan plan, ProgressSink sink, MirrorsResult.Builder result)
            throws IOException, InterruptedException {
        sink.report(() -> OperationProgress.newBuilder().setStep("writing"));
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        String text = plan.after().text();
        @Nullable Path backup = file.replace(plan.content(), text);
        if (backup != null) {
            result.setBackup(backup.toString());
        }
        String why;
        try {
            if (process.reload(plan.engine()) == Reach.NOT_ALLOWED) {
                return result.setEffect(Effect.RESTART_NEEDED).setNote(RESTART).build();
            }
            sink.report(() -> OperationProgress.newBuilder().setStep("reloading"));
            if (shows(plan.wanted())) {
                return result.setEffect(Effect.RELOADED).build();
            }
            why = "the engine did not take the file within " + patience.toSeconds() + " s";
        } catch (InterruptedException e) {
            undo(plan, text, "the work was cancelled");
            throw e;
        } catch (LongshoreException e) {
            why = e.reason();
        } catch (RuntimeException | Error e) {
            undo(plan, text, "the work broke off");
            throw e;
        }
        throw undo(plan, text, why);
    }

    /** The file has it all, and the engine does not yet do so: somebody changed it by hand. */
    private MirrorsResult readAgain(Plan plan, ProgressSink sink, MirrorsResult.Builder result)
            throws InterruptedException {
        sink.report(() -> OperationProgress.newBuilder().setStep("reloading"));
        if (process.reload(plan.engine()) == Reach.NOT_ALLOWED) {
            return result.setEffect(Effect.RESTART_NEEDED).setNote(RESTART).build();
        }
        if (shows(plan.wanted())) {
            return result.setEffect(Effect.RELOADED).build();
        }
        throw new LongshoreException(
                ErrorCode.CONFIG_REJECTED,
                "the file has these lists already, but the engine does not take it",
                "Look at the engine's log on that host for what it does not like in " + file.path() + ".");
    }

    /** Puts the file back, and has the engine read it if it took a part of the other. */
    private LongshoreException undo(Plan plan, String text, String why) {
        if (!file.restore(plan.content(), text)) {
            return new LongshoreException(
                    ErrorCode.CONFIG_REJECTED,
                    why + "; somebody else has changed the file meanwhile, so it was left as it is now",
                    "Look at " + file.path() + " on that host.");
        }
        String end = "";
        try {
            process.reload(plan.engine());
        } catch (LongshoreException gone) {
            end = "; " + gone.reason();
        }
        return new LongshoreException(ErrorCode.CONFIG_REJECTED, why + ", so the file was put back as it was" + end);
    }

    private boolean shows(RegistryLists.Wanted wanted) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        do {
            Thread.sleep(LOOK_AGAIN_MS);
            try {
                if (wanted.shownBy(api.info())) {
                    return true;
                }
            } catch (IOException _) {
                // it may be slow while it reads, or have died of it; time tells
            }
        } while (System.nanoTime() - end < 0);
        return false;
    }
}
