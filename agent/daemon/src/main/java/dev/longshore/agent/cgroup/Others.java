package dev.longshore.agent.cgroup;

import dev.longshore.agent.cgroup.CgroupMounts.Mount;
import dev.longshore.model.SafeText;
import dev.longshore.wire.CgroupLimits;
import dev.longshore.wire.CgroupStat;
import dev.longshore.wire.OtherStat;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Workloads in control groups of which the engine does not know: LXC, systemd-nspawn, virtual machines, pods, containers of other
 * engines. They are looked for now and then; one that an id names counts only if it was there at the look before, since the
 * engine's own containers may be older here than in its list.
 */
final class Others implements AutoCloseable {

    private static final int MOST = 256;
    private static final int MOST_FOLDERS = 4_096;
    private static final int DEEPEST = 6;

    private final CgroupMounts mounts;
    private final Scratch scratch;
    private final Map<String, Group> groups = new LinkedHashMap<>();
    private Set<String> seen = new HashSet<>();
    private int visited;

    Others(CgroupMounts mounts, Scratch scratch) {
        this.mounts = mounts;
        this.scratch = scratch;
    }

    private static final class Group {

        private final OtherKind kind;
        private final CgroupReader reader;
        private CgroupLimits told = CgroupLimits.getDefaultInstance();

        Group(OtherKind kind, CgroupReader reader) {
            this.kind = kind;
            this.reader = reader;
        }
    }

    /** Looks for them, below the hierarchy that all of them are in. */
    void look() {
        Mount mount = mounts.unified();
        for (String controller : new String[] {"memory", "cpuacct", "pids"}) {
            mount = mounts.controllers().getOrDefault(controller, mount);
        }
        if (mount == null) {
            return;
        }
        Map<String, OtherKind> found = new LinkedHashMap<>();
        visited = 0;
        walk(mount.folder(), "", 0, found);
        Set<String> before = seen;
        seen = new HashSet<>(found.keySet());
        groups.entrySet().removeIf(entry -> {
            boolean over = !found.containsKey(entry.getKey());
            if (over) {
                entry.getValue().reader.close();
            }
            return over;
        });
        found.forEach((path, kind) -> {
            if (!groups.containsKey(path) && groups.size() < MOST && (kind.id().isEmpty() || before.contains(path))) {
                CgroupPlace place = place(path);
                if (place != null) {
                    groups.put(path, new Group(kind, CgroupReader.of(place, scratch)));
                }
            }
        });
    }

    private void walk(Path folder, String path, int depth, Map<String, OtherKind> found) {
        try (DirectoryStream<Path> children = Files.newDirectoryStream(folder)) {
            for (Path child : children) {
                if (!Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS) || ++visited > MOST_FOLDERS) {
                    continue;
                }
                String below = path + "/" + child.getFileName();
                OtherKind kind = OtherKind.of(below);
                if (kind != null) {
                    found.put(below, kind);
                } else if (depth < DEEPEST) {
                    walk(child, below, depth + 1, found);
                }
            }
        } catch (IOException _) {
            // went away, or is not for this agent
        }
    }

    private @Nullable CgroupPlace place(String path) {
        Map<String, Path> folders = new HashMap<>();
        mounts.controllers().forEach((controller, mount) -> {
            Path folder = mount.folder().resolve(path.substring(1));
            if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                folders.put(controller, folder);
            }
        });
        Mount unified = mounts.unified();
        Path folder = unified == null ? null : unified.folder().resolve(path.substring(1));
        if (!folders.isEmpty()) {
            return new CgroupPlace.Controllers(folders, folder);
        }
        return folder == null ? null : new CgroupPlace.Unified(folder);
    }

    /**
     * Reads them.
     *
     * @param own whether an id is the engine's
     */
    void read(Predicate<String> own, boolean full, boolean all, LongSupplier clock, Consumer<OtherStat> to) {
        groups.entrySet().removeIf(entry -> {
            Group group = entry.getValue();
            if (own.test(group.kind.id())) {
                group.reader.close();
                return true;
            }
            CgroupStat.Builder cgroup = CgroupStat.newBuilder();
            int after = (int) Math.min(Integer.MAX_VALUE, clock.getAsLong());
            if (!group.reader.read(cgroup, full)) {
                group.reader.close();
                return true;
            }
            OtherStat.Builder stat = OtherStat.newBuilder()
                    .setCgroup(SafeText.line(entry.getKey(), 300))
                    .setKind(group.kind.kind())
                    .setName(SafeText.line(group.kind.name(), 128))
                    .setAfterUs(after)
                    .setCgroupStat(cgroup);
            if (full || all) {
                CgroupLimits.Builder limits = CgroupLimits.newBuilder();
                group.reader.limits(limits);
                CgroupLimits now = limits.build();
                if (all || !now.equals(group.told)) {
                    group.told = now;
                    stat.setLimits(now);
                }
            }
            to.accept(stat.build());
            return false;
        });
    }

    @Override
    public void close() {
        groups.values().forEach(group -> group.reader.close());
        groups.clear();
    }
}
