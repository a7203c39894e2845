package dev.longshore.agent.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longshore.agent.Downloads;
import dev.longshore.agent.WorkBounds;
import dev.longshore.agent.engine.ImageName.ById;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.ImageId;
import dev.longshore.model.LongshoreException;
import dev.longshore.stream.CountedInput;
import dev.longshore.wire.OperationProgress;
import java.io.IOException;
import java.io.PushbackInputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An archive on its way into the engine: what comes, and what the engine makes of it. */
final class Arrival {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Pattern ID = Pattern.compile("sha256:[0-9a-f]{64}");

    /** Docker 28 with the containerd store says this of an image that lacks a layer, among what it says of success. */
    private static final String NOT_UNPACKED = "Error unpacking image";

    private final EngineApi api;
    private final Leftovers leftovers;
    private final WorkBounds bounds;
    private final @Nullable Set<String> references;
    private final ProgressSink sink;
    private final long expectedBytes;
    private final Set<String> before = new HashSet<>();
    private final Set<String> told = new LinkedHashSet<>();
    private final Map<String, String> configs = new HashMap<>();
    private List<ArchiveManifest.Claim> claims = List.of();
    private @Nullable NamelessArchive archive;
    private long bytes;

    /**
     * Nothing has come yet.
     *
     * @param references names to be found in the archive; null for all that it claims
     * @param expectedBytes of the archive, or 0 if not known
     */
    Arrival(
            EngineApi api,
            ImageRemoval removal,
            WorkBounds bounds,
            @Nullable Set<String> references,
            ProgressSink sink,
            long expectedBytes) {
        this.api = api;
        this.leftovers = new Leftovers(api, removal, PATIENCE);
        this.bounds = bounds;
        this.references = references;
        this.sink = sink;
        this.expectedBytes = expectedBytes;
    }

    /** Bytes of archives that have come. */
    long bytes() {
        return bytes;
    }

    /** Ids that the engine named as loaded. */
    Set<String> told() {
        return told;
    }

    /** The images that the archive claimed, if all were to be found. */
    List<ArchiveManifest.Claim> claims() {
        return claims;
    }

    /** Whether an image of this id was here before the archive came. */
    boolean wasHere(String id) {
        return before.contains(id);
    }

    /** The digest of the config that the archive gave this name, or null. */
    @Nullable
    String config(String reference) {
        return configs.get(reference);
    }

    /**
     * The engine's id for the image that came with this config, or empty if it is not there as it should be. Where ids are no
     * digests of configs, those that the engine told are looked at.
     *
     * @param idsAreConfigDigests whether the engine could have it under no other id
     */
    String find(String configDigest, List<String> diffIds, boolean idsAreConfigDigests)
            throws IOException, InterruptedException {
        if (idsAreConfigDigests) {
            JsonNode inspected = inspected(configDigest, diffIds);
            return inspected == null ? "" : ImageReader.id(inspected.path("Id"));
        }
        ArchiveManifest.Marks marks =
                Objects.requireNonNull(archive, "nothing has come").marks(configDigest);
        List<String> candidates = new ArrayList<>(told);
        if (candidates.stream().anyMatch(marks.manifestDigests()::contains)) {
            candidates.retainAll(marks.manifestDigests());
        }
        List<JsonNode> alike = new ArrayList<>();
        for (String candidate : candidates) {
            JsonNode inspected = inspected(candidate, diffIds);
            if (inspected != null) {
                alike.add(inspected);
            }
        }
        boolean certain = marks.alone() && alike.size() == 1;
        return alike.stream()
                .filter(image -> certain
                        || marks.manifestDigests().contains(ImageReader.id(image.path("Id")))
                        || ImageConfig.settings(image).equals(marks.settings()))
                .findFirst()
                .map(image -> ImageReader.id(image.path("Id")))
                .orElse("");
    }

    /** As which files the image of this config came, or null if that does not tell how it is kept. */
    @Nullable
    PackedImage packed(String configDigest) {
        return archive == null ? null : archive.packed(configDigest);
    }

    private @Nullable JsonNode inspected(String id, List<String> diffIds) throws IOException, InterruptedException {
        JsonNode inspected = api.imageOrNull(new ById(ImageId.of(id)));
        return inspected != null && ImageReader.diffIds(inspected).equals(diffIds) ? inspected : null;
    }

    /** Lets the engine load the stream; {@link EngineRefusal} if it did not take what came. */
    void load(Downloads downloads, String streamId) throws IOException, InterruptedException {
        before.clear();
        api.images(PATIENCE, image -> {
            before.add(ImageReader.id(image.path("Id")));
            return true;
        });
        told.clear();
        AtomicReference<@Nullable EngineRefusal> refused = new AtomicReference<>();
        try {
            downloads.take(streamId, in -> {
                PushbackInputStream begun = new PushbackInputStream(in);
                int first = begun.read(); // the sender may be busy for long: the engine need not wait for that
                if (first >= 0) {
                    begun.unread(first);
                }
                into(new CountedInput(begun, this::report), refused);
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

    private void into(CountedInput in, AtomicReference<@Nullable EngineRefusal> refused)
            throws IOException, InterruptedException {
        NamelessArchive coming = new NamelessArchive(in, references, bounds);
        archive = coming;
        try {
            api.load(coming, this::hear);
        } catch (EngineRefusal refusal) {
            LongshoreException fault = coming.fault();
            if (fault == null) {
                refused.set(refusal);
                throw new LongshoreException(ErrorCode.ENGINE_ERROR, "the engine did not take it");
            }
            throw fault;
        } catch (IOException e) {
            LongshoreException fault = coming.fault();
            if (in.brokeOff()) {
                throw e;
            }
            throw fault == null ? EngineFaults.of(e) : fault;
        } finally {
            bytes += in.bytes();
            note(coming);
        }
    }

    private void note(NamelessArchive coming) {
        if (references == null) {
            claims = coming.images();
            claims.forEach(claim -> configs.put(claim.configDigest(), claim.configDigest()));
            return;
        }
        for (String reference : references) {
            String config = coming.config(reference);
            if (config != null) {
                configs.put(reference, config);
            }
        }
    }

    private boolean hear(JsonNode message) throws EngineRefusal {
        EngineRefusal.throwIfTold(message);
        String said = message.path("stream").asText("");
        if (said.startsWith(NOT_UNPACKED)) {
            throw new EngineRefusal(0, said.strip());
        }
        Matcher id = ID.matcher(said);
        while (id.find()) {
            told.add(id.group());
        }
        return true;
    }

    private void report(long count) {
        sink.report(() -> OperationProgress.newBuilder()
                .setStep(references == null ? "loading" : "copying")
                .setDoneBytes(count)
                .setTotalBytes(expectedBytes == 0 ? 0 : Math.max(count, expectedBytes)));
    }

    /** Takes away what the archive brought and nothing names. */
    void undo() throws InterruptedException {
        Set<String> brought = new HashSet<>(told);
        brought.addAll(configs.values());
        takeBack(brought);
        NamelessArchive came = archive;
        if (came != null) {
            for (String config : Set.copyOf(configs.values())) {
                Set<String> left = came.marks(config).manifestDigests();
                left.removeAll(before);
                leftovers.takeBackUnlisted(left);
            }
        }
    }

    /** Takes away those of the images that were not here before and that nothing names by now; what can't go stays. */
    void takeBack(Set<String> ids) throws InterruptedException {
        Set<String> came = new HashSet<>(ids);
        came.removeAll(before);
        leftovers.takeBack(came);
    }
}
