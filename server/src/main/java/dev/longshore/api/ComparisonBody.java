package dev.longshore.api;

import dev.longshore.inventory.ImageComparison;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Two images side by side, as the API writes it.
 *
 * @param files null unless asked for
 */
record ComparisonBody(
        ImageBodies.Image left,
        ImageBodies.Image right,
        boolean same,
        List<Field> fields,
        int sharedLayers,
        List<Layer> leftLayers,
        List<Layer> rightLayers,
        @Nullable Files files) {

    static ComparisonBody of(ImageComparison comparison) {
        ImageComparison.Files files = comparison.files();
        return new ComparisonBody(
                ImageBodies.Image.of(comparison.left()),
                ImageBodies.Image.of(comparison.right()),
                comparison.same(),
                comparison.fields().stream()
                        .map(field -> new Field(Words.of(field.setting()), field.same(), field.left(), field.right()))
                        .toList(),
                comparison.sharedLayers(),
                comparison.leftLayers().stream().map(Layer::of).toList(),
                comparison.rightLayers().stream().map(Layer::of).toList(),
                files == null ? null : Files.of(files));
    }

    /** A setting of both configs. */
    record Field(String setting, boolean same, List<String> left, List<String> right) {}

    /** A layer that only one of them has at this place. */
    record Layer(String diffId, @Nullable Long sizeBytes, String createdBy) {

        static Layer of(ImageComparison.Layer layer) {
            return new Layer(layer.diffId(), LayerBodies.known(layer.sizeBytes()), layer.createdBy());
        }
    }

    /** What differs in their files; changes are cut at 5,000, the counts are not. */
    record Files(int added, int removed, int changed, long bytes, boolean cut, List<Change> changes) {

        static Files of(ImageComparison.Files files) {
            return new Files(
                    files.added(),
                    files.removed(),
                    files.changed(),
                    files.bytes(),
                    files.cut(),
                    files.changes().stream()
                            .map(change -> new Change(
                                    change.path(),
                                    change.left() == null ? null : LayerBodies.File.of(change.left()),
                                    change.right() == null ? null : LayerBodies.File.of(change.right())))
                            .toList());
        }
    }

    /** A path that differs; null on the side that lacks it. */
    record Change(String path, LayerBodies.@Nullable File left, LayerBodies.@Nullable File right) {}
}
