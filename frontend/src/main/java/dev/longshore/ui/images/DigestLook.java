package dev.longshore.ui.images;

/** The colour of a digest: alike for the same image within a row; images that drift from the most common one stand out. */
final class DigestLook {

    private static final int CALM = 3;
    private static final int LOUD = 3;

    private DigestLook() {}

    /**
     * The CSS class.
     *
     * @param variant 0 for the image that most hosts hold, then 1, 2 …
     */
    static String of(int variant, String digest) {
        return variant == 0 ? "ls-calm" + Math.floorMod(digest.hashCode(), CALM) : "ls-loud" + (variant - 1) % LOUD;
    }
}
