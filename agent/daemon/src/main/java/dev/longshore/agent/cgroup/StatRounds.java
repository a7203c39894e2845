package dev.longshore.agent.cgroup;

import dev.longshore.agent.RunningContainer;
import dev.longshore.agent.cgroup.StatSampler.Watch;
import dev.longshore.wire.CgroupSetup;
import dev.longshore.wire.CgroupSetup.Mode;
import dev.longshore.wire.HostStat;
import dev.longshore.wire.StatBatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;

/** Reads one round after the other, and packs each into messages. For one thread. */
final class StatRounds implements AutoCloseable {

    /** After how many full rounds what seldom changes is looked for, and told, again. */
    private static final int LOOK_EACH = 6;

    private final long epoch;
    private final Clock clock;
    private final CgroupMounts mounts;
    private final HostReader host;
    private final Containers containers;
    private final Others others;
    private final String bootId;
    private long round;
    private long fullRounds;

    StatRounds(Path hostRoot, long epoch, Clock clock) {
        this(hostRoot, epoch, clock, Descriptors.ofProcess());
    }

    StatRounds(Path hostRoot, long epoch, Clock clock, Descriptors descriptors) {
        this.epoch = epoch;
        this.clock = clock;
        Scratch scratch = Scratch.with(descriptors);
        this.mounts = CgroupMounts.of(hostRoot);
        this.host = new HostReader(hostRoot, scratch);
        this.containers = new Containers(hostRoot, mounts, scratch);
        this.others = new Others(mounts, scratch);
        this.bootId = bootId(hostRoot);
    }

    private static String bootId(Path hostRoot) {
        try {
            return Files.readString(hostRoot.resolve("proc/sys/kernel/random/boot_id"))
                    .strip();
        } catch (IOException _) {
            return "";
        }
    }

    /**
     * Reads a round.
     *
     * @param full everything, or only what is watched
     * @param tellAll whether what did not change is to be told too
     * @return its parts, each below 16 KiB
     */
    List<StatBatch> read(List<RunningContainer> running, boolean full, boolean tellAll, Watch watch, long intervalMs) {
        boolean look = full && fullRounds++ % LOOK_EACH == 0;
        if (look) {
            host.look();
            others.look();
        }
        boolean all = tellAll || look;
        long began = System.nanoTime();
        LongSupplier micros = () -> (System.nanoTime() - began) / 1000;
        BatchPacker packer = new BatchPacker(StatBatch.newBuilder()
                .setEpoch(epoch)
                .setRound(++round)
                .setWallMs(clock.millis())
                .setMonotonicUs(began / 1000)
                .setBootId(bootId)
                .setIntervalMs((int) intervalMs)
                .setFull(full)
                .build());
        HostStat.Builder hostStat = HostStat.newBuilder();
        boolean withHost = full || watch.host();
        if (withHost) {
            host.read(hostStat, full);
        }
        containers.read(running, id -> full || watch.container(id), full, all, micros, packer::container);
        if (full || watch.all()) {
            others.read(ids(running)::contains, full, all, micros, packer::other);
        }
        if (full) {
            host.setup(hostStat, setup(), all);
        }
        if (withHost) {
            packer.host(hostStat.build());
        }
        return packer.parts();
    }

    private static Set<String> ids(List<RunningContainer> running) {
        Set<String> ids = HashSet.newHashSet(running.size());
        running.forEach(container -> ids.add(container.id()));
        return ids;
    }

    private CgroupSetup setup() {
        CgroupSetup.Builder setup = CgroupSetup.newBuilder()
                .setMode(mounts.mode())
                .addAllControllers(mounts.names())
                .setPressure(host.pressure())
                .setUnreadableContainers(containers.unreadable());
        if (!host.inSight()) {
            setup.addProblems(
                    "The agent does not see the host's /proc. Mount the host's root with  -v /:/host:ro  and set"
                            + " LONGSHORE_HOST_ROOT=/host.");
        }
        if (mounts.mode() == Mode.NO_CGROUPS) {
            setup.addProblems("The agent sees no control groups. Mount the host's root with  -v /:/host:ro  and set"
                    + " LONGSHORE_HOST_ROOT=/host.");
        } else if (containers.unreadable() > 0) {
            setup.addProblems(
                    "The control groups of some containers can't be found. An agent in a container needs the host's"
                            + " root (-v /:/host:ro) and LONGSHORE_HOST_ROOT=/host; containers without control groups have no"
                            + " statistics.");
        }
        return setup.build();
    }

    @Override
    public void close() {
        containers.close();
        others.close();
        host.close();
    }
}
