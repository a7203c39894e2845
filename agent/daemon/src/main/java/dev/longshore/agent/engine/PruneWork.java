package dev.longshore.agent.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longshore.agent.engine.ImageName.ById;
import dev.longshore.agent.engine.ImageName.ByRef;
import dev.longshore.agent.engine.ImageRemoval.Removed;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.ImageId;
import dev.longshore.model.ImageRef;
import dev.longshore.model.LongshoreException;
import dev.longshore.wire.OperationOutcome;
import dev.longshore.wire.PruneTask;
import dev.longshore.wire.RemoveResult;
import dev.longshore.wire.RemovedItem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Removes exactly the images that a preview showed. Each is looked at again right before: one that is used now, or was
 * given a tag since, stays and says so. The engine's own prune is never called: it chooses by a filter.
 */
final class PruneWork {

    private final EngineApi api;
    private final ImageUsers users;
    private final ImageRemoval removal;

    PruneWork(EngineApi api, ImageUsers users, ImageRemoval removal) {
        this.api = api;
        this.users = users;
        this.removal = removal;
    }

    void run(PruneTask task, ProgressSink sink, OperationOutcome.Builder outcome)
            throws IOException, InterruptedException {
        List<ImageId> ids = new ArrayList<>();
        for (String id : task.getImageIdsList()) {
            ids.add(ImageId.of(id));
        }
        RemoveResult.Builder result = RemoveResult.newBuilder();
        try {
            for (int i = 0; i < ids.size(); i++) {
                RemoveWork.step(sink, i, ids.size());
                result.addItems(one(ids.get(i), task.getAllUnused(), result));
            }
        } finally {
            outcome.setRemove(result);
        }
        RemoveWork.step(sink, ids.size(), ids.size());
        RemoveWork.settle(outcome, result.build());
    }

    private RemovedItem one(ImageId id, boolean allUnused, RemoveResult.Builder result)
            throws IOException, InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        RemovedItem.Builder item = RemovedItem.newBuilder().setTarget(id.value());
        try {
            prune(id, allUnused, item, result);
        } catch (EngineRefusal refusal) {
            item.setFailure(EngineFaults.failure(EngineFaults.of(refusal)));
        } catch (LongshoreException e) {
            if (e.code() == ErrorCode.ENGINE_HUNG || e.code() == ErrorCode.ENGINE_DOWN) {
                throw e;
            }
            item.setFailure(EngineFaults.failure(e));
        }
        return item.build();
    }

    private void prune(ImageId id, boolean allUnused, RemovedItem.Builder item, RemoveResult.Builder result)
            throws IOException, InterruptedException {
        JsonNode image = api.imageOrNull(new ById(id));
        if (image == null) {
            return; // gone already, perhaps along with one of the others
        }
        List<ImageUsers.User> using = users.now().getOrDefault(id.value(), List.of());
        if (!using.isEmpty()) {
            throw new LongshoreException(
                    ErrorCode.IMAGE_IN_USE,
                    id.shortForm() + " is used since the preview was made; it stays",
                    "Look at the preview again.",
                    using.stream().map(ImageUsers.User::name).toList());
        }
        List<ImageRef> tags = tags(image);
        if (!tags.isEmpty() && !allUnused) {
            throw new LongshoreException(
                    ErrorCode.IMAGE_IN_USE,
                    id.shortForm() + " was given a tag since the preview was made; it stays",
                    "Look at the preview again.",
                    tags.stream().map(ImageRef::familiar).toList());
        }
        for (ImageRef tag : tags) {
            JsonNode named = api.imageOrNull(new ByRef(tag));
            if (named != null && id.value().equals(ImageReader.id(named.path("Id")))) {
                note(removal.remove(new ByRef(tag), false, false), item, result);
            }
        }
        if (api.imageOrNull(new ById(id)) != null) {
            note(removal.remove(new ById(id), false, false), item, result);
        }
    }

    private static void note(Removed removed, RemovedItem.Builder item, RemoveResult.Builder result) {
        item.addAllUntagged(removed.item().getUntaggedList())
                .addAllDeleted(removed.item().getDeletedList());
        result.setReclaimedBytes(result.getReclaimedBytes() + removed.reclaimedBytes());
    }

    private static List<ImageRef> tags(JsonNode image) {
        List<ImageRef> tags = new ArrayList<>();
        for (JsonNode tag : image.path("RepoTags")) {
            if (!tag.asText("").startsWith("<none>")) {
                tags.add(ImageRef.of(tag.asText("")));
            }
        }
        return tags;
    }
}
