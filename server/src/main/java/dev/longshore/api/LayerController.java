package dev.longshore.api;

import dev.longshore.access.Actor;
import dev.longshore.inventory.Comparisons;
import dev.longshore.inventory.FileQuery;
import dev.longshore.inventory.ImageAt;
import dev.longshore.inventory.ImageFiles;
import dev.longshore.inventory.Layers;
import dev.longshore.model.HostId;
import dev.longshore.model.ImageId;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What images are made of. */
@RestController
@RequestMapping("/api/v1")
final class LayerController {

    private final Layers layers;
    private final ImageFiles files;
    private final Comparisons comparisons;

    LayerController(Layers layers, ImageFiles files, Comparisons comparisons) {
        this.layers = layers;
        this.files = files;
        this.comparisons = comparisons;
    }

    /**
     * The layers of an image over all hosts.
     *
     * @param imageId an engine's id of it, or its config's digest
     * @param host to ask for sizes and instructions; any that holds it if missing
     */
    @GetMapping("/images/{imageId}/layers")
    LayerBodies.Stack layers(
            Actor actor, @PathVariable ImageId imageId, @RequestParam(required = false) @Nullable HostId host) {
        return LayerBodies.Stack.of(layers.of(actor, imageId, host));
    }

    /**
     * The files of one layer: what is in a folder, or with a text or {@code flat} all below it.
     *
     * @param sort path or size; a leading {@code -} turns the order round
     */
    @GetMapping("/hosts/{id}/images/{imageId}/layers/{diffId}/files")
    LayerBodies.Files files(
            Actor actor,
            @PathVariable HostId id,
            @PathVariable ImageId imageId,
            @PathVariable String diffId,
            @RequestParam(defaultValue = "") String folder,
            @RequestParam(defaultValue = "") String q,
            @RequestParam(defaultValue = "false") boolean flat,
            @RequestParam(defaultValue = "path") String sort,
            @RequestParam(defaultValue = "0") int page,
            @RequestParam(defaultValue = "100") int size) {
        boolean descending = sort.startsWith("-");
        FileQuery query = new FileQuery(
                folder,
                q,
                flat,
                Fields.word("sort", FileQuery.Sort.class, descending ? sort.substring(1) : sort),
                descending,
                Fields.between("page", page, 0, Integer.MAX_VALUE),
                Fields.between("size", size, 1, 1000));
        return LayerBodies.Files.of(files.list(actor, id, imageId, diffId, query));
    }

    /**
     * Two images side by side.
     *
     * @param left {@code <host id>/<image id>}
     * @param files whether to compare their files too
     */
    @GetMapping("/images/compare")
    ComparisonBody compare(
            Actor actor,
            @RequestParam String left,
            @RequestParam String right,
            @RequestParam(defaultValue = "false") boolean files) {
        return ComparisonBody.of(comparisons.compare(
                actor,
                Fields.parse("left", () -> ImageAt.of(left)),
                Fields.parse("right", () -> ImageAt.of(right)),
                files));
    }
}
