package dev.longshore.agent.cgroup;

import dev.longshore.agent.host.Inodes;
import dev.longshore.model.SafeText;
import dev.longshore.wire.FileSystemStat;
import dev.longshore.wire.HostStat;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How full the host's local file systems are, each once. Those of the network are left out, since asking one whose server is
 * gone never ends, and so are those in memory.
 */
final class FileSystems {

    private static final int MOST = 32;
    private static final Set<String> TYPES = Set.of(
            "ext2",
            "ext3",
            "ext4",
            "xfs",
            "btrfs",
            "zfs",
            "f2fs",
            "jfs",
            "reiserfs",
            "bcachefs",
            "vfat",
            "exfat",
            "ntfs3",
            "hfsplus");

    /** A mount, as the host sees it. */
    private record Mount(String at, String type, String device, int major, int minor, boolean readOnly, File here) {}

    private final Path hostRoot;
    private List<Mount> mounts = List.of();
    private Map<String, Inodes.Count> inodes = Map.of();

    FileSystems(Path hostRoot) {
        this.hostRoot = hostRoot;
    }

    /** Looks which are mounted, and asks for their inodes, which only a program can tell. */
    void look() {
        List<Mount> found = new ArrayList<>();
        Path process = hostRoot.equals(Path.of("/")) ? Path.of("/proc/self") : hostRoot.resolve("proc/1");
        try {
            for (String line : Files.readAllLines(process.resolve("mountinfo"), StandardCharsets.UTF_8)) {
                take(line, found);
            }
        } catch (IOException _) {
            // none can be told
        }
        found.sort(Comparator.comparingInt(mount -> mount.at().length()));
        Set<String> devices = new HashSet<>();
        mounts = found.stream()
                .filter(mount -> devices.add(mount.type().equals("overlay") ? mount.at() : mount.device()))
                .limit(MOST)
                .toList();
        inodes = Inodes.of(mounts.stream().map(mount -> mount.here().getPath()).toList());
    }

    private void take(String line, List<Mount> found) {
        int dash = line.indexOf(" - ");
        String[] before = line.split(" ", -1);
        String[] after = dash < 0 ? new String[0] : line.substring(dash + 3).split(" ", -1);
        if (before.length < 6 || after.length < 3) {
            return;
        }
        String at = CgroupMounts.unescaped(before[4]);
        boolean rootOverlay = at.equals("/") && after[0].equals("overlay");
        if (!TYPES.contains(after[0]) && !rootOverlay) {
            return;
        }
        String[] numbers = before[2].split(":", -1);
        File here = hostRoot.resolve(at.substring(1)).toFile();
        if (numbers.length == 2 && here.isDirectory() && (after[0].equals("btrfs") || isThere(here, before[2]))) {
            found.add(new Mount(
                    at,
                    after[0],
                    SafeText.line(CgroupMounts.unescaped(after[1]), 200),
                    Integer.parseInt(numbers[0]),
                    Integer.parseInt(numbers[1]),
                    before[5].startsWith("ro") || after[after.length - 1].startsWith("ro"),
                    here));
        }
    }

    /** Whether the folder is in that file system for this agent too: later mounts may not have come to its container. */
    private static boolean isThere(File folder, String device) {
        try {
            long dev = (Long) Files.getAttribute(folder.toPath(), "unix:dev");
            long major = ((dev >>> 8) & 0xfff) | ((dev >>> 32) & ~0xfffL);
            long minor = (dev & 0xff) | ((dev >>> 12) & ~0xffL);
            return device.equals(major + ":" + (int) minor);
        } catch (IOException | UnsupportedOperationException _) {
            return false;
        }
    }

    void read(HostStat.Builder to) {
        for (Mount mount : mounts) {
            long total = mount.here().getTotalSpace();
            if (total == 0) {
                continue;
            }
            FileSystemStat.Builder stat = FileSystemStat.newBuilder()
                    .setMount(SafeText.line(mount.at(), 300))
                    .setType(mount.type())
                    .setDevice(mount.device())
                    .setMajor(mount.major())
                    .setMinor(mount.minor())
                    .setReadOnly(mount.readOnly())
                    .setTotalBytes(total)
                    .setFreeBytes(mount.here().getFreeSpace())
                    .setAvailableBytes(mount.here().getUsableSpace());
            Inodes.Count count = inodes.get(mount.here().getPath());
            if (count != null && count.total() > 0) {
                stat.setInodes(count.total()).setInodesFree(count.free());
            }
            to.addFileSystems(stat);
        }
    }
}
