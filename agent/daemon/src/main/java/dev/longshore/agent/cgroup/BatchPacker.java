package dev.longshore.agent.cgroup;

import dev.longshore.wire.ContainerStat;
import dev.longshore.wire.HostStat;
import dev.longshore.wire.OtherStat;
import dev.longshore.wire.StatBatch;
import java.util.ArrayList;
import java.util.List;

/** Cuts a round into messages that are far below what a control message may be, so that nothing waits long behind one. */
final class BatchPacker {

    static final int MOST_BYTES = 16 << 10;
    private static final int ROOM = MOST_BYTES - 256; // for what all parts have, and lengths

    private final StatBatch head;
    private final List<StatBatch> done = new ArrayList<>();
    private StatBatch.Builder open;
    private int bytes;

    /** With what all parts of the round say. */
    BatchPacker(StatBatch head) {
        this.head = head;
        this.open = head.toBuilder();
    }

    void host(HostStat host) {
        HostStat fits = host;
        while (fits.getSerializedSize() > ROOM && fits.getFileSystemsCount() + fits.getNetsCount() > 0) {
            HostStat.Builder less = fits.toBuilder();
            if (less.getFileSystemsCount() > 0) {
                less.removeFileSystems(less.getFileSystemsCount() - 1);
            } else {
                less.removeNets(less.getNetsCount() - 1);
            }
            fits = less.build();
        }
        room(fits.getSerializedSize());
        open.setHost(fits);
    }

    void container(ContainerStat container) {
        room(container.getSerializedSize());
        open.addContainers(container);
    }

    void other(OtherStat other) {
        room(other.getSerializedSize());
        open.addOthers(other);
    }

    private void room(int more) {
        if (bytes > 0 && bytes + more > ROOM) {
            done.add(open.setMore(true).build());
            open = head.toBuilder();
            bytes = 0;
        }
        bytes += more + 4;
    }

    /** The parts, at least one. */
    List<StatBatch> parts() {
        done.add(open.build());
        return done;
    }
}
