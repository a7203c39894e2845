package dev.longshore.agent.cgroup;

import dev.longshore.wire.HostMemory;
import dev.longshore.wire.HostStat;
import java.nio.file.Path;

/** The host's memory, from {@code /proc/meminfo}, which counts in KiB, and {@code /proc/vmstat}. */
final class MemoryFigures implements AutoCloseable {

    private final KernelText text;
    private final KernelFile meminfo;
    private final KernelFile vmstat;
    private final KeyedNumbers sizes = new KeyedNumbers(
            "MemTotal",
            "MemFree",
            "MemAvailable",
            "Buffers",
            "Cached",
            "Shmem",
            "AnonPages",
            "SReclaimable",
            "Slab",
            "Dirty",
            "SwapTotal",
            "SwapFree",
            "HugePages_Total",
            "HugePages_Free",
            "Hugepagesize");
    private final KeyedNumbers counts = new KeyedNumbers("pswpin", "pswpout", "pgmajfault", "oom_kill");

    MemoryFigures(Path proc, Scratch scratch) {
        this.text = scratch.text();
        this.meminfo = KernelFile.list(proc.resolve("meminfo"), scratch.descriptors());
        this.vmstat = KernelFile.list(proc.resolve("vmstat"), scratch.descriptors());
    }

    void read(HostStat.Builder to) {
        HostMemory.Builder memory = HostMemory.newBuilder();
        if (meminfo.read(text)) {
            sizes.take(text);
            sizes(memory);
        }
        if (vmstat.read(text)) {
            counts.take(text);
            if (counts.has(0)) {
                memory.setSwapInPages(counts.get(0));
            }
            if (counts.has(1)) {
                memory.setSwapOutPages(counts.get(1));
            }
            if (counts.has(2)) {
                memory.setMajorFaults(counts.get(2));
            }
            if (counts.has(3)) {
                memory.setOomKills(counts.get(3));
            }
        }
        to.setMemory(memory);
    }

    private void sizes(HostMemory.Builder memory) {
        if (sizes.has(0)) {
            memory.setTotalBytes(bytes(0));
        }
        if (sizes.has(1)) {
            memory.setFreeBytes(bytes(1));
        }
        if (sizes.has(2)) {
            memory.setAvailableBytes(bytes(2));
        }
        if (sizes.has(3)) {
            memory.setBuffersBytes(bytes(3));
        }
        if (sizes.has(4)) {
            memory.setCachedBytes(bytes(4));
        }
        if (sizes.has(5)) {
            memory.setShmemBytes(bytes(5));
        }
        if (sizes.has(6)) {
            memory.setAnonBytes(bytes(6));
        }
        if (sizes.has(7)) {
            memory.setSlabReclaimableBytes(bytes(7));
        }
        if (sizes.has(8)) {
            memory.setSlabBytes(bytes(8));
        }
        if (sizes.has(9)) {
            memory.setDirtyBytes(bytes(9));
        }
        if (sizes.has(10)) {
            memory.setSwapTotalBytes(bytes(10));
        }
        if (sizes.has(11)) {
            memory.setSwapFreeBytes(bytes(11));
        }
        if (sizes.has(12) && sizes.has(13) && sizes.has(14)) {
            memory.setHugeTotalBytes(sizes.get(12) * bytes(14)).setHugeFreeBytes(sizes.get(13) * bytes(14));
        }
    }

    private long bytes(int key) {
        return sizes.get(key) << 10;
    }

    @Override
    public void close() {
        meminfo.close();
        vmstat.close();
    }
}
