package dev.longshore.agent.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longshore.agent.engine.ImageName.ByRef;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.ImageRef;
import dev.longshore.model.LongshoreException;
import dev.longshore.wire.PushResult;
import dev.longshore.wire.PushTask;
import dev.longshore.wire.RegistryCredentials;
import dev.longshore.wire.TagResult;
import java.io.IOException;

/** Pushes an image under a name of its registry, which it gives it first where it has another. */
final class PushWork {

    private final EngineApi api;
    private final TagWork tag;

    PushWork(EngineApi api, TagWork tag) {
        this.api = api;
        this.tag = tag;
    }

    PushResult run(PushTask task, ProgressSink sink) throws IOException, InterruptedException {
        ImageRef target = ImageRef.of(task.getReference());
        if (target.tag() == null || target.digest() != null) {
            throw new LongshoreException(
                    ErrorCode.INVALID_REFERENCE, "a push needs a repository and a tag, without a digest: " + target);
        }
        RegistryCredentials login = task.hasCredentials() ? RegistryLogin.of(task.getCredentials(), target) : null;
        TagResult tagged = named(task, target);
        TransferProgress progress = TransferProgress.follow("pushing", sink, each -> api.push(target, login, each));
        if (progress.digest().isEmpty()) { // both engines end a push with it
            throw new LongshoreException(
                    ErrorCode.ENGINE_ERROR,
                    "the engine ended the push of " + target + " without the registry's digest",
                    "The engine may have been stopped meanwhile. Push again: layers that arrived are not sent twice.");
        }
        return PushResult.newBuilder()
                .setImageId(tagged.getImageId())
                .setReplacedImageId(tagged.getReplacedImageId())
                .setDigest(progress.digest())
                .setAlreadyPresent(progress.doneBytes() == 0 && progress.allThere())
                .setBytes(progress.doneBytes())
                .build();
    }

    /** What will be pushed, and has the target's name from now on. */
    private TagResult named(PushTask task, ImageRef target) throws IOException, InterruptedException {
        if (task.hasTag()) {
            if (!task.getTag().getTarget().equals(task.getReference())) {
                throw new LongshoreException(ErrorCode.INVALID_REQUEST, "what is tagged is not what is pushed");
            }
            return tag.run(task.getTag());
        }
        JsonNode image = api.imageOrNull(new ByRef(target));
        if (image == null) {
            throw new LongshoreException(ErrorCode.IMAGE_NOT_FOUND, "no image " + target);
        }
        return TagResult.newBuilder()
                .setImageId(ImageReader.id(image.path("Id")))
                .build();
    }
}
