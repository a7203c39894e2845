package dev.longshore.agent.cgroup;

import dev.longshore.wire.CpuTimes;
import dev.longshore.wire.HostStat;
import java.nio.file.Path;

/** Times of the processors by mode, from {@code /proc/stat}, whose unit of 10 ms is the same on all machines that engines run on. */
final class ProcessorTimes implements AutoCloseable {

    private static final int MOST_CPUS = 512;
    private static final int MS_PER_TICK = 10;
    private static final int MODES = 10;
    private static final int IDLE = 3;
    private static final int IOWAIT = 4;
    private static final int GUEST = 8;
    private static final byte[] ALL = KernelText.ascii("cpu ");
    private static final byte[] ONE = KernelText.ascii("cpu");

    private final KernelText text;
    private final KernelFile stat;
    private final KeyedNumbers counts = new KeyedNumbers("ctxt", "processes", "procs_running", "procs_blocked");
    private final long[] modes = new long[MODES];

    ProcessorTimes(Path proc, Scratch scratch) {
        this.text = scratch.text();
        this.stat = KernelFile.list(proc.resolve("stat"), scratch.descriptors());
    }

    void read(HostStat.Builder to) {
        if (!stat.read(text) || text.atEnd()) {
            return;
        }
        CpuTimes.Builder times = CpuTimes.newBuilder();
        int cpus = 0;
        do {
            if (text.skip(ALL)) {
                takeModes();
                all(times);
            } else if (text.skip(ONE)) {
                text.skipWord();
                takeModes();
                if (cpus++ < MOST_CPUS) {
                    to.addCpuBusyMs(busy());
                }
            }
        } while (text.nextLine());
        text.rewind();
        counts.take(text);
        times.setCpus(cpus)
                .setContextSwitches(Math.max(0, counts.get(0)))
                .setForks(Math.max(0, counts.get(1)))
                .setRunning(Math.max(0, counts.get(2)))
                .setBlocked(Math.max(0, counts.get(3)));
        to.setCpu(times);
    }

    private void takeModes() {
        for (int i = 0; i < MODES; i++) {
            modes[i] = Math.max(0, text.number()) * MS_PER_TICK;
        }
    }

    /** All but idle and waiting; guests are in user time already. */
    private long busy() {
        long busy = 0;
        for (int i = 0; i < GUEST; i++) {
            busy += i == IDLE || i == IOWAIT ? 0 : modes[i];
        }
        return busy;
    }

    private void all(CpuTimes.Builder times) {
        times.setUserMs(modes[0])
                .setNiceMs(modes[1])
                .setSystemMs(modes[2])
                .setIdleMs(modes[IDLE])
                .setIowaitMs(modes[IOWAIT])
                .setIrqMs(modes[5])
                .setSoftirqMs(modes[6])
                .setStealMs(modes[7])
                .setGuestMs(modes[GUEST])
                .setGuestNiceMs(modes[9]);
    }

    @Override
    public void close() {
        stat.close();
    }
}
