package dev.longshore.agent.engine;

import dev.longshore.model.ErrorCode;
import dev.longshore.model.ImageId;
import dev.longshore.model.ImageRef;
import dev.longshore.model.LongshoreException;
import dev.longshore.model.SafeText;

/**
 * What may stand for an image in a request's path: an id in full or a normalised reference, and nothing else. An engine
 * does not encode what it is given: {@code x/../../containers/y} as an image's name reaches the container y.
 */
sealed interface ImageName {

    /** By engine id. */
    record ById(ImageId id) implements ImageName {
        @Override
        public String path() {
            return id.value();
        }
    }

    /** By reference, with a tag or a digest. */
    record ByRef(ImageRef ref) implements ImageName {
        @Override
        public String path() {
            return bracketless(ref.digest() == null ? ref.normalized() : ref.repository() + "@" + ref.digest());
        }
    }

    /** The segment for a repository, where the tag is given apart. */
    static String repositoryPath(ImageRef ref) {
        return bracketless(ref.repository());
    }

    private static String bracketless(String text) {
        return text.replace("[", "%5B").replace("]", "%5D");
    }

    /** Segment of a path; its characters are safe there by their grammar, an IPv6 registry's brackets apart. */
    String path();

    /** Parses an id or a reference; an abbreviated id is neither, and is refused. */
    static ImageName of(String text) {
        if (text.startsWith("sha256:")) {
            return new ById(ImageId.of(text));
        }
        ImageRef ref = ImageRef.of(text);
        if (ref.tag() != null && ref.digest() != null) {
            throw new LongshoreException(
                    ErrorCode.INVALID_REFERENCE, "either a tag or a digest, not both: " + SafeText.quote(text));
        }
        return new ByRef(ref);
    }
}
