package dev.longshore.agent.engine;

import dev.longshore.model.ContainerId;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import dev.longshore.wire.ExportTask;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Writes the files of a container into an archive: an engine that fails half-way may end its answer as if it had not. */
final class ExportWork {

    private final EngineApi api;

    ExportWork(EngineApi api) {
        this.api = api;
    }

    void run(ExportTask task, OutputStream out) throws IOException, InterruptedException {
        ContainerId container = ContainerId.of(task.getContainerId());
        AtomicReference<@Nullable WholeTar> whole = new AtomicReference<>();
        try {
            api.export(container, answer -> {
                WholeTar files = new WholeTar(answer, WholeTar.ANYTHING, ExportWork::bad);
                whole.set(files);
                files.transferTo(out);
                answer.transferTo(OutputStream.nullOutputStream()); // its end has to be seen
            });
        } catch (EngineRefusal refusal) {
            throw refusal.status() == 404 ? CommitWork.gone(container) : EngineFaults.of(refusal);
        } catch (IOException broken) {
            WholeTar files = whole.get();
            LongshoreException fault = files == null ? null : files.fault();
            if (fault == null) {
                throw broken;
            }
            throw fault;
        }
    }

    private static LongshoreException bad(String why) {
        return new LongshoreException(
                ErrorCode.ENGINE_ERROR, "the engine's archive of the container is not whole: " + why);
    }
}
