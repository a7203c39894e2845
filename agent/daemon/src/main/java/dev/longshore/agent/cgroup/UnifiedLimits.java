package dev.longshore.agent.cgroup;

import dev.longshore.wire.CgroupLimits;
import dev.longshore.wire.IoLimit;
import java.nio.file.Path;

/** What a control group of the unified hierarchy may use. */
final class UnifiedLimits implements AutoCloseable {

    private static final byte[] DEFAULT = KernelText.ascii("default");
    private static final int MOST_DEVICES = 64;
    private static final byte[] RBPS = KernelText.ascii("rbps=");
    private static final byte[] WBPS = KernelText.ascii("wbps=");
    private static final byte[] RIOPS = KernelText.ascii("riops=");
    private static final byte[] WIOPS = KernelText.ascii("wiops=");

    private final KernelText text;
    private final FileSet files;
    private final KernelFile cpuMax;
    private final KernelFile cpuWeight;
    private final KernelFile cpuBurst;
    private final KernelFile cpuIdle;
    private final KernelFile cpus;
    private final KernelFile mems;
    private final KernelFile memoryMax;
    private final KernelFile memoryHigh;
    private final KernelFile memoryLow;
    private final KernelFile oomGroup;
    private final KernelFile swapMax;
    private final KernelFile pidsMax;
    private final KernelFile ioWeight;
    private final KernelFile bfqWeight;
    private final KernelFile ioMax;

    UnifiedLimits(Path folder, Scratch scratch) {
        this.text = scratch.text();
        this.files = new FileSet(new Descriptors(0)); // read seldom
        this.cpuMax = files.add(folder, "cpu.max");
        this.cpuWeight = files.add(folder, "cpu.weight");
        this.cpuBurst = files.add(folder, "cpu.max.burst");
        this.cpuIdle = files.add(folder, "cpu.idle");
        this.cpus = files.add(folder, "cpuset.cpus.effective");
        this.mems = files.add(folder, "cpuset.mems.effective");
        this.memoryMax = files.add(folder, "memory.max");
        this.memoryHigh = files.add(folder, "memory.high");
        this.memoryLow = files.add(folder, "memory.low");
        this.oomGroup = files.add(folder, "memory.oom.group");
        this.swapMax = files.add(folder, "memory.swap.max");
        this.pidsMax = files.add(folder, "pids.max");
        this.ioWeight = files.add(folder, "io.weight");
        this.bfqWeight = files.add(folder, "io.bfq.weight");
        this.ioMax = files.add(folder, "io.max");
    }

    void read(CgroupLimits.Builder to) {
        cpu(to);
        if (cpus.read(text)) {
            to.setCpusetCpus(text.line());
        }
        if (mems.read(text)) {
            to.setCpusetMems(text.line());
        }
        if (memoryMax.read(text)) {
            to.setMemoryMaxBytes(limit(text.number()));
        }
        if (memoryHigh.read(text)) {
            to.setMemoryHighBytes(limit(text.number()));
        }
        if (memoryLow.read(text)) {
            to.setMemoryLowBytes(Math.max(0, text.number()));
        }
        if (oomGroup.read(text)) {
            to.setOomGroup(text.number() == 1);
        }
        if (swapMax.read(text)) {
            to.setSwapMaxBytes(limit(text.number()));
        }
        if (pidsMax.read(text)) {
            to.setPidsMax(limit(text.number()));
        }
        if (ioWeight.read(text) || bfqWeight.read(text)) {
            if (text.wordIs(DEFAULT)) {
                text.skipWord();
            }
            long weight = text.number();
            if (weight >= 0) {
                to.setIoWeight(weight);
            }
        }
        if (ioMax.read(text)) {
            io(to);
        }
    }

    private void cpu(CgroupLimits.Builder to) {
        if (cpuMax.read(text)) {
            to.setCpuQuotaUs(limit(text.number()));
            long period = text.number();
            if (period > 0) {
                to.setCpuPeriodUs(period);
            }
        }
        if (cpuWeight.read(text)) {
            to.setCpuWeight(Math.max(0, text.number()));
        }
        if (cpuBurst.read(text)) {
            to.setCpuBurstUs(Math.max(0, text.number()));
        }
        if (cpuIdle.read(text)) {
            to.setCpuIdle(text.number() == 1);
        }
    }

    /** {@code 8:16 rbps=2097152 wbps=max riops=max wiops=120}. */
    private void io(CgroupLimits.Builder to) {
        do {
            long major = text.number();
            if (major < 0 || !text.skipPast(':') || to.getIoCount() == MOST_DEVICES) {
                continue;
            }
            IoLimit.Builder device =
                    IoLimit.newBuilder().setMajor((int) major).setMinor((int) Math.max(0, text.number()));
            while (!text.atLineEnd()) {
                text.skipBlank();
                rate(device);
                text.skipWord();
            }
            to.addIo(device);
        } while (text.nextLine());
    }

    private void rate(IoLimit.Builder device) {
        int which = text.skip(RBPS) ? 0 : text.skip(WBPS) ? 1 : text.skip(RIOPS) ? 2 : text.skip(WIOPS) ? 3 : -1;
        long rate = which < 0 ? -1 : text.number();
        if (rate < 0 || rate == KernelText.UNLIMITED) {
            return;
        }
        switch (which) {
            case 0 -> device.setReadBytesPerSecond(rate);
            case 1 -> device.setWriteBytesPerSecond(rate);
            case 2 -> device.setReadsPerSecond(rate);
            default -> device.setWritesPerSecond(rate);
        }
    }

    /** As the wire has it: -1 for none. */
    static long limit(long number) {
        return number == KernelText.UNLIMITED ? -1 : number;
    }

    @Override
    public void close() {
        files.close();
    }
}
