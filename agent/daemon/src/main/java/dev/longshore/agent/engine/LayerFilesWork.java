package dev.longshore.agent.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longshore.agent.engine.ImageName.ById;
import dev.longshore.model.ChainIds;
import dev.longshore.model.Digest;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.ImageId;
import dev.longshore.model.LongshoreException;
import dev.longshore.wire.LayerFiles;
import dev.longshore.wire.LayerFilesAnswer;
import dev.longshore.wire.LayerFilesQuestion;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Lists the files of an image's layers. Engines have no call for it, but hand over the image as an archive, which is read as it
 * comes and not further than needed. One at a time: an engine may lay the archive on its disk first.
 */
final class LayerFilesWork {

    private final EngineApi api;
    private final KnownBlobs known = new KnownBlobs();
    private final Semaphore turn = new Semaphore(1, true);

    LayerFilesWork(EngineApi api) {
        this.api = api;
    }

    LayerFilesAnswer list(LayerFilesQuestion question, Duration patience) throws IOException, InterruptedException {
        ImageId id = ImageId.of(question.getImageId());
        JsonNode image = api.imageOrNull(new ById(id));
        if (image == null) {
            throw new LongshoreException(ErrorCode.IMAGE_NOT_FOUND, "no image " + id.shortForm());
        }
        List<String> diffIds = ImageReader.diffIds(image);
        Set<String> wanted = new LinkedHashSet<>(question.getDiffIdsList());
        if (wanted.isEmpty() || !diffIds.containsAll(wanted)) {
            throw new LongshoreException(ErrorCode.INVALID_REQUEST, "the image has no such layer");
        }
        if (!turn.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new LongshoreException(ErrorCode.HOST_BUSY, "the files of another image are being listed");
        }
        try {
            LayerArchive archive = new LayerArchive(new LayerPlaces(diffIds, ChainIds.of(diffIds)), wanted, known);
            api.save(id, archive::read);
            return answer(wanted, archive);
        } finally {
            turn.release();
        }
    }

    private static LayerFilesAnswer answer(Set<String> wanted, LayerArchive archive) {
        LayerFilesAnswer.Builder answer = LayerFilesAnswer.newBuilder();
        for (String diffId : wanted) {
            LayerFiles found = archive.found(diffId);
            if (found == null) {
                throw new LongshoreException(
                        ErrorCode.BAD_ARCHIVE,
                        archive.sawZstd()
                                ? "a layer is compressed with zstd, which the agent does not read"
                                : "the engine's archive of the image does not hold the layer "
                                        + Digest.of(diffId).shortForm());
            }
            answer.addLayers(found);
        }
        return answer.build();
    }
}
