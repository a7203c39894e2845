package dev.longshore.inventory;

import org.jspecify.annotations.Nullable;

/** How the engines at both ends of a copy keep images, which decides what need not be moved. */
public record CopyEnds(Store source, Store target) {

    /** The first Docker whose archives hold layers as files named by their diff IDs. */
    private static final int DOCKER_WITH_BLOBS = 25;

    /** How an engine keeps images. */
    public enum Store {
        /** Docker's classic store: takes archives without the layers that it holds, whatever the layers are called in them. */
        CLASSIC,
        /** The same in Docker up to 24, whose archives are laid out so that a containerd store needs all of each. */
        OLD_CLASSIC,
        /** Podman, or not known: takes whole archives only, but its ids tell whether it holds an image. */
        WHOLE_IMAGES,
        /**
         * The containerd store: holds layers packed, under digests that it does not tell before it is looked into, and takes
         * archives without those files that it holds.
         */
        PACKED;

        static Store of(@Nullable HostFacts facts) {
            if (facts == null || !facts.engine().kind().equals("docker")) {
                return WHOLE_IMAGES;
            }
            if (facts.storage().containerd()) {
                return PACKED;
            }
            return major(facts.engine().version()) >= DOCKER_WITH_BLOBS ? CLASSIC : OLD_CLASSIC;
        }

        private static int major(String version) {
            int digits = 0;
            while (digits < Math.min(version.length(), 4) && Character.isDigit(version.charAt(digits))) {
                digits++;
            }
            return digits == 0 ? 0 : Integer.parseInt(version.substring(0, digits));
        }
    }

    /**
     * As both hosts were last reported.
     *
     * @param source facts of the host to copy from, or null if not known
     * @param target likewise
     */
    static CopyEnds of(@Nullable HostFacts source, @Nullable HostFacts target) {
        return new CopyEnds(Store.of(source), Store.of(target));
    }

    /** Whether the target takes images without the layers that it holds, as the source writes them. */
    public boolean takesParts() {
        return switch (target) {
            case CLASSIC, OLD_CLASSIC -> true;
            case WHOLE_IMAGES -> false;
            case PACKED -> source == Store.CLASSIC || source == Store.PACKED;
        };
    }

    /** Whether images have to be looked into before it is known what the target holds. */
    public boolean lookedInto() {
        return source == Store.PACKED || target == Store.PACKED;
    }
}
