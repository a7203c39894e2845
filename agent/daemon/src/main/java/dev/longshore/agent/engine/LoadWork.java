package dev.longshore.agent.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longshore.agent.Downloads;
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
import dev.longshore.wire.OperationProgress;
import dev.longshore.wire.TagResult;
import dev.longshore.wire.TagTask;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
    private static final Pattern ID = Pattern.compile("sha256:[0-9a-f]{64}");

    private final EngineApi api;
    private final TagWork tag;
    private final ImageRemoval removal;

    LoadWork(EngineApi api, TagWork tag, ImageRemoval removal) {
        this.api = api;
        this.tag = tag;
        this.removal = removal;
    }

    /** An image that shall be here, and under which names. */
    private record Wanted(Set<String> references, String configDigest, List<String> diffIds) {

        static Wanted of(LoadImage image) {
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
            return new Wanted(references, image.getConfigDigest(), List.copyOf(image.getDiffIdsList()));
        }
    }

    LoadResult run(LoadTask task, ProgressSink sink, Downloads downloads) throws IOException, InterruptedException {
        if (task.getImagesCount() == 0 || task.getImagesCount() > MAX_IMAGES) {
            throw new LongshoreException(
                    ErrorCode.INVALID_REQUEST, "1 to " + MAX_IMAGES + " images can be copied at once");
        }
        List<Wanted> wanted = task.getImagesList().stream().map(Wanted::of).toList();
        Map<Wanted, String> ids = new HashMap<>();
        for (Wanted image : wanted) {
            refuseTakenNames(image, task.getOverwrite());
            if (!image.configDigest().isEmpty()) {
                String id = idOf(image, image.configDigest());
                if (!id.isEmpty()) {
                    ids.put(image, id);
                }
            }
        }
        Set<Wanted> present = Set.copyOf(ids.keySet());
        LoadResult.Builder result = LoadResult.newBuilder();
        Arrival arrival = new Arrival(wanted, sink, task.getExpectedBytes());
        if (present.size() < wanted.size()) {
            result.setFull(transfer(task, downloads, arrival));
            for (Wanted image : wanted) {
                ids.put(image, arrival.verified(image));
            }
        }
        result.setBytes(arrival.bytes);
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
            JsonNode held = api.imageOrNull(new ByRef(ImageRef.of(reference)));
            if (held != null && !overwrite && !same(image, held)) {
                String holder = ImageReader.id(held.path("Id"));
                throw new LongshoreException(
                        ErrorCode.TAG_EXISTS,
                        reference + " names another image there"
                                + (holder.isEmpty()
                                        ? ""
                                        : ", " + ImageId.of(holder).shortForm()),
                        ErrorCode.TAG_EXISTS.remedy(),
                        holder.isEmpty() ? List.of() : List.of(holder));
            }
        }
    }

    private static boolean same(Wanted image, JsonNode inspected) {
        String id = ImageReader.id(inspected.path("Id"));
        return ImageReader.diffIds(inspected).equals(image.diffIds())
                && (image.configDigest().isEmpty() || id.equals(image.configDigest()) || storesManifests(inspected));
    }

    /** On the containerd store an id is the digest of a manifest, and says nothing of the config. */
    private static boolean storesManifests(JsonNode inspected) {
        return inspected.has("Descriptor");
    }

    /** The engine's id for the image if it is here under this id, or empty. */
    private String idOf(Wanted image, String id) throws IOException, InterruptedException {
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

    /** What comes, and what the engine makes of it. */
    private final class Arrival {

        private final Set<String> references = new HashSet<>();
        private final ProgressSink sink;
        private final long expectedBytes;
        private final Set<String> before = new HashSet<>();
        private final Set<String> told = new LinkedHashSet<>();
        private final Map<String, String> configs = new HashMap<>();
        private long bytes;

        Arrival(List<Wanted> wanted, ProgressSink sink, long expectedBytes) {
            wanted.forEach(image -> references.addAll(image.references()));
            this.sink = sink;
            this.expectedBytes = expectedBytes;
        }

        void load(Downloads downloads, String streamId) throws IOException, InterruptedException {
            before.clear();
            for (JsonNode image : images()) {
                before.add(ImageReader.id(image.path("Id")));
            }
            told.clear();
            AtomicReference<@Nullable EngineRefusal> refused = new AtomicReference<>();
            try {
                downloads.take(streamId, in -> {
                    PushbackInputStream begun = new PushbackInputStream(in);
                    int first = begun.read(); // the sender may be busy for long: the engine need not wait for that
                    if (first >= 0) {
                        begun.unread(first);
                    }
                    into(new Counted(begun), refused);
                });
            } catch (IOException | LongshoreException broken) {
                undo();
                EngineRefusal why = refused.get();
                if (why != null) {
                    throw why;
                }
                throw broken;
            } catch (InterruptedException cancelled) {
                undo();
                throw cancelled;
            }
        }

        private void into(Counted in, AtomicReference<@Nullable EngineRefusal> refused)
                throws IOException, InterruptedException {
            NamelessArchive archive = new NamelessArchive(in, references);
            try {
                api.load(archive, this::hear);
            } catch (EngineRefusal refusal) {
                LongshoreException fault = archive.fault();
                if (fault == null) {
                    refused.set(refusal);
                    throw new LongshoreException(ErrorCode.ENGINE_ERROR, "the engine did not take it");
                }
                throw fault;
            } catch (IOException e) {
                LongshoreException fault = archive.fault();
                if (in.broken) {
                    throw e;
                }
                throw fault == null ? EngineFaults.of(e) : fault;
            } finally {
                bytes += in.count;
                references.forEach(reference -> {
                    String config = archive.config(reference);
                    if (config != null) {
                        configs.put(reference, config);
                    }
                });
            }
        }

        private List<JsonNode> images() throws IOException, InterruptedException {
            List<JsonNode> all = new ArrayList<>();
            api.images(Duration.ofMinutes(1), node -> {
                all.add(node);
                return true;
            });
            return all;
        }

        private boolean hear(JsonNode message) throws EngineRefusal {
            EngineRefusal.throwIfTold(message);
            Matcher id = ID.matcher(message.path("stream").asText(""));
            while (id.find()) {
                told.add(id.group());
            }
            return true;
        }

        /** What has come, reported on the way. */
        private final class Counted extends FilterInputStream {

            private volatile long count;
            private volatile boolean broken;

            Counted(InputStream in) {
                super(in);
            }

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                int read;
                try {
                    read = super.read(into, offset, length);
                } catch (IOException e) {
                    broken = true;
                    throw e;
                }
                long now = count + Math.max(0, read);
                count = now;
                sink.report(() -> OperationProgress.newBuilder()
                        .setStep("copying")
                        .setDoneBytes(now)
                        .setTotalBytes(expectedBytes == 0 ? 0 : Math.max(now, expectedBytes)));
                return read;
            }
        }

        /** The engine's id for the image that came; throws if it is not there as it should be. */
        String verified(Wanted image) throws IOException, InterruptedException {
            Set<String> candidates = new LinkedHashSet<>();
            for (String reference : image.references()) {
                @Nullable String config = configs.get(reference);
                if (config != null) {
                    if (!image.configDigest().isEmpty() && !config.equals(image.configDigest())) {
                        undo();
                        throw new LongshoreException(
                                ErrorCode.BAD_ARCHIVE, reference + " names another image at its source by now");
                    }
                    candidates.add(config);
                }
            }
            candidates.addAll(told);
            for (String candidate : candidates) {
                String id = idOf(image, candidate);
                if (!id.isEmpty()) {
                    return id;
                }
            }
            undo();
            throw new LongshoreException(
                    ErrorCode.ENGINE_ERROR,
                    "the engine said done, but does not have " + String.join(", ", image.references()));
        }

        private static boolean nameless(JsonNode image) {
            for (JsonNode tag : image.path("RepoTags")) {
                if (!tag.asText("").startsWith("<none>")) {
                    return false;
                }
            }
            return true;
        }

        /** Takes away what the archive brought and nothing names. */
        void undo() throws InterruptedException {
            try {
                for (JsonNode image : images()) {
                    String id = ImageReader.id(image.path("Id"));
                    boolean came = told.contains(id) || configs.containsValue(id);
                    if (came && !before.contains(id) && nameless(image)) {
                        removal.remove(new ById(ImageId.of(id)), false, false);
                    }
                }
            } catch (IOException | LongshoreException e) {
                LOG.info("What was loaded could not be taken back: {}", e.getMessage());
            }
        }
    }
}
