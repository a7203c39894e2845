package dev.longshore.inventory;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Two images side by side.
 *
 * @param same whether they are one and the same image
 * @param fields of the configs, equal ones too
 * @param sharedLayers how many layers they have in common, from the lowest on
 * @param leftLayers those above, lowest first
 * @param files what differs in them; null if that was not asked for
 */
public record ImageComparison(
        ImageView left,
        ImageView right,
        boolean same,
        List<Field> fields,
        int sharedLayers,
        List<Layer> leftLayers,
        List<Layer> rightLayers,
        @Nullable Files files) {

    public ImageComparison {
        fields = List.copyOf(fields);
        leftLayers = List.copyOf(leftLayers);
        rightLayers = List.copyOf(rightLayers);
    }

    /** What is compared of a config. */
    public enum Setting {
        PLATFORM,
        ENTRYPOINT,
        CMD,
        WORKING_DIR,
        USER,
        ENV_NAMES,
        /** Values of variables that both have and that differ: only for those who may see the engine's own JSON. */
        ENV_VALUES,
        EXPOSED_PORTS,
        VOLUMES,
        LABELS,
        HEALTHCHECK,
        STOP_SIGNAL,
        AUTHOR
    }

    /** One setting of both. */
    public record Field(Setting setting, List<String> left, List<String> right) {

        public Field {
            left = List.copyOf(left);
            right = List.copyOf(right);
        }

        /** Whether both have the same. */
        public boolean same() {
            return left.equals(right);
        }
    }

    /** A layer that only one of them has at this place; the size is -1 if it is not known. */
    public record Layer(String diffId, long sizeBytes, String createdBy) {}

    /**
     * What differs between the files of both.
     *
     * @param bytes how much more the right one's files take; less than nothing if it is less
     * @param cut whether not all files were compared, because a layer has too many
     * @param changes by path, at most 5,000 of them
     */
    public record Files(int added, int removed, int changed, long bytes, boolean cut, List<Change> changes) {

        public Files {
            changes = List.copyOf(changes);
        }
    }

    /** A path that differs: null on the side that lacks it. */
    public record Change(
            String path, @Nullable LayerFile left, @Nullable LayerFile right) {}
}
