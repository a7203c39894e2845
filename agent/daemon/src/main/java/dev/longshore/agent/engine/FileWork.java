package dev.longshore.agent.engine;

import dev.longshore.agent.Downloads;
import dev.longshore.agent.WorkBounds;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import dev.longshore.model.SafeText;
import dev.longshore.wire.Failure;
import dev.longshore.wire.LoadResult;
import dev.longshore.wire.LoadTask;
import dev.longshore.wire.LoadedImage;
import dev.longshore.wire.OperationOutcome;
import dev.longshore.wire.OperationOutcome.State;
import dev.longshore.wire.TagResult;
import dev.longshore.wire.TagTask;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Takes a file of images that a person gave. They are loaded without names, looked at, and only then given the names that the
 * file claims, each under the rule of {@code tag}: one that means another image here is kept back unless the command says to
 * take it, and an image that gets none of its names does not stay.
 */
final class FileWork {

    private final EngineApi api;
    private final TagWork tag;
    private final ImageRemoval removal;
    private final WorkBounds bounds;

    FileWork(EngineApi api, TagWork tag, ImageRemoval removal, WorkBounds bounds) {
        this.api = api;
        this.tag = tag;
        this.removal = removal;
        this.bounds = bounds;
    }

    void run(LoadTask task, ProgressSink sink, Downloads downloads, OperationOutcome.Builder outcome)
            throws IOException, InterruptedException {
        boolean idsAreConfigDigests = !FactsReader.containerdStore(api.info());
        Arrival arrival = new Arrival(api, removal, bounds, null, sink, 0);
        try {
            arrival.load(downloads, task.getStreamId());
        } catch (EngineRefusal refusal) {
            throw EngineFaults.of(refusal);
        }
        LoadResult.Builder result = LoadResult.newBuilder().setBytes(arrival.bytes());
        Set<String> nameless = new LinkedHashSet<>();
        try {
            for (ArchiveManifest.Claim image : arrival.claims()) {
                String id = found(image, arrival, idsAreConfigDigests);
                if (!name(image, id, task.getOverwrite(), arrival, result)) {
                    nameless.add(id);
                }
            }
            arrival.takeBack(nameless);
        } catch (IOException | LongshoreException | InterruptedException e) {
            arrival.undo();
            throw e;
        } finally {
            outcome.setLoad(result);
        }
        settle(outcome, result.build());
    }

    /** The engine's id for an image of the archive; throws if it is not there as it should be. */
    private static String found(ArchiveManifest.Claim image, Arrival arrival, boolean idsAreConfigDigests)
            throws IOException, InterruptedException {
        String id = arrival.find(image.configDigest(), image.diffIds(), idsAreConfigDigests);
        if (!id.isEmpty()) {
            return id;
        }
        throw new LongshoreException(
                ErrorCode.ENGINE_ERROR, "the engine said done, but does not have what the file holds");
    }

    /** Whether it may stay: it got one of its names, or asked for none. */
    private boolean name(
            ArchiveManifest.Claim image, String id, boolean overwrite, Arrival arrival, LoadResult.Builder result)
            throws IOException, InterruptedException {
        boolean given = false;
        for (String reference : image.references()) {
            LoadedImage.Builder loaded = LoadedImage.newBuilder()
                    .setReference(reference)
                    .setImageId(id)
                    .setAlreadyPresent(arrival.wasHere(id));
            try {
                TagResult tagged = tag.run(TagTask.newBuilder()
                        .setImageId(id)
                        .setTarget(reference)
                        .setOverwrite(overwrite)
                        .build());
                loaded.setReplacedImageId(tagged.getReplacedImageId());
                given = true;
            } catch (LongshoreException keptBack) {
                if (keptBack.code() != ErrorCode.TAG_EXISTS) {
                    throw keptBack;
                }
                loaded.setFailure(EngineFaults.failure(keptBack));
            }
            result.addImages(loaded);
        }
        if (image.references().isEmpty()) {
            result.addImages(LoadedImage.newBuilder().setImageId(id).setAlreadyPresent(arrival.wasHere(id)));
            return true;
        }
        return given;
    }

    /** It failed if any name was kept back; the failure is the first one's, and says how many there were. */
    private static void settle(OperationOutcome.Builder outcome, LoadResult result) {
        List<Failure> failures = result.getImagesList().stream()
                .filter(LoadedImage::hasFailure)
                .map(LoadedImage::getFailure)
                .toList();
        if (failures.isEmpty()) {
            return;
        }
        Failure first = failures.getFirst();
        int all = result.getImagesCount();
        String reason = all == 1
                ? first.getReason()
                : failures.size() + " of " + all + " names were kept back: " + first.getReason();
        outcome.setState(State.FAILED).setFailure(first.toBuilder().setReason(SafeText.line(reason, 1000)));
    }
}
