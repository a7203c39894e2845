package dev.longshore.agent.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longshore.agent.Downloads;
import dev.longshore.agent.WorkBounds;
import dev.longshore.agent.engine.ImageName.ById;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.ImageId;
import dev.longshore.model.ImageRef;
import dev.longshore.model.LongshoreException;
import dev.longshore.model.SafeText;
import dev.longshore.stream.CountedInput;
import dev.longshore.wire.ImportTask;
import dev.longshore.wire.MadeResult;
import dev.longshore.wire.OperationProgress;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes an image of a root filesystem that comes as a stream. It is made without a name and looked at, and given its name only
 * when all of the stream has come.
 */
final class ImportWork {

    private static final Pattern ID = Pattern.compile("(?:sha256:)?([0-9a-f]{64})");

    private final EngineApi api;
    private final Naming naming;
    private final WorkBounds bounds;

    ImportWork(EngineApi api, Naming naming, WorkBounds bounds) {
        this.api = api;
        this.naming = naming;
        this.bounds = bounds;
    }

    MadeResult run(ImportTask task, ProgressSink sink, Downloads downloads) throws IOException, InterruptedException {
        List<ImageRef> names = List.of(Naming.givable(task.getReference()));
        EngineApi.Import config = new EngineApi.Import(
                SafeText.block(task.getMessage(), CommitWork.MOST_CHARS), CommitWork.changes(task.getChangesList()));
        naming.refuseTaken(names, task.getOverwrite());
        AtomicReference<String> told = new AtomicReference<>("");
        try {
            downloads.take(task.getStreamId(), in -> {
                CountedInput coming = new CountedInput(
                        in,
                        bytes -> sink.report(() -> OperationProgress.newBuilder()
                                .setStep("importing")
                                .setDoneBytes(bytes)));
                send(config, coming, told);
            });
        } catch (IOException | LongshoreException | InterruptedException broken) {
            if (!told.get().isEmpty()) {
                naming.dismiss(ImageId.of(told.get()));
            }
            throw broken;
        }
        return naming.name(made(told.get()), names, task.getOverwrite(), true);
    }

    private void send(EngineApi.Import config, CountedInput coming, AtomicReference<String> told)
            throws IOException, InterruptedException {
        WholeTar root = new WholeTar(coming, new RootEntries(bounds), ArchiveManifest::bad);
        try {
            api.importRoot(config, root, message -> {
                EngineRefusal.throwIfTold(message);
                for (String field : List.of("status", "id")) {
                    Matcher id = ID.matcher(message.path(field).asText(""));
                    if (id.matches()) {
                        told.set("sha256:" + id.group(1));
                    }
                }
                return true;
            });
        } catch (EngineRefusal refusal) {
            LongshoreException fault = root.fault();
            throw fault == null ? EngineFaults.of(refusal) : fault;
        } catch (IOException e) {
            LongshoreException fault = root.fault();
            if (coming.brokeOff()) {
                throw e;
            }
            throw fault == null ? EngineFaults.of(e) : fault;
        }
    }

    private ImageId made(String id) throws IOException, InterruptedException {
        JsonNode image = id.isEmpty() ? null : api.imageOrNull(new ById(ImageId.of(id)));
        if (image == null) {
            throw new LongshoreException(ErrorCode.ENGINE_ERROR, "the engine said done, but has no image of it");
        }
        return ImageId.of(ImageReader.id(image.path("Id")));
    }
}
