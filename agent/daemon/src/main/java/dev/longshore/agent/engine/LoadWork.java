package dev.longshore.agent.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longshore.agent.Downloads;
import dev.longshore.agent.WorkBounds;
import dev.longshore.agent.engine.ImageName.ById;
import dev.longshore.agent.engine.ImageName.ByRef;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.ImageId;
import dev.longshore.model.ImageRef;
import dev.longshore.model.LongshoreException;
import dev.longshore.wire.LoadImage;
import dev.longshore.wire.LoadResult;
import dev.longshore.wire.LoadTask;
import dev.longshore.wire.LoadedImage;
import dev.longshore.wire.TagResult;
import dev.longshore.wire.TagTask;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes images that another host saved. They are loaded without names, looked at, and only then named: an engine's "done"
 * is not believed, and no archive decides what a tag means here.
 */
final class LoadWork {

    private static final Logger LOG = LoggerFactory.getLogger(LoadWork.class);
    private static final int MAX_IMAGES = 100;
    private static final Duration LOOK = Duration.ofMinutes(3);

    private final EngineApi api;
    private final TagWork tag;
    private final ImageRemoval removal;
    private final PackedImages packed;
    private final WorkBounds bounds;

    LoadWork(EngineApi api, TagWork tag, ImageRemoval removal, PackedImages packed, WorkBounds bounds) {
        this.api = api;
        this.tag = tag;
        this.removal = removal;
        this.packed = packed;
        this.bounds = bounds;
    }

    /**
     * An image that shall be here, and under which names.
     *
     * @param configDigest empty if its source does not tell it
     * @param hereId of an image that may be it, where an id does not tell; or empty
     * @param idsAreConfigDigests false on the containerd store, where an id is the digest of a manifest
     */
    private record Wanted(
            Set<String> references,
            String configDigest,
            List<String> diffIds,
            String hereId,
            boolean idsAreConfigDigests) {

        /** Under which the engine has it, or empty where that can't be known beforehand. */
        String id() {
            return idsAreConfigDigests ? configDigest : "";
        }

        static Wanted of(LoadImage image, boolean idsAreConfigDigests) {
            Set<String> references = new LinkedHashSet<>();
            for (String text : image.getReferencesList()) {
                ImageRef reference = ImageRef.of(text);
                if (reference.tag() == null || reference.digest() != null) {
                    throw new LongshoreException(
                            ErrorCode.INVALID_REFERENCE, "a copy needs a repository and a tag: " + reference);
                }
                references.add(reference.normalized());
            }
            if (references.isEmpty() || image.getDiffIdsCount() == 0) {
                throw new LongshoreException(ErrorCode.INVALID_REQUEST, "an image without names or layers");
            }
            return new Wanted(
                    references,
                    image.getConfigDigest(),
                    List.copyOf(image.getDiffIdsList()),
                    image.getHereId(),
                    idsAreConfigDigests);
        }
    }

    LoadResult run(LoadTask task, ProgressSink sink, Downloads downloads) throws IOException, InterruptedException {
        if (task.getImagesCount() == 0 || task.getImagesCount() > MAX_IMAGES) {
            throw new LongshoreException(
                    ErrorCode.INVALID_REQUEST, "1 to " + MAX_IMAGES + " images can be copied at once");
        }
        boolean idsAreConfigDigests = !FactsReader.containerdStore(api.info());
        List<Wanted> wanted = task.getImagesList().stream()
                .map(image -> Wanted.of(image, idsAreConfigDigests))
                .toList();
        Map<Wanted, String> ids = new HashMap<>();
        for (Wanted image : wanted) {
            refuseTakenNames(image, task.getOverwrite());
            String id = image.idsAreConfigDigests() ? idOf(image, image.id()) : lookedInto(image);
            if (!id.isEmpty()) {
                ids.put(image, id);
            }
        }
        Set<Wanted> present = Set.copyOf(ids.keySet());
        LoadResult.Builder result = LoadResult.newBuilder();
        Arrival arrival = new Arrival(
                api,
                removal,
                bounds,
                wanted.stream().flatMap(image -> image.references().stream()).collect(Collectors.toSet()),
                sink,
                task.getExpectedBytes());
        if (present.size() < wanted.size()) {
            result.setFull(transfer(task, downloads, arrival));
            for (Wanted image : wanted) {
                String id = verified(image, arrival);
                ids.put(image, id);
                learn(id, arrival, image);
            }
        }
        result.setBytes(arrival.bytes());
        try {
            for (Wanted image : wanted) {
                name(image, ids.getOrDefault(image, ""), task.getOverwrite(), present.contains(image), result);
            }
        } catch (IOException | LongshoreException | InterruptedException e) {
            arrival.undo();
            throw e;
        }
        return result.build();
    }

    /** A name that means something else here is refused before anything is moved; it is looked at once more when given. */
    private void refuseTakenNames(Wanted image, boolean overwrite) throws IOException, InterruptedException {
        for (String reference : image.references()) {
            ImageRef target = ImageRef.of(reference);
            JsonNode held = api.imageOrNull(new ByRef(target));
            if (held != null && !overwrite && !same(image, held)) {
                throw TagWork.taken(target, ImageReader.id(held.path("Id")));
            }
        }
    }

    private static boolean same(Wanted image, JsonNode inspected) {
        return ImageReader.diffIds(inspected).equals(image.diffIds())
                && (image.id().isEmpty() || image.id().equals(ImageReader.id(inspected.path("Id"))));
    }

    /** What came is kept as it came: it need not be looked into later. */
    private void learn(String id, Arrival arrival, Wanted image) {
        for (String reference : image.references()) {
            String config = arrival.config(reference);
            PackedImage files = config == null ? null : arrival.packed(config);
            if (!image.idsAreConfigDigests() && files != null) {
                packed.learn(id, files);
            }
        }
    }

    /** The id of the image that is said to be it, if it is here whole and the same; or empty. */
    private String lookedInto(Wanted image) throws IOException, InterruptedException {
        if (image.hereId().isEmpty()) {
            return "";
        }
        String id = idOf(image, image.hereId());
        if (id.isEmpty()) {
            return "";
        }
        try {
            PackedImage here = packed.of(ImageId.of(id), LOOK);
            return image.configDigest().isEmpty() || image.configDigest().equals(here.configDigest()) ? id : "";
        } catch (LongshoreException notWhole) {
            LOG.info("{} is sent once more: {}", String.join(", ", image.references()), notWhole.reason());
            return "";
        }
    }

    /** The engine's id for the image if it is here under this id, or empty. */
    private String idOf(Wanted image, String id) throws IOException, InterruptedException {
        if (id.isEmpty()) {
            return "";
        }
        JsonNode inspected = api.imageOrNull(new ById(ImageId.of(id)));
        return inspected != null && same(image, inspected) ? ImageReader.id(inspected.path("Id")) : "";
    }

    /** Gets the archive into the engine; returns whether it had to be the full one. */
    private boolean transfer(LoadTask task, Downloads downloads, Arrival arrival)
            throws IOException, InterruptedException {
        try {
            arrival.load(downloads, task.getStreamId());
            return false;
        } catch (EngineRefusal refusal) {
            if (task.getFullStreamId().isEmpty()) {
                throw EngineFaults.of(refusal);
            }
            LOG.info("The engine did not take the shortened archive: {}", refusal.message());
        }
        try {
            arrival.load(downloads, task.getFullStreamId());
            return true;
        } catch (EngineRefusal refusal) {
            throw EngineFaults.of(refusal);
        }
    }

    private void name(Wanted image, String id, boolean overwrite, boolean wasPresent, LoadResult.Builder result)
            throws IOException, InterruptedException {
        for (String reference : image.references()) {
            TagResult tagged = tag.run(TagTask.newBuilder()
                    .setImageId(id)
                    .setTarget(reference)
                    .setOverwrite(overwrite)
                    .build());
            result.addImages(LoadedImage.newBuilder()
                    .setReference(reference)
                    .setImageId(tagged.getImageId())
                    .setReplacedImageId(tagged.getReplacedImageId())
                    .setAlreadyPresent(wasPresent));
        }
    }

    /** The engine's id for the image that came; throws if it is not there as it should be. */
    private static String verified(Wanted image, Arrival arrival) throws IOException, InterruptedException {
        for (String reference : image.references()) {
            @Nullable String config = arrival.config(reference);
            if (config == null) {
                continue;
            }
            if (!image.configDigest().isEmpty() && !config.equals(image.configDigest())) {
                arrival.undo();
                throw new LongshoreException(
                        ErrorCode.BAD_ARCHIVE, reference + " names another image at its source by now");
            }
            String id = arrival.find(config, image.diffIds(), image.idsAreConfigDigests());
            if (!id.isEmpty()) {
                return id;
            }
        }
        arrival.undo();
        throw new LongshoreException(
                ErrorCode.ENGINE_ERROR,
                "the engine said done, but does not have " + String.join(", ", image.references()));
    }
}
