package dev.longshore.operations;

/** How a file of an archive is compressed. */
public enum Compression {
    NONE("", "application/x-tar"),
    GZIP(".gz", "application/gzip"),
    ZSTD(".zst", "application/zstd");

    private final String suffix;
    private final String mediaType;

    Compression(String suffix, String mediaType) {
        this.suffix = suffix;
        this.mediaType = mediaType;
    }

    /** What follows {@code .tar} in the file's name. */
    String suffix() {
        return suffix;
    }

    /** What the file is. */
    String mediaType() {
        return mediaType;
    }
}
