package dev.longshore.agent.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longshore.agent.engine.ImageName.ById;
import dev.longshore.agent.engine.ImageName.ByRef;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.ImageId;
import dev.longshore.model.ImageRef;
import dev.longshore.model.LongshoreException;
import dev.longshore.wire.LoadedImage;
import dev.longshore.wire.MadeResult;
import dev.longshore.wire.TagResult;
import dev.longshore.wire.TagTask;
import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives an image that was just made its names. The engine makes it without one, since it would take a name from the image
 * that has it; that is refused here, before the work and once more after it.
 */
final class Naming {

    private static final Logger LOG = LoggerFactory.getLogger(Naming.class);

    private final EngineApi api;
    private final TagWork tag;
    private final ImageRemoval removal;

    Naming(EngineApi api, TagWork tag, ImageRemoval removal) {
        this.api = api;
        this.tag = tag;
        this.removal = removal;
    }

    /** Parses a name that an image can be given. */
    static ImageRef givable(String text) {
        ImageRef reference = ImageRef.of(text);
        if (reference.tag() == null || reference.digest() != null) {
            throw new LongshoreException(
                    ErrorCode.INVALID_REFERENCE, "a repository and a tag are needed, without a digest: " + reference);
        }
        return reference;
    }

    /** Throws if a name is taken: an image that is to be made can't be the one that has it. */
    void refuseTaken(List<ImageRef> references, boolean overwrite) throws IOException, InterruptedException {
        for (ImageRef reference : references) {
            JsonNode held = overwrite ? null : api.imageOrNull(new ByRef(reference));
            if (held != null) {
                throw TagWork.taken(reference, ImageReader.id(held.path("Id")));
            }
        }
    }

    /**
     * Gives the names, all or none.
     *
     * @param isNew whether the image was not here before: it does not stay then if it gets none
     */
    MadeResult name(ImageId made, List<ImageRef> references, boolean overwrite, boolean isNew)
            throws IOException, InterruptedException {
        MadeResult.Builder result = MadeResult.newBuilder().setImageId(made.value());
        try {
            for (ImageRef reference : references) {
                TagResult tagged = tag.run(TagTask.newBuilder()
                        .setImageId(made.value())
                        .setTarget(reference.normalized())
                        .setOverwrite(overwrite)
                        .build());
                result.addImages(LoadedImage.newBuilder()
                        .setReference(reference.normalized())
                        .setImageId(tagged.getImageId())
                        .setReplacedImageId(tagged.getReplacedImageId()));
            }
            return result.build();
        } catch (IOException | LongshoreException why) {
            takeBack(made, result.build(), isNew);
            throw why;
        }
    }

    /** Takes away what was made and has no name, since something was wrong with it after all. */
    void dismiss(ImageId made) throws InterruptedException {
        takeBack(made, MadeResult.getDefaultInstance(), true);
    }

    /** A name that was given stays if it was another image's before: nobody can say which of the two it should name now. */
    private void takeBack(ImageId made, MadeResult given, boolean isNew) throws InterruptedException {
        try {
            for (LoadedImage image : given.getImagesList()) {
                if (image.getReplacedImageId().isEmpty()) {
                    removal.remove(new ByRef(ImageRef.of(image.getReference())), false, false);
                }
            }
            if (given.getImagesCount() == 0 && isNew) {
                removal.remove(new ById(made), false, false);
            }
        } catch (IOException | LongshoreException e) {
            LOG.info("{} was made and could not be taken back: {}", made, e.getMessage());
        }
    }
}
