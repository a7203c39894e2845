package dev.longshore.agent.cgroup;

import dev.longshore.wire.DiskStat;
import dev.longshore.wire.HostStat;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** Disks that are no partitions, from {@code /proc/diskstats}; those that were never used are left out. */
final class Disks implements AutoCloseable {

    private static final int MOST = 64;
    private static final int SECTOR_BYTES = 512; // whatever the disk's own is
    private static final int COUNTS = 11;

    private final KernelText text;
    private final KernelFile diskstats;
    private final Path block;
    private final long[] counts = new long[COUNTS];
    private Set<String> whole = Set.of();

    Disks(Path hostRoot, Scratch scratch) {
        this.text = scratch.text();
        this.diskstats = KernelFile.list(hostRoot.resolve("proc/diskstats"), scratch.descriptors());
        this.block = hostRoot.resolve("sys/block");
    }

    /** Looks which are whole disks; all are taken for such where that can't be seen. */
    void look() {
        Set<String> found = new HashSet<>();
        if (Files.isDirectory(block)) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(block)) {
                entries.forEach(entry -> found.add(String.valueOf(entry.getFileName())));
            } catch (IOException _) {
                found.clear();
            }
        }
        whole = found;
    }

    void read(HostStat.Builder to) {
        if (!diskstats.read(text) || text.atEnd()) {
            return;
        }
        do {
            long major = text.number();
            long minor = text.number();
            String name = text.word("");
            if (major < 0 || minor < 0 || name.isEmpty() || to.getDisksCount() == MOST) {
                continue;
            }
            for (int i = 0; i < COUNTS; i++) {
                counts[i] = Math.max(0, text.number());
            }
            boolean used = counts[0] > 0 || counts[4] > 0;
            if (used && (whole.isEmpty() || whole.contains(name.replace('/', '!')))) {
                to.addDisks(DiskStat.newBuilder()
                        .setName(name)
                        .setMajor((int) major)
                        .setMinor((int) minor)
                        .setReads(counts[0])
                        .setReadBytes(counts[2] * SECTOR_BYTES)
                        .setReadMs(counts[3])
                        .setWrites(counts[4])
                        .setWriteBytes(counts[6] * SECTOR_BYTES)
                        .setWriteMs(counts[7])
                        .setInFlight(counts[8])
                        .setBusyMs(counts[9])
                        .setWaitedMs(counts[10]));
            }
        } while (text.nextLine());
    }

    @Override
    public void close() {
        diskstats.close();
    }
}
