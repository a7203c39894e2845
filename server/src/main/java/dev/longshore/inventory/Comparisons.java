package dev.longshore.inventory;

import dev.longshore.access.Access;
import dev.longshore.access.Actor;
import dev.longshore.access.Permission;
import dev.longshore.inventory.ImageComparison.Field;
import dev.longshore.inventory.ImageComparison.Setting;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Compares two images, of one host or of two. */
@Service
public class Comparisons {

    /** Of the lists of files that are in memory at once; they take some times as much there. */
    private static final long MOST_BYTES = 32L << 20;

    private static final JsonMapper JSON = new JsonMapper();

    private final Fleet fleet;
    private final ImageFiles files;
    private final Access access;

    Comparisons(Fleet fleet, ImageFiles files, Access access) {
        this.fleet = fleet;
        this.files = files;
        this.access = access;
    }

    /**
     * Compares configs and layers: asks both hosts, and waits up to 10 s for each.
     *
     * @param withFiles whether to compare the files too, which needs {@code IMAGE_FILES} on both hosts, and takes up to 3 min for
     *     each the first time
     */
    public ImageComparison compare(Actor actor, ImageAt left, ImageAt right, boolean withFiles) {
        fleet.host(actor, left.host());
        fleet.host(actor, right.host());
        if (withFiles) {
            files.require(actor, left.host(), left.image());
            files.require(actor, right.host(), right.image());
        }
        ImageDetail one = fleet.imageDetail(actor, left.host(), left.image());
        ImageDetail other = fleet.imageDetail(actor, right.host(), right.image());
        List<String> diffIds = one.image().identity().diffIds();
        List<String> otherDiffIds = other.image().identity().diffIds();
        int shared = 0;
        while (shared < Math.min(diffIds.size(), otherDiffIds.size())
                && diffIds.get(shared).equals(otherDiffIds.get(shared))) {
            shared++;
        }
        return new ImageComparison(
                one.image(),
                other.image(),
                one.image().identity().sameAs(other.image().identity()),
                fields(actor, one, other),
                shared,
                above(one, shared),
                above(other, shared),
                withFiles ? files(one.image(), other.image(), shared) : null);
    }

    private ImageComparison.Files files(ImageView left, ImageView right, int shared) {
        List<String> diffIds = left.identity().diffIds();
        List<String> otherDiffIds = right.identity().diffIds();
        if (shared == diffIds.size() && shared == otherDiffIds.size()) {
            return FileChanges.of(List.of(), List.of(), List.of());
        }
        List<LayerListing> one = files.listings(left, diffIds);
        List<LayerListing> other = files.listings(right, otherDiffIds.subList(shared, otherDiffIds.size()));
        List<LayerListing> leftOnly = one.subList(shared, one.size());
        long bytes = Stream.concat(leftOnly.stream(), other.stream())
                .mapToLong(LayerListing::unpackedBytes)
                .sum();
        if (bytes > MOST_BYTES) {
            throw new LongshoreException(
                    ErrorCode.TOO_LARGE,
                    "the layers that differ have too many files to compare",
                    "Compare without files, or look at the layers one by one.");
        }
        return files.unpacked(() -> FileChanges.of(one.subList(0, shared), leftOnly, other));
    }

    private static List<ImageComparison.Layer> above(ImageDetail detail, int shared) {
        Map<String, ImageDetail.Layer> steps = new HashMap<>();
        detail.layers().forEach(step -> steps.put(step.diffId(), step));
        List<String> diffIds = detail.image().identity().diffIds();
        return diffIds.subList(shared, diffIds.size()).stream()
                .map(diffId -> {
                    ImageDetail.Layer step = steps.get(diffId);
                    return new ImageComparison.Layer(
                            diffId, step == null ? -1 : step.sizeBytes(), step == null ? "" : step.createdBy());
                })
                .toList();
    }

    private List<Field> fields(Actor actor, ImageDetail left, ImageDetail right) {
        List<Field> fields = new ArrayList<>();
        fields.add(new Field(
                Setting.PLATFORM,
                List.of(left.image().identity().platform()),
                List.of(right.image().identity().platform())));
        fields.add(new Field(Setting.ENTRYPOINT, left.entrypoint(), right.entrypoint()));
        fields.add(new Field(Setting.CMD, left.cmd(), right.cmd()));
        fields.add(new Field(Setting.WORKING_DIR, text(left.workingDir()), text(right.workingDir())));
        fields.add(new Field(Setting.USER, text(left.user()), text(right.user())));
        fields.add(new Field(Setting.ENV_NAMES, left.envNames(), right.envNames()));
        Field values = values(actor, left.image(), right.image());
        if (values != null) {
            fields.add(values);
        }
        fields.add(new Field(Setting.EXPOSED_PORTS, left.exposedPorts(), right.exposedPorts()));
        fields.add(new Field(Setting.VOLUMES, left.volumes(), right.volumes()));
        fields.add(new Field(Setting.LABELS, labels(left.image()), labels(right.image())));
        fields.add(new Field(Setting.HEALTHCHECK, left.healthcheck(), right.healthcheck()));
        fields.add(new Field(Setting.STOP_SIGNAL, text(left.stopSignal()), text(right.stopSignal())));
        fields.add(new Field(Setting.AUTHOR, text(left.author()), text(right.author())));
        return fields;
    }

    private static List<String> text(String text) {
        return text.isEmpty() ? List.of() : List.of(text);
    }

    private static List<String> labels(ImageView image) {
        List<String> labels = new ArrayList<>();
        new TreeMap<>(image.labels()).forEach((name, value) -> labels.add(name + "=" + value));
        return labels;
    }

    /** Variables that both have with different values, where the actor may see values; otherwise null. */
    private @Nullable Field values(Actor actor, ImageView left, ImageView right) {
        if (!access.may(actor, Permission.RAW_INSPECT, left.host())
                || !access.may(actor, Permission.RAW_INSPECT, right.host())) {
            return null;
        }
        Map<String, String> one;
        Map<String, String> other;
        try {
            one = env(actor, left);
            other = env(actor, right);
        } catch (LongshoreException | JacksonException untold) {
            return null; // a document that is too long, above all: the rest is told nevertheless
        }
        List<String> here = new ArrayList<>();
        List<String> there = new ArrayList<>();
        one.forEach((name, value) -> {
            String second = other.get(name);
            if (second != null && !second.equals(value)) {
                here.add(name + "=" + value);
                there.add(name + "=" + second);
            }
        });
        return new Field(Setting.ENV_VALUES, here, there);
    }

    private Map<String, String> env(Actor actor, ImageView image) {
        Map<String, String> values = new TreeMap<>();
        JsonNode document = JSON.readTree(
                fleet.raw(actor, image.host(), RawKind.IMAGE, image.id().value()));
        for (JsonNode variable : document.path("Config").path("Env")) {
            String text = variable.asString("");
            int equals = text.indexOf('=');
            if (equals > 0) {
                values.put(WireText.name(text.substring(0, equals)), WireText.text(text.substring(equals + 1)));
            }
        }
        return values;
    }
}
