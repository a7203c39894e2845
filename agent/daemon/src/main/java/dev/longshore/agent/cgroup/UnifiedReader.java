package dev.longshore.agent.cgroup;

import dev.longshore.wire.CgroupLimits;
import dev.longshore.wire.CgroupStat;
import java.nio.file.Path;

/**
 * A control group of the unified hierarchy.
 *
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html">cgroup v2</a>
 */
final class UnifiedReader implements CgroupReader {

    private final Scratch scratch;
    private final FileSet files;
    private final KernelFile cpuStat;
    private final KernelFile cpuStatLocal;
    private final KernelFile memoryCurrent;
    private final KernelFile memoryStat;
    private final KernelFile memoryEvents;
    private final KernelFile memoryPeak;
    private final KernelFile swapCurrent;
    private final KernelFile swapEvents;
    private final KernelFile ioStat;
    private final KernelFile pidsCurrent;
    private final KernelFile pidsEvents;
    private final KernelFile cgroupEvents;
    private final KernelFile cpuPressure;
    private final KernelFile memoryPressure;
    private final KernelFile ioPressure;
    private final HugePages huge;
    private final UnifiedLimits limits;

    UnifiedReader(Path folder, Scratch scratch) {
        this.scratch = scratch;
        this.files = new FileSet(scratch.descriptors());
        this.cpuStat = files.add(folder, "cpu.stat");
        this.cpuStatLocal = files.add(folder, "cpu.stat.local");
        this.memoryCurrent = files.add(folder, "memory.current");
        this.memoryStat = files.add(folder, "memory.stat");
        this.memoryEvents = files.add(folder, "memory.events");
        this.memoryPeak = files.add(folder, "memory.peak");
        this.swapCurrent = files.add(folder, "memory.swap.current");
        this.swapEvents = files.add(folder, "memory.swap.events");
        this.ioStat = files.add(folder, "io.stat");
        this.pidsCurrent = files.add(folder, "pids.current");
        this.pidsEvents = files.add(folder, "pids.events");
        this.cgroupEvents = files.add(folder, "cgroup.events");
        this.cpuPressure = files.add(folder, "cpu.pressure");
        this.memoryPressure = files.add(folder, "memory.pressure");
        this.ioPressure = files.add(folder, "io.pressure");
        this.huge = HugePages.unified(folder, files, scratch);
        this.limits = new UnifiedLimits(folder, scratch);
    }

    @Override
    public boolean read(CgroupStat.Builder to, boolean full) {
        cpu(to);
        memory(to, full);
        KernelText text = scratch.text();
        if (ioStat.read(text)) {
            DeviceCounts devices = scratch.devices();
            devices.clear();
            devices.takeUnified(text);
            devices.tell(to);
        }
        if (pidsCurrent.read(text)) {
            to.setPids(Math.max(0, text.number()));
        }
        KeyedNumbers events = scratch.events();
        if (pidsEvents.read(text)) {
            events.take(text);
            if (events.has(0)) {
                to.setPidsLimitHits(events.get(0));
            }
        }
        if (cgroupEvents.read(text)) {
            events.take(text);
            if (events.has(4)) {
                to.setFrozen(events.get(4) != 0);
            }
        }
        pressure(to);
        if (full) {
            huge.read(to);
        }
        return !files.gone() && !files.nothing();
    }

    private void cpu(CgroupStat.Builder to) {
        KernelText text = scratch.text();
        if (cpuStat.read(text)) {
            KeyedNumbers cpu = scratch.cpuStat();
            cpu.take(text);
            if (cpu.has(0)) {
                to.setCpuUs(cpu.get(0));
            }
            if (cpu.has(1)) {
                to.setCpuUserUs(cpu.get(1));
            }
            if (cpu.has(2)) {
                to.setCpuSystemUs(cpu.get(2));
            }
            if (cpu.has(3)) {
                to.setPeriods(cpu.get(3));
            }
            if (cpu.has(4)) {
                to.setThrottledPeriods(cpu.get(4));
            }
            if (cpu.has(5)) {
                to.setThrottledUs(cpu.get(5));
            }
        }
        if (cpuStatLocal.read(text)) {
            KeyedNumbers events = scratch.events();
            events.take(text);
            if (events.has(7)) {
                to.setThrottledSelfUs(events.get(7));
            }
        }
    }

    private void memory(CgroupStat.Builder to, boolean full) {
        KernelText text = scratch.text();
        if (memoryCurrent.read(text)) {
            to.setMemoryBytes(Math.max(0, text.number()));
        }
        if (memoryStat.read(text)) {
            KeyedNumbers stat = scratch.memoryStat();
            stat.take(text);
            memoryStat(to, stat);
        }
        KeyedNumbers events = scratch.events();
        if (memoryEvents.read(text)) {
            events.take(text);
            if (events.has(0)) {
                to.setMemoryLimitHits(events.get(0));
            }
            if (events.has(1)) {
                to.setOoms(events.get(1));
            }
            if (events.has(2)) {
                to.setOomKills(events.get(2));
            }
            if (events.has(3)) {
                to.setMemoryHighHits(events.get(3));
            }
        }
        if (swapCurrent.read(text)) {
            to.setSwapBytes(Math.max(0, text.number()));
        }
        if (full && memoryPeak.read(text)) {
            to.setMemoryPeakBytes(Math.max(0, text.number()));
        }
        if (full && swapEvents.read(text)) {
            events.take(text);
            if (events.has(0)) {
                to.setSwapLimitHits(events.get(0));
            }
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
            to.setSlabBytes(stat.get(4));
        }
        if (stat.has(5)) {
            to.setKernelBytes(stat.get(5));
        }
        if (stat.has(6)) {
            to.setMappedBytes(stat.get(6));
        }
        if (stat.has(7)) {
            to.setPageFaults(stat.get(7));
        }
        if (stat.has(8)) {
            to.setMajorFaults(stat.get(8));
        }
    }

    private void pressure(CgroupStat.Builder to) {
        Pressures pressures = scratch.pressures();
        pressures.clear();
        pressures.take(cpuPressure, scratch.text(), Pressures.Of.CPU);
        pressures.take(memoryPressure, scratch.text(), Pressures.Of.MEMORY);
        pressures.take(ioPressure, scratch.text(), Pressures.Of.IO);
        if (pressures.any()) {
            to.setPressure(pressures.told());
        }
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
