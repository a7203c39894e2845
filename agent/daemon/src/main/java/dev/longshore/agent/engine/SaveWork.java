package dev.longshore.agent.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longshore.agent.engine.ImageName.ByRef;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.ImageRef;
import dev.longshore.model.LongshoreException;
import dev.longshore.wire.SaveTask;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Writes images into an archive, leaving out layers that the other side holds. */
final class SaveWork {

    private static final int MAX_REFERENCES = 100;

    private final EngineApi api;

    SaveWork(EngineApi api) {
        this.api = api;
    }

    void run(SaveTask task, OutputStream out) throws IOException, InterruptedException {
        if (task.getReferencesCount() == 0 || task.getReferencesCount() > MAX_REFERENCES) {
            throw new LongshoreException(
                    ErrorCode.INVALID_REQUEST, "1 to " + MAX_REFERENCES + " images can be saved at once");
        }
        List<ImageRef> references =
                task.getReferencesList().stream().map(ImageRef::of).toList();
        HeldLayers held = new HeldLayers(task.getHeldChainIdsList(), task.getHeldBlobsList());
        for (ImageRef reference : references) {
            JsonNode image = api.imageOrNull(new ByRef(reference));
            if (image == null) {
                throw new LongshoreException(ErrorCode.IMAGE_NOT_FOUND, "no image " + reference);
            }
            held.image(ImageReader.diffIds(image));
        }
        try {
            api.save(references, archive -> {
                if (held.none()) {
                    archive.transferTo(out);
                } else {
                    shorten(archive, held, out);
                }
            });
        } catch (EngineRefusal refusal) {
            throw EngineFaults.of(refusal);
        }
    }

    private static void shorten(InputStream archive, HeldLayers held, OutputStream out) throws IOException {
        // neither is closed: the one belongs to the engine's answer, and the other's end says that all was well
        TarArchiveInputStream in = new TarArchiveInputStream(archive);
        TarArchiveOutputStream rest = Archives.write(out);
        for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
            if (!held.isHeld(entry.getName())) {
                rest.putArchiveEntry(entry);
                in.transferTo(rest);
                rest.closeArchiveEntry();
            }
        }
        rest.finish();
    }
}
