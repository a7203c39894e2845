package dev.longshore.agent.cgroup;

import dev.longshore.agent.cgroup.CgroupMounts.Mount;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the control groups of a container from its first process. A group counts only if the container's id is in its path, up to
 * which it is taken: a process number that means another process by now, or in this agent's namespace, shows nothing of others, and a
 * group that the container made for itself does not hide what its siblings use.
 */
final class CgroupFinder {

    private final Path proc;
    private final CgroupMounts mounts;

    CgroupFinder(Path hostRoot, CgroupMounts mounts) {
        this.proc = hostRoot.resolve("proc");
        this.mounts = mounts;
    }

    /** The place, or null if the process is gone, is another one, or its groups can't be seen. */
    @Nullable
    CgroupPlace find(String containerId, int pid) {
        List<String> lines;
        try {
            lines = Files.readAllLines(proc.resolve(Integer.toString(pid)).resolve("cgroup"), StandardCharsets.UTF_8);
        } catch (IOException _) {
            return null;
        }
        Map<String, Path> folders = new LinkedHashMap<>();
        Path unified = null;
        for (String line : lines) {
            String[] parts = line.split(":", 3);
            String group = parts.length == 3 ? upTo(containerId, parts[2]) : null;
            if (group == null) {
                continue;
            }
            if (parts[1].isEmpty()) {
                Mount mount = mounts.unified();
                unified = mount == null ? null : mount.below(group);
                continue;
            }
            for (String controller : parts[1].split(",", -1)) {
                Mount mount = mounts.controllers().get(controller);
                Path folder = mount == null ? null : mount.below(group);
                if (folder != null) {
                    folders.put(controller, folder);
                }
            }
        }
        if (!folders.isEmpty()) {
            return new CgroupPlace.Controllers(folders, unified);
        }
        return unified == null ? null : new CgroupPlace.Unified(unified);
    }

    /** The path as far as the part that names the container; null if none does. */
    static @Nullable String upTo(String containerId, String group) {
        int at = group.indexOf(containerId);
        if (at < 0) {
            return null;
        }
        int end = group.indexOf('/', at);
        return end < 0 ? group : group.substring(0, end);
    }
}
