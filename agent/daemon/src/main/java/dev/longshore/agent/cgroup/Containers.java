package dev.longshore.agent.cgroup;

import dev.longshore.agent.RunningContainer;
import dev.longshore.wire.ContainerStat;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The engine's containers: found when the engine tells of them, read each round, and let go when they end. */
final class Containers implements AutoCloseable {

    private final Path proc;
    private final CgroupFinder finder;
    private final Scratch scratch;
    private final long hostNetNamespace;
    private final Map<String, ContainerGroup> groups = new HashMap<>();
    /** Runs that have ended, of which the engine has not told yet. */
    private final Set<RunningContainer> ended = new HashSet<>();

    /** Those that could not be found at the last full round: some of them had just ended. */
    private Set<RunningContainer> missing = new HashSet<>();

    private int unreadable;

    Containers(Path hostRoot, CgroupMounts mounts, Scratch scratch) {
        this.proc = hostRoot.resolve("proc");
        this.finder = new CgroupFinder(hostRoot, mounts);
        this.scratch = scratch;
        this.hostNetNamespace = ContainerGroup.namespace(proc.resolve("1/ns/net"));
    }

    /**
     * Reads those that run.
     *
     * @param wanted by id
     * @param clock microseconds since the round began
     */
    void read(
            List<RunningContainer> running,
            Predicate<String> wanted,
            boolean full,
            boolean all,
            LongSupplier clock,
            Consumer<ContainerStat> to) {
        Set<RunningContainer> missingNow = new HashSet<>();
        if (full) {
            forget(running);
        }
        for (RunningContainer container : running) {
            if (!wanted.test(container.id())) {
                continue;
            }
            ContainerGroup group = group(container);
            ContainerStat stat = group == null ? null : group.read(clock.getAsLong(), full, all);
            if (stat != null) {
                to.accept(stat);
            } else if (group != null) {
                drop(container);
            } else if (!ended.contains(container)) {
                missingNow.add(container);
            }
        }
        if (full) {
            unreadable = (int) missingNow.stream().filter(missing::contains).count();
            missing = missingNow;
        }
    }

    private @Nullable ContainerGroup group(RunningContainer container) {
        ContainerGroup known = groups.get(container.id());
        if (known != null && known.of(container)) {
            return known;
        }
        if (ended.contains(container)) {
            return null;
        }
        if (known != null) { // the run before
            known.close();
            groups.remove(container.id());
        }
        CgroupPlace place = finder.find(container.id(), container.pid());
        if (place == null) {
            return null;
        }
        ContainerGroup fresh = new ContainerGroup(container, place, proc, hostNetNamespace, scratch);
        groups.put(container.id(), fresh);
        return fresh;
    }

    /** Its end is no trouble: the engine tells of it a moment later. */
    private void drop(RunningContainer container) {
        ContainerGroup group = groups.remove(container.id());
        if (group != null) {
            group.close();
        }
        ended.add(container);
    }

    private void forget(List<RunningContainer> running) {
        Set<String> ids = HashSet.newHashSet(running.size());
        running.forEach(container -> ids.add(container.id()));
        for (Iterator<Map.Entry<String, ContainerGroup>> each =
                        groups.entrySet().iterator();
                each.hasNext(); ) {
            Map.Entry<String, ContainerGroup> entry = each.next();
            if (!ids.contains(entry.getKey())) {
                entry.getValue().close();
                each.remove();
            }
        }
        ended.retainAll(Set.copyOf(running));
    }

    /** How many ran at the last two full rounds whose groups could not be found or read. */
    int unreadable() {
        return unreadable;
    }

    @Override
    public void close() {
        groups.values().forEach(ContainerGroup::close);
        groups.clear();
    }
}
