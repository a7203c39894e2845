package dev.longshore.agent.cgroup;

import dev.longshore.wire.CgroupStat;
import dev.longshore.wire.IoStat;
import java.util.Arrays;

/** Bytes and operations by device: gathered from one file on v2, from two on v1. */
final class DeviceCounts {

    private static final int MOST = 64;
    private static final int FIELDS = 6;
    private static final byte[][] UNIFIED = {
        KernelText.ascii("rbytes="),
        KernelText.ascii("wbytes="),
        KernelText.ascii("rios="),
        KernelText.ascii("wios="),
        KernelText.ascii("dbytes="),
        KernelText.ascii("dios=")
    };
    private static final byte[] READ = KernelText.ascii("Read");
    private static final byte[] WRITE = KernelText.ascii("Write");
    private static final byte[] DISCARD = KernelText.ascii("Discard");

    private final long[] devices = new long[MOST];
    private final long[] counts = new long[MOST * FIELDS];
    private int used;

    void clear() {
        used = 0;
        Arrays.fill(counts, 0);
    }

    /** Takes {@code io.stat}: {@code 254:0 rbytes=1 wbytes=2 rios=3 …}. */
    void takeUnified(KernelText text) {
        if (text.atEnd()) {
            return;
        }
        do {
            int device = device(text);
            if (device < 0) {
                continue;
            }
            while (!text.atLineEnd()) {
                text.skipBlank();
                take(text, device);
                text.skipWord();
            }
        } while (text.nextLine());
    }

    private void take(KernelText text, int device) {
        for (int field = 0; field < FIELDS; field++) {
            if (text.skip(UNIFIED[field])) {
                counts[device * FIELDS + field] = Math.max(0, text.number());
                return;
            }
        }
    }

    /**
     * Takes a file of v1: {@code 254:0 Read 1}.
     *
     * @param operations whether it counts those, and not bytes
     */
    void takeOld(KernelText text, boolean operations) {
        if (text.atEnd()) {
            return;
        }
        do {
            int device = device(text);
            if (device < 0) {
                continue;
            }
            text.skipBlank();
            int field = text.skip(READ) ? 0 : text.skip(WRITE) ? 1 : text.skip(DISCARD) ? 2 : -1;
            if (field >= 0) {
                int place = field == 2 ? (operations ? 5 : 4) : field + (operations ? 2 : 0);
                counts[device * FIELDS + place] = Math.max(0, text.number());
            }
        } while (text.nextLine());
    }

    /** The place of the device whose numbers the line begins with; -1 if it begins with none, or there are too many. */
    private int device(KernelText text) {
        long major = text.number();
        if (major < 0 || major > 0xfff || !text.skipPast(':')) {
            return -1;
        }
        long minor = text.number();
        if (minor < 0 || minor > 0xfffff) {
            return -1;
        }
        long key = major << 20 | minor;
        for (int i = 0; i < used; i++) {
            if (devices[i] == key) {
                return i;
            }
        }
        if (used == MOST) {
            return -1;
        }
        devices[used] = key;
        return used++;
    }

    /** Adds those that were named. */
    void tell(CgroupStat.Builder to) {
        for (int i = 0; i < used; i++) {
            int at = i * FIELDS;
            to.addIo(IoStat.newBuilder()
                    .setMajor((int) (devices[i] >> 20))
                    .setMinor((int) (devices[i] & 0xfffff))
                    .setReadBytes(counts[at])
                    .setWriteBytes(counts[at + 1])
                    .setReads(counts[at + 2])
                    .setWrites(counts[at + 3])
                    .setDiscardBytes(counts[at + 4])
                    .setDiscards(counts[at + 5]));
        }
    }
}
