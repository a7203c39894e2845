package dev.longshore.agent.cgroup;

import dev.longshore.wire.CgroupLimits;
import dev.longshore.wire.CgroupStat;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The control groups of v1, one for each controller; pressure from the unified hierarchy where there is one beside them.
 *
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v1/index.html">cgroup v1</a>
 */
final class ControllersReader implements CgroupReader {

    private static final long MICROS_PER_TICK = 10_000; // USER_HZ is 100 wherever the engines run
    private static final byte[] FROZEN = KernelText.ascii("FROZEN");

    /** Stands for a controller that is not there: nothing can be read below it. */
    private static final Path NOWHERE = Path.of("/proc/self/nowhere");

    private final Scratch scratch;
    private final FileSet files;
    private final KernelFile usage;
    private final KernelFile times;
    private final KernelFile cpuStat;
    private final KernelFile cpuStatLocal;
    private final KernelFile memoryUsage;
    private final KernelFile memoryStat;
    private final KernelFile memoryFailures;
    private final KernelFile oomControl;
    private final KernelFile memoryPeak;
    private final KernelFile kernelMemory;
    private final KernelFile withSwap;
    private final KernelFile withSwapFailures;
    private final KernelFile ioBytes;
    private final KernelFile ioOperations;
    private final KernelFile ioBytesOwn;
    private final KernelFile ioOperationsOwn;
    private final KernelFile pidsCurrent;
    private final KernelFile pidsEvents;
    private final KernelFile freezer;
    private final KernelFile cpuPressure;
    private final KernelFile memoryPressure;
    private final KernelFile ioPressure;
    private final HugePages huge;
    private final ControllersLimits limits;

    ControllersReader(CgroupPlace.Controllers place, Scratch scratch) {
        this.scratch = scratch;
        this.files = new FileSet(scratch.descriptors());
        Path cpuacct = folder(place, "cpuacct");
        Path cpu = folder(place, "cpu");
        Path memory = folder(place, "memory");
        Path blkio = folder(place, "blkio");
        Path pids = folder(place, "pids");
        this.usage = files.add(cpuacct, "cpuacct.usage");
        this.times = files.add(cpuacct, "cpuacct.stat");
        this.cpuStat = files.add(cpu, "cpu.stat");
        this.cpuStatLocal = files.add(cpu, "cpu.stat.local");
        this.memoryUsage = files.add(memory, "memory.usage_in_bytes");
        this.memoryStat = files.add(memory, "memory.stat");
        this.memoryFailures = files.add(memory, "memory.failcnt");
        this.oomControl = files.add(memory, "memory.oom_control");
        this.memoryPeak = files.add(memory, "memory.max_usage_in_bytes");
        this.kernelMemory = files.add(memory, "memory.kmem.usage_in_bytes");
        this.withSwap = files.add(memory, "memory.memsw.usage_in_bytes");
        this.withSwapFailures = files.add(memory, "memory.memsw.failcnt");
        this.ioBytes = files.add(blkio, "blkio.throttle.io_service_bytes_recursive");
        this.ioOperations = files.add(blkio, "blkio.throttle.io_serviced_recursive");
        this.ioBytesOwn = files.add(blkio, "blkio.throttle.io_service_bytes"); // kernels before 4.20
        this.ioOperationsOwn = files.add(blkio, "blkio.throttle.io_serviced");
        this.pidsCurrent = files.add(pids, "pids.current");
        this.pidsEvents = files.add(pids, "pids.events");
        this.freezer = files.add(folder(place, "freezer"), "freezer.state");
        Path unified = orNowhere(place.unified());
        this.cpuPressure = files.add(unified, "cpu.pressure");
        this.memoryPressure = files.add(unified, "memory.pressure");
        this.ioPressure = files.add(unified, "io.pressure");
        this.huge = HugePages.old(folder(place, "hugetlb"), files, scratch);
        this.limits = new ControllersLimits(place, scratch);
    }

    static Path folder(CgroupPlace.Controllers place, String controller) {
        return orNowhere(place.folders().get(controller));
    }

    private static Path orNowhere(@Nullable Path folder) {
        return folder == null ? NOWHERE : folder;
    }

    @Override
    public boolean read(CgroupStat.Builder to, boolean full) {
        cpu(to);
        memory(to, full);
        io(to);
        KernelText text = scratch.text();
        if (pidsCurrent.read(text)) {
            to.setPids(Math.max(0, text.number()));
        }
        if (pidsEvents.read(text)) {
            KeyedNumbers events = scratch.events();
            events.take(text);
            if (events.has(0)) {
                to.setPidsLimitHits(events.get(0));
            }
        }
        if (freezer.read(text)) {
            to.setFrozen(text.wordIs(FROZEN));
        }
        Pressures pressures = scratch.pressures();
        pressures.clear();
        pressures.take(cpuPressure, text, Pressures.Of.CPU);
        pressures.take(memoryPressure, text, Pressures.Of.MEMORY);
        pressures.take(ioPressure, text, Pressures.Of.IO);
        if (pressures.any()) {
            to.setPressure(pressures.told());
        }
        if (full) {
            huge.read(to);
        }
        return !files.gone() && !files.nothing();
    }

    private void cpu(CgroupStat.Builder to) {
        KernelText text = scratch.text();
        KeyedNumbers numbers = scratch.events();
        if (usage.read(text)) {
            to.setCpuUs(Math.max(0, text.number()) / 1000);
        }
        if (times.read(text)) {
            numbers.take(text);
            if (numbers.has(5)) {
                to.setCpuUserUs(numbers.get(5) * MICROS_PER_TICK);
            }
            if (numbers.has(6)) {
                to.setCpuSystemUs(numbers.get(6) * MICROS_PER_TICK);
            }
        }
        if (cpuStat.read(text)) {
            numbers.take(text);
            if (numbers.has(9)) {
                to.setPeriods(numbers.get(9));
            }
            if (numbers.has(10)) {
                to.setThrottledPeriods(numbers.get(10));
            }
            if (numbers.has(8)) {
                to.setThrottledUs(numbers.get(8) / 1000);
            }
        }
        if (cpuStatLocal.read(text)) {
            numbers.take(text);
            if (numbers.has(8)) {
                to.setThrottledSelfUs(numbers.get(8) / 1000);
            }
        }
    }

    private void memory(CgroupStat.Builder to, boolean full) {
        KernelText text = scratch.text();
        long bytes = -1;
        if (memoryUsage.read(text)) {
            bytes = Math.max(0, text.number());
            to.setMemoryBytes(bytes);
        }
        if (memoryStat.read(text)) {
            KeyedNumbers stat = scratch.oldMemoryStat();
            stat.take(text);
            memoryStat(to, stat);
        }
        if (!to.hasSwapBytes() && withSwap.read(text) && bytes >= 0) {
            to.setSwapBytes(Math.max(0, text.number() - bytes));
        }
        if (memoryFailures.read(text)) {
            to.setMemoryLimitHits(Math.max(0, text.number()));
        }
        if (oomControl.read(text)) {
            KeyedNumbers events = scratch.events();
            events.take(text);
            if (events.has(2)) {
                to.setOomKills(events.get(2));
            }
        }
        if (!full) {
            return;
        }
        if (memoryPeak.read(text)) {
            to.setMemoryPeakBytes(Math.max(0, text.number()));
        }
        if (kernelMemory.read(text)) {
            to.setKernelBytes(Math.max(0, text.number()));
        }
        if (withSwapFailures.read(text)) {
            to.setSwapLimitHits(Math.max(0, text.number()));
        }
    }

    private static void memoryStat(CgroupStat.Builder to, KeyedNumbers stat) {
        if (stat.has(0)) {
            to.setInactiveFileBytes(stat.get(0));
        }
        if (stat.has(1)) {
            to.setAnonBytes(stat.get(1));
        }
        if (stat.has(2)) {
            to.setFileBytes(stat.get(2));
        }
        if (stat.has(3)) {
            to.setShmemBytes(stat.get(3));
        }
        if (stat.has(4)) {
            to.setMappedBytes(stat.get(4));
        }
        if (stat.has(5)) {
            to.setPageFaults(stat.get(5));
        }
        if (stat.has(6)) {
            to.setMajorFaults(stat.get(6));
        }
        if (stat.has(7)) {
            to.setSwapBytes(stat.get(7));
        }
    }

    private void io(CgroupStat.Builder to) {
        KernelText text = scratch.text();
        DeviceCounts devices = scratch.devices();
        devices.clear();
        if (ioBytes.read(text) || ioBytesOwn.read(text)) {
            devices.takeOld(text, false);
        }
        if (ioOperations.read(text) || ioOperationsOwn.read(text)) {
            devices.takeOld(text, true);
        }
        devices.tell(to);
    }

    @Override
    public void limits(CgroupLimits.Builder to) {
        limits.read(to);
        huge.limits(to);
    }

    @Override
    public void close() {
        files.close();
        limits.close();
    }
}
