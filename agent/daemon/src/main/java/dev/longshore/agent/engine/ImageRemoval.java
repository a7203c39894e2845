package dev.longshore.agent.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longshore.agent.engine.ImageName.ById;
import dev.longshore.agent.engine.ImageName.ByRef;
import dev.longshore.agent.engine.ImageUsers.User;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.ImageRef;
import dev.longshore.model.LongshoreException;
import dev.longshore.wire.Image;
import dev.longshore.wire.RemovedItem;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The only place that removes images. One image or name at a time, that the caller named in full; containers are never
 * taken along, also not by an engine that would do so when forced.
 */
final class ImageRemoval {

    private static final int MAX_LINES = 300;

    private final EngineApi api;
    private final ImageUsers users;
    private final Inventory inventory;

    ImageRemoval(EngineApi api, ImageUsers users, Inventory inventory) {
        this.api = api;
        this.users = users;
        this.inventory = inventory;
    }

    /** What a removal did, and how many bytes came free by it as far as is known. */
    record Removed(RemovedItem item, long reclaimedBytes) {}

    /** Untags a reference, or deletes an image. */
    Removed remove(ImageName name, boolean force, boolean noPrune) throws IOException, InterruptedException {
        JsonNode image = image(name);
        String id = ImageReader.id(image.path("Id"));
        boolean deletes = name instanceof ById || lastName(image, (ByRef) name);
        if (deletes) {
            refuseIfUsed(id, name, force);
        }
        if (name instanceof ById && !force && image.path("RepoTags").size() > 1) {
            throw new LongshoreException(
                    ErrorCode.IMAGE_MULTIPLE_TAGS,
                    "the image has " + image.path("RepoTags").size() + " tags",
                    ErrorCode.IMAGE_MULTIPLE_TAGS.remedy(),
                    EngineTexts.lines(image.path("RepoTags"), 50, 200));
        }
        Image known =
                inventory.image(id); // once it is gone, the inventory may forget it before the engine has answered
        try {
            return removed(take(name, id, force, noPrune), id, known);
        } catch (EngineRefusal refusal) {
            throw withNames(EngineFaults.of(refusal), id);
        }
    }

    /**
     * Removes the name or image that a failed pull brought, if it is there. Without force, so that the engine itself keeps
     * what a container uses by now.
     */
    void takeBack(ImageName name) throws IOException, InterruptedException {
        try {
            api.remove(name, false, false);
        } catch (EngineRefusal refusal) {
            if (refusal.status() != 404) {
                throw refusal;
            }
        }
    }

    private JsonNode image(ImageName name) throws IOException, InterruptedException {
        JsonNode image;
        try {
            image = api.imageOrNull(name);
        } catch (EngineRefusal refusal) {
            if (name instanceof ById byId) { // broken, so all the more to be removed: its id is all that this needs
                return EngineClient.JSON.createObjectNode().put("Id", byId.id().value());
            }
            throw new LongshoreException(
                    ErrorCode.ENGINE_ERROR,
                    "the engine can't read " + shown(name) + ": " + refusal.message(),
                    "The image may be broken: remove it by its id.");
        }
        if (image == null) {
            throw new LongshoreException(ErrorCode.IMAGE_NOT_FOUND, "no image " + shown(name));
        }
        return image;
    }

    /**
     * Podman's force would take along a container that was started since we looked, so it is never passed on for a name, and
     * for an id only once the engine has said that several tags are all that is in the way.
     */
    private JsonNode take(ImageName name, String id, boolean force, boolean noPrune)
            throws IOException, InterruptedException {
        if (!force || !api.dialect().podman()) {
            return api.remove(name, force, noPrune);
        }
        try {
            return api.remove(name, false, noPrune);
        } catch (EngineRefusal refusal) {
            if (name instanceof ByRef || EngineFaults.of(refusal).code() != ErrorCode.IMAGE_MULTIPLE_TAGS) {
                throw refusal;
            }
            refuseIfUsed(id, name, true);
            return api.remove(name, true, noPrune);
        }
    }

    /** Whether the engine deletes the image along with this name. */
    private static boolean lastName(JsonNode image, ByRef name) {
        for (JsonNode tag : image.path("RepoTags")) {
            try {
                if (!ImageRef.of(tag.asText("")).normalized().equals(name.ref().normalized())) {
                    return false;
                }
            } catch (LongshoreException _) {
                return false;
            }
        }
        return name.ref().digest() == null || image.path("RepoTags").isEmpty();
    }

    /** Podman's force removes the containers, running ones too; Docker's deletes the image under stopped ones. */
    private void refuseIfUsed(String id, ImageName name, boolean force) throws IOException, InterruptedException {
        List<User> using = users.now().getOrDefault(id, List.of());
        boolean podman = api.dialect().podman();
        boolean fatal = (force && !podman) ? using.stream().anyMatch(User::running) : !using.isEmpty();
        if (!fatal) {
            return;
        }
        String more = force && podman ? "; forced, Podman would remove the containers too" : "";
        String remedy = using.stream().anyMatch(User::running) || podman
                ? "Stop and remove the containers that use the image first."
                : ErrorCode.IMAGE_IN_USE.remedy();
        throw inUse(
                shown(name) + " is in use by " + using.size() + " container" + (using.size() == 1 ? "" : "s") + more,
                remedy,
                using);
    }

    private static LongshoreException inUse(String reason, String remedy, List<User> using) {
        return new LongshoreException(
                ErrorCode.IMAGE_IN_USE,
                reason,
                remedy,
                using.stream().map(User::name).toList());
    }

    private LongshoreException withNames(LongshoreException fault, String id) throws IOException, InterruptedException {
        List<User> using = fault.code() == ErrorCode.IMAGE_IN_USE ? users.now().getOrDefault(id, List.of()) : List.of();
        return using.isEmpty() ? fault : inUse(fault.reason(), fault.remedy(), using);
    }

    private static Removed removed(JsonNode answer, String id, @Nullable Image known) {
        RemovedItem.Builder item = RemovedItem.newBuilder();
        boolean gone = false;
        for (JsonNode line : answer) {
            if (item.getUntaggedCount() + item.getDeletedCount() == MAX_LINES) {
                break;
            }
            String untagged = EngineTexts.line(line.path("Untagged"), 400);
            String deleted = ImageReader.id(line.path("Deleted")); // Podman leaves the algorithm out
            if (!untagged.isEmpty()) {
                item.addUntagged(untagged);
            }
            if (!deleted.isEmpty()) {
                item.addDeleted(deleted);
                gone |= id.equals(deleted);
            }
        }
        return new Removed(item.build(), gone && known != null ? unique(known) : 0);
    }

    /** The bytes that no other image shares; all of them where that was not measured. */
    static long unique(Image image) {
        return Math.max(0, image.getSizeBytes() - Math.max(0, image.getSharedBytes()));
    }

    static String shown(ImageName name) {
        return switch (name) {
            case ById byId -> byId.id().shortForm();
            case ByRef byRef -> byRef.ref().familiar();
        };
    }
}
