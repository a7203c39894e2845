package dev.longshore.agent.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longshore.agent.engine.ImageName.ById;
import dev.longshore.agent.engine.ImageName.ByRef;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.ImageId;
import dev.longshore.model.ImageRef;
import dev.longshore.model.LongshoreException;
import dev.longshore.wire.TagResult;
import dev.longshore.wire.TagTask;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** Gives an image a tag; taking the tag from another image is a decision that the command has to carry. */
final class TagWork {

    private final EngineApi api;
    /** Looking whom a tag names and taking it are one step among the commands of this agent. */
    private final ReentrantLock oneAtATime = new ReentrantLock();

    TagWork(EngineApi api) {
        this.api = api;
    }

    /**
     * Gives a tag back to the image that had it before a pull took it. False, and nothing done, if the tag names another
     * image by now than the one that the pull brought: somebody has decided otherwise meanwhile.
     */
    boolean giveBack(ImageRef tag, ImageId brought, ImageId before) throws IOException, InterruptedException {
        oneAtATime.lockInterruptibly();
        try {
            JsonNode held = api.imageOrNull(new ByRef(tag));
            if (held == null || !brought.value().equals(ImageReader.id(held.path("Id")))) {
                return false;
            }
            api.tag(before, tag);
            return true;
        } finally {
            oneAtATime.unlock();
        }
    }

    TagResult run(TagTask task) throws IOException, InterruptedException {
        ImageName source =
                task.getImageId().isEmpty() ? ImageName.of(task.getSource()) : new ById(ImageId.of(task.getImageId()));
        ImageRef target = ImageRef.of(task.getTarget());
        if (target.digest() != null) {
            throw new LongshoreException(ErrorCode.INVALID_REFERENCE, "a digest can't be given to an image: " + target);
        }
        oneAtATime.lockInterruptibly();
        try {
            JsonNode image = api.imageOrNull(source);
            if (image == null) {
                throw new LongshoreException(
                        ErrorCode.IMAGE_NOT_FOUND, "no image " + task.getSource() + task.getImageId());
            }
            String id = ImageReader.id(image.path("Id"));
            JsonNode held = api.imageOrNull(new ByRef(target));
            String holder = held == null ? "" : ImageReader.id(held.path("Id"));
            boolean others = !holder.isEmpty() && !holder.equals(id);
            if (others && !task.getOverwrite()) {
                throw taken(target, holder);
            }
            api.tag(ImageId.of(id), target);
            return TagResult.newBuilder()
                    .setImageId(id)
                    .setReplacedImageId(others ? holder : "")
                    .build();
        } finally {
            oneAtATime.unlock();
        }
    }

    /** The refusal to take a name from the image that has it. */
    static LongshoreException taken(ImageRef target, String holder) {
        return new LongshoreException(
                ErrorCode.TAG_EXISTS,
                target + " names another image there, " + ImageId.of(holder).shortForm(),
                ErrorCode.TAG_EXISTS.remedy(),
                List.of(holder));
    }
}
