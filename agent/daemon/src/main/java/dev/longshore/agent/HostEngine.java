package dev.longshore.agent;

import dev.longshore.wire.EngineState;
import dev.longshore.wire.ExportTask;
import dev.longshore.wire.OperationCommand;
import dev.longshore.wire.OperationOutcome;
import dev.longshore.wire.OperationProgress;
import dev.longshore.wire.Query;
import dev.longshore.wire.QueryAnswer;
import dev.longshore.wire.SaveTask;
import java.io.IOException;
import java.io.OutputStream;
import java.util.function.Consumer;

/**
 * The engine of this host as the link sees it: it is watched, asked and worked with through here. The real one speaks to
 * Docker or Podman; tests of the link use one that keeps its images in memory.
 */
public interface HostEngine extends AutoCloseable {

    /** Begins to watch the engine; changes go to {@code reports} from then on. An absent engine is no error. */
    void start(EngineReports reports);

    /** When this engine's watch began, ms; snapshots and deltas carry it, and with their revision it orders them. */
    long epoch();

    /** How the engine is doing now. */
    EngineState state();

    /**
     * Writes the full inventory as length-delimited {@code SnapshotItem}s, from {@code SnapshotStart} to {@code
     * SnapshotEnd}. Deltas with a higher revision than the start's follow on from it.
     *
     * @throws IOException if the stream broke, or the engine could not be listed; nothing half may pass for whole
     */
    void writeSnapshot(OutputStream out) throws IOException, InterruptedException;

    /** Answers a question, within its deadline; trouble becomes the answer's {@code failure}. */
    QueryAnswer answer(Query query) throws InterruptedException;

    /**
     * Carries out a command to its end on the calling thread. Trouble becomes a failed outcome; an interrupt ends the
     * work and gives {@code CANCELLED}.
     *
     * @param progress at most four calls a second
     * @param downloads where a command's archive comes from
     */
    OperationOutcome run(OperationCommand command, Consumer<OperationProgress> progress, Downloads downloads);

    /**
     * Writes an archive of images, as {@code docker save} does.
     *
     * @throws IOException if the stream broke, or the engine could not save; nothing half may pass for whole
     */
    void save(SaveTask task, OutputStream out) throws IOException, InterruptedException;

    /**
     * Writes an archive of a container's files, as {@code docker export} does.
     *
     * @throws IOException if the stream broke, or the engine's archive is not whole; nothing half may pass for whole
     */
    void export(ExportTask task, OutputStream out) throws IOException, InterruptedException;

    @Override
    void close();
}
