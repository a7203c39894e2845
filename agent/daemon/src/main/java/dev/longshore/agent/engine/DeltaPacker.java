package dev.longshore.agent.engine;

import dev.longshore.wire.Container;
import dev.longshore.wire.HostFacts;
import dev.longshore.wire.Image;
import dev.longshore.wire.InventoryDelta;
import java.util.ArrayList;
import java.util.List;

/** Packs one change into as few deltas as fit into a control message each (60 KiB, of which 12 stay free). */
final class DeltaPacker {

    static final int MAX_BYTES = 48 << 10;
    /** Tag and length of a field. */
    private static final int FIELD = 6;

    private final long epoch;
    private final long takenMs;
    private final List<InventoryDelta.Builder> deltas = new ArrayList<>();
    private InventoryDelta.Builder current = InventoryDelta.newBuilder();
    private int bytes;

    DeltaPacker(long epoch, long takenMs) {
        this.epoch = epoch;
        this.takenMs = takenMs;
        deltas.add(current);
    }

    void image(Image image) {
        room(image.getSerializedSize()).addImages(image);
    }

    void container(Container container) {
        room(container.getSerializedSize()).addContainers(container);
    }

    void removeImage(String id) {
        room(id.length()).addRemovedImages(id);
    }

    void removeContainer(String id) {
        room(id.length()).addRemovedContainers(id);
    }

    void facts(HostFacts facts) {
        room(facts.getSerializedSize()).setFacts(facts);
    }

    private InventoryDelta.Builder room(int needed) {
        if (bytes > 0 && bytes + needed + FIELD > MAX_BYTES) {
            current = InventoryDelta.newBuilder();
            deltas.add(current);
            bytes = 0;
        }
        bytes += needed + FIELD;
        return current;
    }

    int size() {
        return deltas.size();
    }

    /** The deltas, numbered from {@code firstRevision}; all but the last say that there is more. */
    List<InventoryDelta> deltas(long firstRevision) {
        List<InventoryDelta> numbered = new ArrayList<>(deltas.size());
        for (int i = 0; i < deltas.size(); i++) {
            numbered.add(deltas.get(i)
                    .setEpoch(epoch)
                    .setRevision(firstRevision + i)
                    .setTakenMs(takenMs)
                    .setMore(i + 1 < deltas.size())
                    .build());
        }
        return numbered;
    }
}
