package dev.longshore.agent.cgroup;

import dev.longshore.wire.CgroupSetup;
import dev.longshore.wire.HostStat;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads the host as a whole from its /proc. */
final class HostReader implements AutoCloseable {

    private static final byte[] RUNNING_SEPARATOR = {'/'};

    private final KernelText text;
    private final Pressures pressures;
    private final NetDevices nets;
    private final KernelFile uptime;
    private final KernelFile loadavg;
    private final KernelFile cpuPressure;
    private final KernelFile memoryPressure;
    private final KernelFile ioPressure;
    private final KernelFile netDev;
    private final ProcessorTimes processors;
    private final MemoryFigures memory;
    private final Disks disks;
    private final FileSystems fileSystems;
    private final EngineProcesses processes;
    private @Nullable CgroupSetup told;

    HostReader(Path hostRoot, Scratch scratch) {
        Path proc = hostRoot.resolve("proc");
        Descriptors descriptors = scratch.descriptors();
        this.text = scratch.text();
        this.pressures = scratch.pressures();
        this.nets = scratch.nets();
        this.uptime = new KernelFile(proc.resolve("uptime"), descriptors);
        this.loadavg = new KernelFile(proc.resolve("loadavg"), descriptors);
        this.cpuPressure = new KernelFile(proc.resolve("pressure/cpu"), descriptors);
        this.memoryPressure = new KernelFile(proc.resolve("pressure/memory"), descriptors);
        this.ioPressure = new KernelFile(proc.resolve("pressure/io"), descriptors);
        this.netDev = KernelFile.list(proc.resolve("1/net/dev"), descriptors);
        this.processors = new ProcessorTimes(proc, scratch);
        this.memory = new MemoryFigures(proc, scratch);
        this.disks = new Disks(hostRoot, scratch);
        this.fileSystems = new FileSystems(hostRoot);
        this.processes = new EngineProcesses(hostRoot, scratch);
    }

    /** Looks again at what seldom changes: mounts, and which processes are the engine's. May take some milliseconds. */
    void look() {
        disks.look();
        fileSystems.look();
        processes.look();
    }

    /** Reads it; with {@code full} file systems and processes too. */
    void read(HostStat.Builder to, boolean full) {
        processors.read(to);
        if (uptime.read(text)) {
            double seconds = text.fraction();
            if (!Double.isNaN(seconds)) {
                to.setUptimeMs(Math.round(seconds * 1000));
            }
        }
        if (loadavg.read(text)) {
            load(to);
        }
        memory.read(to);
        disks.read(to);
        if (netDev.read(text)) {
            nets.ofHost(to::addNets);
        }
        pressures.clear();
        pressures.take(cpuPressure, text, Pressures.Of.CPU);
        pressures.take(memoryPressure, text, Pressures.Of.MEMORY);
        pressures.take(ioPressure, text, Pressures.Of.IO);
        if (pressures.any()) {
            to.setPressure(pressures.told());
        }
        if (full) {
            fileSystems.read(to);
            processes.read(to);
        }
    }

    /** {@code 1.89 1.15 0.54 2/160 1550}. */
    private void load(HostStat.Builder to) {
        double one = text.fraction();
        double five = text.fraction();
        double fifteen = text.fraction();
        if (!Double.isNaN(one) && !Double.isNaN(five) && !Double.isNaN(fifteen)) {
            to.setLoad1(one).setLoad5(five).setLoad15(fifteen);
        }
        long runnable = text.number();
        if (runnable >= 0 && text.skip(RUNNING_SEPARATOR)) {
            to.setTasksRunnable(runnable).setTasks(Math.max(0, text.number()));
        }
    }

    /** Tells the set-up if it changed, or anyway. */
    void setup(HostStat.Builder to, CgroupSetup now, boolean all) {
        if (all || !now.equals(told)) {
            told = now;
            to.setSetup(now);
        }
    }

    /** Whether the kernel tells pressure, as far as was seen. */
    boolean pressure() {
        return cpuPressure.readable();
    }

    /** Whether anything of the host could be read. */
    boolean inSight() {
        return uptime.readable();
    }

    @Override
    public void close() {
        for (KernelFile file : new KernelFile[] {uptime, loadavg, cpuPressure, memoryPressure, ioPressure, netDev}) {
            file.close();
        }
        processors.close();
        memory.close();
        disks.close();
    }
}
