package dev.longshore.agent.cgroup;

import dev.longshore.wire.CgroupLimits;
import dev.longshore.wire.IoLimit;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the control groups of v1 may use. */
final class ControllersLimits implements AutoCloseable {

    private static final int MOST_LINES = 64;
    private static final String[] RATES = {
        "blkio.throttle.read_bps_device",
        "blkio.throttle.write_bps_device",
        "blkio.throttle.read_iops_device",
        "blkio.throttle.write_iops_device"
    };

    private final KernelText text;
    private final FileSet files;
    private final KernelFile quota;
    private final KernelFile period;
    private final KernelFile shares;
    private final KernelFile burst;
    private final KernelFile idle;
    private final KernelFile cpus;
    private final KernelFile mems;
    private final KernelFile memory;
    private final KernelFile soft;
    private final KernelFile withSwap;
    private final KernelFile swappiness;
    private final KernelFile oomControl;
    private final KernelFile pids;
    private final KernelFile weight;
    private final KernelFile bfqWeight;
    private final KernelFile[] rates = new KernelFile[RATES.length];
    private final KernelFile devices;
    private final KernelFile netClass;
    private final KernelFile netPriorities;
    private final boolean perfEvent;
    private final KeyedNumbers oom = new KeyedNumbers("oom_kill_disable");

    ControllersLimits(CgroupPlace.Controllers place, Scratch scratch) {
        this.text = scratch.text();
        this.files = new FileSet(new Descriptors(0)); // read seldom
        Path cpu = ControllersReader.folder(place, "cpu");
        Path cpuset = ControllersReader.folder(place, "cpuset");
        Path bytes = ControllersReader.folder(place, "memory");
        Path blkio = ControllersReader.folder(place, "blkio");
        this.quota = files.add(cpu, "cpu.cfs_quota_us");
        this.period = files.add(cpu, "cpu.cfs_period_us");
        this.shares = files.add(cpu, "cpu.shares");
        this.burst = files.add(cpu, "cpu.cfs_burst_us");
        this.idle = files.add(cpu, "cpu.idle");
        this.cpus = files.add(cpuset, "cpuset.effective_cpus");
        this.mems = files.add(cpuset, "cpuset.effective_mems");
        this.memory = files.add(bytes, "memory.limit_in_bytes");
        this.soft = files.add(bytes, "memory.soft_limit_in_bytes");
        this.withSwap = files.add(bytes, "memory.memsw.limit_in_bytes");
        this.swappiness = files.add(bytes, "memory.swappiness");
        this.oomControl = files.add(bytes, "memory.oom_control");
        this.pids = files.add(ControllersReader.folder(place, "pids"), "pids.max");
        this.weight = files.add(blkio, "blkio.weight");
        this.bfqWeight = files.add(blkio, "blkio.bfq.weight");
        for (int i = 0; i < RATES.length; i++) {
            rates[i] = files.add(blkio, RATES[i]);
        }
        this.devices = files.add(ControllersReader.folder(place, "devices"), "devices.list");
        this.netClass = files.add(ControllersReader.folder(place, "net_cls"), "net_cls.classid");
        this.netPriorities = files.add(ControllersReader.folder(place, "net_prio"), "net_prio.ifpriomap");
        this.perfEvent = place.folders().containsKey("perf_event");
    }

    void read(CgroupLimits.Builder to) {
        cpu(to);
        memory(to);
        if (cpus.read(text)) {
            to.setCpusetCpus(text.line());
        }
        if (mems.read(text)) {
            to.setCpusetMems(text.line());
        }
        if (pids.read(text)) {
            to.setPidsMax(UnifiedLimits.limit(text.number()));
        }
        if (weight.read(text) || bfqWeight.read(text)) {
            to.setIoWeight(Math.max(0, text.number()));
        }
        rates(to);
        rules(to);
        if (netClass.read(text)) {
            long id = text.number();
            if (id > 0) {
                to.setNetClass(id);
            }
        }
        if (netPriorities.read(text)) {
            priorities(to);
        }
        to.setPerfEvent(perfEvent);
    }

    private void cpu(CgroupLimits.Builder to) {
        if (quota.read(text)) {
            to.setCpuQuotaUs(text.number()); // -1 is no number, and none
        }
        if (period.read(text)) {
            to.setCpuPeriodUs(Math.max(0, text.number()));
        }
        if (shares.read(text)) {
            to.setCpuShares(Math.max(0, text.number()));
        }
        if (burst.read(text)) {
            to.setCpuBurstUs(Math.max(0, text.number()));
        }
        if (idle.read(text)) {
            to.setCpuIdle(text.number() == 1);
        }
    }

    private void memory(CgroupLimits.Builder to) {
        long most = -1;
        if (memory.read(text)) {
            most = UnifiedLimits.limit(text.number());
            to.setMemoryMaxBytes(most);
        }
        if (withSwap.read(text)) {
            long both = UnifiedLimits.limit(text.number());
            to.setSwapMaxBytes(both < 0 || most < 0 ? -1 : Math.max(0, both - most));
        }
        if (soft.read(text)) {
            to.setMemorySoftBytes(UnifiedLimits.limit(text.number()));
        }
        if (swappiness.read(text)) {
            to.setSwappiness(Math.max(0, text.number()));
        }
        if (oomControl.read(text)) {
            oom.take(text);
            if (oom.has(0)) {
                to.setOomKillDisabled(oom.get(0) == 1);
            }
        }
    }

    /** {@code 8:16 2097152} in each of four files. */
    private void rates(CgroupLimits.Builder to) {
        Map<Long, IoLimit.Builder> found = LinkedHashMap.newLinkedHashMap(0);
        for (int i = 0; i < RATES.length; i++) {
            if (!rates[i].read(text) || text.atEnd()) {
                continue;
            }
            do {
                long major = text.number();
                if (major < 0 || !text.skipPast(':') || found.size() == MOST_LINES) {
                    continue;
                }
                long minor = Math.max(0, text.number());
                long rate = Math.max(0, text.number());
                IoLimit.Builder device = found.computeIfAbsent(
                        major << 20 | minor,
                        _ -> IoLimit.newBuilder().setMajor((int) major).setMinor((int) minor));
                switch (i) {
                    case 0 -> device.setReadBytesPerSecond(rate);
                    case 1 -> device.setWriteBytesPerSecond(rate);
                    case 2 -> device.setReadsPerSecond(rate);
                    default -> device.setWritesPerSecond(rate);
                }
            } while (text.nextLine());
        }
        found.values().forEach(to::addIo);
    }

    private void rules(CgroupLimits.Builder to) {
        if (!devices.read(text) || text.atEnd()) {
            return;
        }
        do {
            String rule = text.line();
            if (rule.isEmpty()) {
                continue;
            }
            if (to.getDeviceRulesCount() == MOST_LINES) {
                to.setDeviceRulesCut(true);
                return;
            }
            to.addDeviceRules(rule);
        } while (text.nextLine());
    }

    private void priorities(CgroupLimits.Builder to) {
        if (text.atEnd()) {
            return;
        }
        do {
            String line = text.line();
            if (!line.isEmpty() && !line.endsWith(" 0") && to.getNetPrioritiesCount() < MOST_LINES) {
                to.addNetPriorities(line);
            }
        } while (text.nextLine());
    }

    @Override
    public void close() {
        files.close();
    }
}
