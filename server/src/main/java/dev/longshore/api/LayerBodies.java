package dev.longshore.api;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.longshore.inventory.ImageLayers;
import dev.longshore.inventory.LayerFile;
import dev.longshore.inventory.LayerFilePage;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Layers as the API writes them. */
final class LayerBodies {

    private LayerBodies() {}

    /**
     * An image's layers, lowest first.
     *
     * @param askedHost whose engine told sizes and instructions, or null if none could be asked
     * @param hosts that hold the whole image
     */
    record Stack(
            ImageBodies.Image image,
            @Nullable String askedHost,
            List<Holder> hosts,
            @Nullable Long savedBytes,
            List<Layer> layers) {

        static Stack of(ImageLayers stack) {
            return new Stack(
                    ImageBodies.Image.of(stack.image()),
                    stack.told() ? stack.image().host().value() : null,
                    stack.hosts().stream().map(Holder::of).toList(),
                    known(stack.savedBytes()),
                    stack.layers().stream().map(Layer::of).toList());
        }
    }

    /** One layer; lists are cut at 200, the counts beside them are not. */
    record Layer(
            String diffId,
            String chainId,
            @Nullable Long sizeBytes,
            String createdBy,
            @Nullable Instant createdAt,
            List<Holder> hosts,
            int hostCount,
            int images,
            List<Sharer> sharedWith,
            int sharedWithCount,
            @Nullable Long savedBytes) {

        static Layer of(ImageLayers.Layer layer) {
            return new Layer(
                    layer.diffId(),
                    layer.chainId(),
                    known(layer.sizeBytes()),
                    layer.createdBy(),
                    layer.createdAt(),
                    layer.hosts().stream().map(Holder::of).toList(),
                    layer.hostCount(),
                    layer.images(),
                    layer.sharedWith().stream()
                            .map(sharer -> new Sharer(sharer.name(), sharer.hosts()))
                            .toList(),
                    layer.sharedWithCount(),
                    known(layer.savedBytes()));
        }
    }

    /** A host that holds something. */
    record Holder(String id, String name) {

        static Holder of(ImageLayers.Holder holder) {
            return new Holder(holder.id().value(), holder.name());
        }
    }

    /** Another image with the same layer below it, and on how many hosts. */
    record Sharer(String name, int hosts) {}

    /**
     * Files of one layer.
     *
     * @param files of the whole layer, with their bytes and how many whiteouts there are
     * @param cut whether it has more files than are listed
     * @param total rows that the question found
     */
    record Files(
            String diffId,
            int files,
            long bytes,
            int whiteouts,
            boolean cut,
            List<FileRow> items,
            int total,
            int page,
            int size) {

        static Files of(LayerFilePage found) {
            return new Files(
                    found.diffId(),
                    found.files(),
                    found.bytes(),
                    found.whiteouts(),
                    found.cut(),
                    found.rows().items().stream()
                            .map(row -> new FileRow(File.of(row.file()), row.filesBelow(), row.bytesBelow()))
                            .toList(),
                    found.rows().total(),
                    found.rows().page(),
                    found.rows().size());
        }
    }

    /** An entry; of a folder, how many files of the layer lie below it, and their size. */
    record FileRow(@JsonUnwrapped File file, int filesBelow, long bytesBelow) {}

    /** A file; mode in octal, crc32c in hex. */
    record File(
            String path,
            String kind,
            long sizeBytes,
            String mode,
            int uid,
            int gid,
            Instant modifiedAt,
            String target,
            @Nullable String crc32c) {

        static File of(LayerFile file) {
            return new File(
                    file.path(),
                    Words.of(file.kind()),
                    file.sizeBytes(),
                    "%04o".formatted(file.mode()),
                    file.uid(),
                    file.gid(),
                    file.modifiedAt(),
                    file.target(),
                    file.kind() == LayerFile.Kind.FILE ? "%08x".formatted(file.crc32c()) : null);
        }
    }

    static @Nullable Long known(long number) {
        return number < 0 ? null : number;
    }
}
