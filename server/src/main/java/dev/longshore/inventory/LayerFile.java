package dev.longshore.inventory;

import dev.longshore.model.SafeText;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a layer.
 *
 * @param path without a slash at either end; of a whiteout, what it takes away
 * @param sizeBytes of a file
 * @param mode permission bits, with setuid, setgid and sticky
 * @param target of a link, or empty
 * @param crc32c of a file's content: tells contents apart that differ by chance, not by intent
 */
public record LayerFile(
        String path,
        Kind kind,
        long sizeBytes,
        int mode,
        int uid,
        int gid,
        Instant modifiedAt,
        String target,
        int crc32c) {

    private static final String MARK = ".wh.";
    private static final String OPAQUE_MARK = ".wh..wh..opq";
    private static final int PATH_CHARS = 4096;

    /** What it is. */
    public enum Kind {
        FILE,
        FOLDER,
        SYMLINK,
        HARDLINK,
        CHARACTER_DEVICE,
        BLOCK_DEVICE,
        PIPE,
        /** Takes away what lower layers have at this path. */
        WHITEOUT,
        /** Takes away all that lower layers have in this folder. */
        OPAQUE,
        OTHER;

        /** Whether it takes away something. */
        public boolean takesAway() {
            return this == WHITEOUT || this == OPAQUE;
        }
    }

    /** The last part of the path. */
    public String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** Whether the other one looks the same: all but the time of its last change. */
    public boolean sameAs(LayerFile other) {
        return kind == other.kind
                && sizeBytes == other.sizeBytes
                && mode == other.mode
                && uid == other.uid
                && gid == other.gid
                && target.equals(other.target)
                && crc32c == other.crc32c;
    }

    /** As an agent sent it; null for what only a storage driver understands. */
    static @Nullable LayerFile of(dev.longshore.wire.LayerFile wire) {
        String path = SafeText.line(wire.getPath(), PATH_CHARS);
        Kind kind = kind(wire.getKind());
        int last = path.lastIndexOf('/') + 1;
        if (path.startsWith(MARK, last)) {
            boolean opaque = path.startsWith(OPAQUE_MARK, last);
            if (!opaque && path.startsWith(MARK, last + MARK.length())) {
                return null;
            }
            kind = opaque ? Kind.OPAQUE : Kind.WHITEOUT;
            path = opaque
                    ? path.substring(0, Math.max(0, last - 1))
                    : path.substring(0, last) + path.substring(last + MARK.length());
        }
        return new LayerFile(
                path,
                kind,
                kind.takesAway() ? 0 : WireText.notNegative(wire.getSizeBytes()),
                wire.getMode() & 07777,
                wire.getUid(),
                wire.getGid(),
                WireText.time(wire.getModifiedMs()),
                SafeText.line(wire.getTarget(), PATH_CHARS),
                wire.getCrc32C());
    }

    private static Kind kind(dev.longshore.wire.LayerFile.Kind wire) {
        return switch (wire) {
            case FILE -> Kind.FILE;
            case FOLDER -> Kind.FOLDER;
            case SYMLINK -> Kind.SYMLINK;
            case HARDLINK -> Kind.HARDLINK;
            case CHARACTER_DEVICE -> Kind.CHARACTER_DEVICE;
            case BLOCK_DEVICE -> Kind.BLOCK_DEVICE;
            case PIPE -> Kind.PIPE;
            case OTHER, UNRECOGNIZED -> Kind.OTHER;
        };
    }
}
