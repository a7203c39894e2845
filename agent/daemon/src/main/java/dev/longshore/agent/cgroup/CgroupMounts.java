package dev.longshore.agent.cgroup;

import dev.longshore.wire.CgroupSetup.Mode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the host's control group hierarchies are mounted, as its first process sees it. A path of {@code /proc/<pid>/cgroup} is
 * reckoned from the root of the reader's cgroup namespace, and so is the root of a mount in {@code mountinfo}: what is below the
 * mount is the difference of the two, whatever namespaces the agent, the host and the container are in.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/cgroup_namespaces.7.html">cgroup_namespaces(7)</a>
 */
final class CgroupMounts {

    /**
     * One hierarchy.
     *
     * @param folder for this agent
     * @param root which group of the hierarchy is there, as the agent's namespace names it
     */
    record Mount(Path folder, String root) {

        /** The folder of a group; null if it is not below this mount, or tries to leave it. */
        @Nullable
        Path below(String group) {
            String rest;
            if (root.equals("/")) {
                rest = group;
            } else if (group.equals(root) || group.startsWith(root + "/")) {
                rest = group.substring(root.length());
            } else {
                return null;
            }
            Path at = folder;
            for (String name : rest.split("/", -1)) {
                if (name.isEmpty()) {
                    continue;
                }
                if (name.equals("..") || name.equals(".") || name.indexOf('\0') >= 0) {
                    return null;
                }
                at = at.resolve(name);
                if (!Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS)) { // no cgroup file system has links
                    return null;
                }
            }
            return at;
        }
    }

    private final Map<String, Mount> controllers = new LinkedHashMap<>();
    private @Nullable Mount unified;

    private CgroupMounts() {}

    /** Those of the host whose root is there; none where they can't be seen. */
    static CgroupMounts of(Path hostRoot) {
        CgroupMounts mounts = new CgroupMounts();
        Path process = hostRoot.equals(Path.of("/")) ? Path.of("/proc/self") : hostRoot.resolve("proc/1");
        try {
            for (String line : Files.readAllLines(process.resolve("mountinfo"), StandardCharsets.UTF_8)) {
                mounts.take(hostRoot, line);
            }
        } catch (IOException _) {
            // there are none then, which is told
        }
        return mounts;
    }

    /** {@code 32 24 0:27 / /sys/fs/cgroup rw,nosuid shared:8 - cgroup2 cgroup2 rw,nsdelegate}. */
    private void take(Path hostRoot, String line) {
        int dash = line.indexOf(" - ");
        if (dash < 0) {
            return;
        }
        String[] before = line.substring(0, dash).split(" ", -1);
        String[] after = line.substring(dash + 3).split(" ", -1);
        if (before.length < 5 || after.length < 3) {
            return;
        }
        String root = unescaped(before[3]);
        Path folder = hostRoot.resolve(unescaped(before[4]).substring(1));
        Mount mount = new Mount(
                folder, root.endsWith("/") && root.length() > 1 ? root.substring(0, root.length() - 1) : root);
        if (after[0].equals("cgroup2")) {
            Mount known = unified;
            unified = known == null || wider(mount, known) ? mount : known;
        } else if (after[0].equals("cgroup")) {
            for (String option : after[after.length - 1].split(",", -1)) {
                if (CONTROLLERS.contains(option)) {
                    controllers.merge(option, mount, (known, fresh) -> wider(fresh, known) ? fresh : known);
                }
            }
        }
    }

    /** Containers on the host have parts of the hierarchies mounted too. */
    private static boolean wider(Mount fresh, Mount known) {
        return fresh.root().length() < known.root().length();
    }

    private static final List<String> CONTROLLERS = List.of(
            "cpu",
            "cpuacct",
            "cpuset",
            "memory",
            "blkio",
            "pids",
            "devices",
            "freezer",
            "hugetlb",
            "net_cls",
            "net_prio",
            "perf_event");

    /** Blanks and the like are octal in mountinfo: {@code \040}. */
    static String unescaped(String text) {
        if (text.indexOf('\\') < 0) {
            return text;
        }
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char at = text.charAt(i);
            if (at == '\\'
                    && i + 3 < text.length()
                    && text.substring(i + 1, i + 4).matches("[0-3][0-7][0-7]")) {
                plain.append((char) Integer.parseInt(text.substring(i + 1, i + 4), 8));
                i += 3;
            } else {
                plain.append(at);
            }
        }
        return plain.toString();
    }

    Mode mode() {
        if (controllers.isEmpty()) {
            return unified == null ? Mode.NO_CGROUPS : Mode.V2;
        }
        return unified == null ? Mode.V1 : Mode.HYBRID;
    }

    /** By controller, those of v1. */
    Map<String, Mount> controllers() {
        return controllers;
    }

    @Nullable
    Mount unified() {
        return unified;
    }

    /** Names of the controllers that there are. */
    List<String> names() {
        Mount v2 = unified;
        if (!controllers.isEmpty() || v2 == null) {
            return List.copyOf(controllers.keySet());
        }
        try {
            return List.of(Files.readString(v2.folder().resolve("cgroup.controllers"))
                    .strip()
                    .split(" "));
        } catch (IOException _) {
            return List.of();
        }
    }
}
