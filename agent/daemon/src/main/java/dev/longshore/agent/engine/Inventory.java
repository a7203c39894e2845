package dev.longshore.agent.engine;

import com.google.protobuf.ByteString;
import dev.longshore.agent.EngineReports;
import dev.longshore.wire.Container;
import dev.longshore.wire.HostFacts;
import dev.longshore.wire.Image;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What this host was last seen to hold. Each change becomes deltas whose revisions follow on; a snapshot is exactly the
 * state at its revision. Where a change is too big for deltas, one revision is left out: the gap makes the server ask
 * for everything, which travels as a stream.
 */
final class Inventory {

    private static final int MOST_DELTAS = 8;

    private final long epoch;
    private final Clock clock;
    private final EngineReports reports;
    private final Map<String, Image> images = new LinkedHashMap<>();
    private final Map<String, Container> containers = new LinkedHashMap<>();
    private @Nullable HostFacts facts;
    private ByteString rawInfo = ByteString.EMPTY;
    private ByteString rawVersion = ByteString.EMPTY;
    private long revision;
    private long takenMs;

    Inventory(long epoch, Clock clock, EngineReports reports) {
        this.epoch = epoch;
        this.clock = clock;
        this.reports = reports;
    }

    /** The state at one moment. */
    record Snapshot(
            long epoch,
            long revision,
            long takenMs,
            HostFacts facts,
            ByteString rawInfo,
            ByteString rawVersion,
            List<Image> images,
            List<Container> containers) {}

    /** Takes note of the facts; they are told with the next {@link #update}. */
    synchronized void facts(HostFacts fresh, ByteString info, ByteString version) {
        rawInfo = info;
        rawVersion = version;
        if (facts == null) {
            facts = fresh;
        } else if (FactsReader.differ(facts, fresh)) {
            facts = fresh;
            publish(List.of(), List.of(), List.of(), List.of(), fresh);
        }
    }

    /** Compares a fresh listing with what was known, and tells the difference. Null: that part was not listed. */
    synchronized void update(@Nullable Collection<Image> freshImages, @Nullable Collection<Container> freshContainers) {
        takenMs = clock.millis();
        List<Image> changedImages = new ArrayList<>();
        List<String> goneImages = new ArrayList<>();
        if (freshImages != null) {
            compare(images, byId(freshImages, Image::getId), changedImages, goneImages);
        }
        List<Container> changedContainers = new ArrayList<>();
        List<String> goneContainers = new ArrayList<>();
        if (freshContainers != null) {
            Map<String, Container> fresh = byId(freshContainers, Container::getId);
            fresh.replaceAll((id, container) -> agedOnly(containers.get(id), container));
            compare(containers, fresh, changedContainers, goneContainers);
        }
        if (revision == 0) {
            revision = 1;
            publish(List.of(), List.of(), List.of(), List.of(), null);
            return;
        }
        if (!changedImages.isEmpty()
                || !goneImages.isEmpty()
                || !changedContainers.isEmpty()
                || !goneContainers.isEmpty()) {
            publish(changedImages, goneImages, changedContainers, goneContainers, null);
        }
    }

    private void publish(
            List<Image> changedImages,
            List<String> goneImages,
            List<Container> changedContainers,
            List<String> goneContainers,
            @Nullable HostFacts changedFacts) {
        DeltaPacker packer = new DeltaPacker(epoch, takenMs == 0 ? clock.millis() : takenMs);
        goneImages.forEach(packer::removeImage);
        goneContainers.forEach(packer::removeContainer);
        changedImages.forEach(packer::image);
        changedContainers.forEach(packer::container);
        if (changedFacts != null) {
            packer.facts(changedFacts);
        }
        if (packer.size() > MOST_DELTAS) {
            packer = new DeltaPacker(epoch, takenMs);
            revision++;
        }
        packer.deltas(revision + 1).forEach(delta -> {
            revision = delta.getRevision();
            reports.delta(delta);
        });
    }

    /** A status like "Up 3 minutes" grows old by itself: that alone is no change. */
    private static Container agedOnly(@Nullable Container known, Container fresh) {
        if (known == null) {
            return fresh;
        }
        boolean same = known.toBuilder().setStatus(fresh.getStatus()).build().equals(fresh);
        return same ? known : fresh;
    }

    private static <T> Map<String, T> byId(Collection<T> items, Function<T, String> id) {
        Map<String, T> map = LinkedHashMap.newLinkedHashMap(items.size());
        items.forEach(item -> map.put(id.apply(item), item));
        return map;
    }

    private static <T> void compare(Map<String, T> known, Map<String, T> fresh, List<T> changed, List<String> gone) {
        for (String id : known.keySet()) {
            if (!fresh.containsKey(id)) {
                gone.add(id);
            }
        }
        gone.forEach(known::remove);
        fresh.forEach((id, item) -> {
            if (!item.equals(known.get(id))) {
                known.put(id, item);
                changed.add(item);
            }
        });
    }

    /** The state now, or null before the engine was first listed. */
    synchronized @Nullable Snapshot snapshot() {
        return revision == 0 || facts == null
                ? null
                : new Snapshot(
                        epoch,
                        revision,
                        takenMs,
                        facts,
                        rawInfo,
                        rawVersion,
                        List.copyOf(images.values()),
                        List.copyOf(containers.values()));
    }

    synchronized @Nullable Image image(String id) {
        return images.get(id);
    }

    synchronized @Nullable HostFacts facts() {
        return facts;
    }

    synchronized List<Image> images() {
        return List.copyOf(images.values());
    }

    synchronized List<Container> containers() {
        return List.copyOf(containers.values());
    }

    /** How many containers use each image, by engine id. */
    static Map<String, Integer> users(Collection<Container> containers) {
        Map<String, Integer> users = new HashMap<>();
        containers.forEach(container -> users.merge(container.getImageId(), 1, Integer::sum));
        return users;
    }
}
