package dev.longshore.inventory;

import dev.longshore.model.ErrorCode;
import dev.longshore.model.HostId;
import dev.longshore.model.ImageId;
import dev.longshore.model.LongshoreException;

/** An image on one host. */
public record ImageAt(HostId host, ImageId image) {

    /**
     * Parses {@code <host id>/<image id>}.
     *
     * @throws LongshoreException if it is none
     */
    public static ImageAt of(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw new LongshoreException(
                    ErrorCode.INVALID_REQUEST, "an image is named by its host's id, a slash, and its own id");
        }
        return new ImageAt(HostId.of(text.substring(0, slash)), ImageId.of(text.substring(slash + 1)));
    }

    @Override
    public String toString() {
        return host + "/" + image;
    }
}
