package dev.longshore.agent;

/**
 * How much may be brought to this host at once.
 *
 * @param imageEntries of an archive of images; an engine takes some milliseconds for each
 * @param rootEntries of a root filesystem
 * @param bytes of an archive's files together, unpacked
 * @param diskFloorBytes that stay free on the engine's disk; nothing is brought where there is less, 0 for no such rule
 */
public record WorkBounds(int imageEntries, int rootEntries, long bytes, long diskFloorBytes) {

    /** Without a rule for the disk. */
    public static final WorkBounds USUAL = new WorkBounds(10_000, 2_000_000, 200L << 30, 0);
}
