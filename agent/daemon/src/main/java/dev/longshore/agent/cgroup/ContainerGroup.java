package dev.longshore.agent.cgroup;

import dev.longshore.agent.RunningContainer;
import dev.longshore.wire.CgroupLimits;
import dev.longshore.wire.CgroupStat;
import dev.longshore.wire.ContainerStat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** One run of a container: what is read of it from its start to its end. */
final class ContainerGroup implements AutoCloseable {

    private final RunningContainer container;
    private final CgroupReader reader;
    private final Scratch scratch;
    private final KernelFile netDevices;
    private final long netNamespace;
    private final boolean hostNetwork;
    private final CgroupStat.Builder cgroup = CgroupStat.newBuilder();
    private final ContainerStat.Builder stat = ContainerStat.newBuilder();
    private CgroupLimits told = CgroupLimits.getDefaultInstance();

    ContainerGroup(RunningContainer container, CgroupPlace place, Path proc, long hostNetNamespace, Scratch scratch) {
        this.container = container;
        this.scratch = scratch;
        this.reader = CgroupReader.of(place, scratch);
        Path process = proc.resolve(Integer.toString(container.pid()));
        this.netNamespace = namespace(process.resolve("ns/net"));
        this.hostNetwork = container.hostNetwork() || (netNamespace != 0 && netNamespace == hostNetNamespace);
        this.netDevices =
                KernelFile.listOpenedEachTime(process.resolve("net/dev")); // an open one keeps the namespace alive
    }

    /** The inode of a namespace; 0 where it can't be read. */
    static long namespace(Path link) {
        try {
            String target = Files.readSymbolicLink(link).toString(); // net:[4026531840]
            int open = target.indexOf('[');
            int close = target.indexOf(']');
            return open < 0 || close < open ? 0 : Long.parseLong(target, open + 1, close, 10);
        } catch (IOException | NumberFormatException _) {
            return 0;
        }
    }

    /** Whether this is still the run that the engine tells of. */
    boolean of(RunningContainer now) {
        return container.equals(now);
    }

    /**
     * Reads it.
     *
     * @param full whether to read what seldom changes too
     * @param all whether to tell limits that did not change
     * @return null if it has gone
     */
    @Nullable
    ContainerStat read(long afterMicros, boolean full, boolean all) {
        stat.clear();
        cgroup.clear();
        // the network first: that the group is there afterwards shows that the process number still meant this
        // container
        if (!hostNetwork && netDevices.read(scratch.text())) {
            scratch.nets().ofContainer(stat::addNets);
        }
        if (!reader.read(cgroup, full)) {
            return null;
        }
        if (full || all) {
            CgroupLimits.Builder limits = CgroupLimits.newBuilder();
            reader.limits(limits);
            CgroupLimits now = limits.build();
            if (all || !now.equals(told)) {
                told = now;
                stat.setLimits(now);
            }
        }
        return stat.setId(container.id())
                .setPid(container.pid())
                .setAfterUs((int) Math.min(Integer.MAX_VALUE, afterMicros))
                .setNetNamespace(netNamespace)
                .setHostNetwork(hostNetwork)
                .setCgroup(cgroup.build())
                .build();
    }

    @Override
    public void close() {
        reader.close();
        netDevices.close();
    }
}
