package dev.longshore.agent.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longshore.agent.engine.ImageName.ById;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.ImageId;
import dev.longshore.model.LongshoreException;
import dev.longshore.wire.ImageContent;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Finds out how the containerd store keeps images. No call of the engine tells that, but its archive of an image does, which is
 * read as it comes and not kept. An id is a digest there, so what was found once holds for as long as the image is there.
 */
final class PackedImages {

    private static final int MOST = 500;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final EngineApi api;
    private final Map<String, PackedImage> known = new LinkedHashMap<>();
    /** An engine may be busy for long with one. */
    private final Semaphore turn = new Semaphore(1, true);

    PackedImages(EngineApi api) {
        this.api = api;
    }

    /**
     * Looks into an image.
     *
     * @throws LongshoreException {@code IMAGE_NOT_FOUND}, or {@code ENGINE_ERROR} if it is not there whole
     */
    PackedImage of(ImageId id, Duration patience) throws IOException, InterruptedException {
        JsonNode image = api.imageOrNull(new ById(id));
        if (image == null || !isListed(id)) {
            forget(id);
            throw new LongshoreException(ErrorCode.IMAGE_NOT_FOUND, "no image " + id.shortForm());
        }
        if (!turn.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new LongshoreException(ErrorCode.HOST_BUSY, "another image is being looked into");
        }
        try {
            PackedImage before = known(id);
            return before == null ? read(id, ImageReader.diffIds(image)) : before;
        } finally {
            turn.release();
        }
    }

    ImageContent answer(ImageId id, Duration patience) throws IOException, InterruptedException {
        PackedImage image = of(id, patience);
        return ImageContent.newBuilder()
                .setConfigDigest(image.configDigest())
                .addAllBlobs(image.blobs())
                .build();
    }

    /** Takes note of an image that came, and that the engine has unpacked. */
    synchronized void learn(String id, PackedImage image) {
        known.remove(id);
        if (known.size() >= MOST) {
            known.remove(known.keySet().iterator().next());
        }
        known.put(id, image);
    }

    private synchronized @Nullable PackedImage known(ImageId id) {
        return known.get(id.value());
    }

    private synchronized void forget(ImageId id) {
        known.remove(id.value());
    }

    /** An engine describes also what is left of an image that it lacks, but does not list that. */
    private boolean isListed(ImageId id) throws IOException, InterruptedException {
        boolean[] listed = {false};
        api.images(PATIENCE, image -> {
            listed[0] |= ImageReader.id(image.path("Id")).equals(id.value());
            return !listed[0];
        });
        return listed[0];
    }

    private PackedImage read(ImageId id, List<String> diffIds) throws IOException, InterruptedException {
        AtomicReference<@Nullable PackedImage> found = new AtomicReference<>();
        try {
            api.save(id, archive -> found.set(PackedImage.read(archive, diffIds)));
        } catch (EngineRefusal refusal) {
            throw EngineFaults.of(refusal);
        }
        PackedImage image = found.get();
        if (image == null) {
            throw new LongshoreException(ErrorCode.ENGINE_ERROR, "the engine did not hand over the image");
        }
        learn(id.value(), image);
        return image;
    }
}
