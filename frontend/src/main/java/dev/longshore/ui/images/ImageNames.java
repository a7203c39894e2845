package dev.longshore.ui.images;

import dev.longshore.inventory.ImageView;
import dev.longshore.model.ImageRef;
import dev.longshore.model.LongshoreException;

/** Names of images as people write them. */
final class ImageNames {

    private ImageNames() {}

    /** The image's first name, or its short id. */
    static String shown(ImageView image) {
        return image.tags().isEmpty()
                ? image.id().shortForm()
                : familiar(image.tags().getFirst());
    }

    /** Without {@code docker.io/library/}; a name outside the grammar stays as the engine gave it. */
    static String familiar(String tag) {
        try {
            return ImageRef.of(tag).familiar();
        } catch (LongshoreException _) {
            return tag;
        }
    }
}
