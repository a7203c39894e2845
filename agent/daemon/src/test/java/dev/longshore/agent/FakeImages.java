package dev.longshore.agent;

import dev.longshore.model.ErrorCode;
import dev.longshore.model.ImageRef;
import dev.longshore.model.LongshoreException;
import dev.longshore.wire.Failure;
import dev.longshore.wire.Image;
import dev.longshore.wire.InventoryDelta;
import dev.longshore.wire.PruneTask;
import dev.longshore.wire.PullResult;
import dev.longshore.wire.PullTask;
import dev.longshore.wire.PushResult;
import dev.longshore.wire.PushTask;
import dev.longshore.wire.RemoveResult;
import dev.longshore.wire.RemoveTask;
import dev.longshore.wire.RemovedItem;
import dev.longshore.wire.TagResult;
import dev.longshore.wire.TagTask;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The images of a {@link FakeEngine}, and what operations do to them. Each change is told as it happens. */
final class FakeImages {

    private final Map<String, Image> images = new LinkedHashMap<>();
    private final Consumer<InventoryDelta.Builder> changes;

    FakeImages(Consumer<InventoryDelta.Builder> changes) {
        this.changes = changes;
    }

    synchronized List<Image> all() {
        return List.copyOf(images.values());
    }

    /** Adds an image of this name, whose content follows from the name. */
    synchronized Image add(String reference) {
        String id = "sha256:%064x".formatted(Integer.toUnsignedLong(reference.hashCode()));
        Image known = images.getOrDefault(
                id, Image.newBuilder().setId(id).setSizeBytes(1_000).build());
        return known.getTagsList().contains(reference) ? known : give(known, reference);
    }

    synchronized PullResult pull(PullTask task) {
        String reference = ImageRef.of(task.getReference()).normalized();
        boolean there = named(reference).isPresent();
        Image image = add(reference);
        return PullResult.newBuilder()
                .setImageId(image.getId())
                .setDigest(image.getId())
                .setAlreadyPresent(there)
                .addTags(reference)
                .build();
    }

    synchronized TagResult tag(TagTask task) {
        String source = task.getImageId().isEmpty() ? task.getSource() : task.getImageId();
        Image image = find(source);
        String target = ImageRef.of(task.getTarget()).normalized();
        Optional<Image> holder = named(target).filter(other -> !other.getId().equals(image.getId()));
        if (holder.isPresent() && !task.getOverwrite()) {
            throw new LongshoreException(
                    ErrorCode.TAG_EXISTS,
                    target + " names another image",
                    ErrorCode.TAG_EXISTS.remedy(),
                    List.of(holder.get().getId()));
        }
        holder.ifPresent(other -> take(other, target));
        if (!image.getTagsList().contains(target)) {
            give(image, target);
        }
        return TagResult.newBuilder()
                .setImageId(image.getId())
                .setReplacedImageId(holder.map(Image::getId).orElse(""))
                .build();
    }

    synchronized PushResult push(PushTask task) {
        String id = task.hasTag()
                ? tag(task.getTag()).getImageId()
                : find(task.getReference()).getId();
        return PushResult.newBuilder().setImageId(id).setDigest(id).build();
    }

    synchronized RemoveResult remove(RemoveTask task) {
        RemoveResult.Builder result = RemoveResult.newBuilder();
        for (String target : task.getTargetsList()) {
            result.addItems(removed(target, task.getForce()));
        }
        return result.build();
    }

    private RemovedItem removed(String target, boolean force) {
        RemovedItem.Builder item = RemovedItem.newBuilder().setTarget(target);
        try {
            Image image = find(target);
            boolean byId = image.getId().equals(target);
            if (byId && image.getTagsCount() > 1 && !force) {
                throw new LongshoreException(ErrorCode.IMAGE_MULTIPLE_TAGS, "the image has several tags");
            }
            for (String tag :
                    byId ? image.getTagsList() : List.of(ImageRef.of(target).normalized())) {
                item.addUntagged(tag);
            }
            if (byId || image.getTagsCount() == 1) {
                delete(image);
                item.addDeleted(image.getId());
            } else {
                take(image, item.getUntagged(0));
            }
        } catch (LongshoreException refused) {
            item.setFailure(failure(refused));
        }
        return item.build();
    }

    synchronized RemoveResult prune(PruneTask task) {
        RemoveResult.Builder result = RemoveResult.newBuilder();
        for (String id : task.getImageIdsList()) {
            RemovedItem.Builder item = RemovedItem.newBuilder().setTarget(id);
            Image image = images.get(id);
            if (image != null && image.getTagsCount() > 0 && !task.getAllUnused()) {
                item.setFailure(failure(new LongshoreException(ErrorCode.IMAGE_IN_USE, "it has a tag; it stays")));
            } else if (image != null) {
                delete(image);
                item.addAllUntagged(image.getTagsList()).addDeleted(id);
            }
            result.addItems(item);
        }
        return result.build();
    }

    static Failure failure(LongshoreException fault) {
        return Failure.newBuilder()
                .setCode(fault.code().name())
                .setReason(fault.reason())
                .setRemedy(fault.remedy())
                .addAllSubjects(fault.subjects())
                .build();
    }

    private Image find(String idOrReference) {
        Image byId = images.get(idOrReference);
        return byId != null
                ? byId
                : named(ImageRef.of(idOrReference).normalized())
                        .orElseThrow(
                                () -> new LongshoreException(ErrorCode.IMAGE_NOT_FOUND, "no image " + idOrReference));
    }

    private Optional<Image> named(String reference) {
        return images.values().stream()
                .filter(image -> image.getTagsList().contains(reference))
                .findFirst();
    }

    private Image give(Image image, String tag) {
        return put(image.toBuilder().addTags(tag).build());
    }

    private void take(Image image, String tag) {
        List<String> left =
                image.getTagsList().stream().filter(each -> !each.equals(tag)).toList();
        put(image.toBuilder().clearTags().addAllTags(left).build());
    }

    private Image put(Image image) {
        images.put(image.getId(), image);
        changes.accept(InventoryDelta.newBuilder().addImages(image));
        return image;
    }

    private void delete(Image image) {
        images.remove(image.getId());
        changes.accept(InventoryDelta.newBuilder().addRemovedImages(image.getId()));
    }
}
