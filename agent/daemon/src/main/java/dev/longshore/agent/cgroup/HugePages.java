package dev.longshore.agent.cgroup;

import dev.longshore.wire.CgroupLimits;
import dev.longshore.wire.CgroupStat;
import dev.longshore.wire.HugeTlbLimit;
import dev.longshore.wire.HugeTlbStat;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Huge pages by size, of which a machine has a few; only those that are used or limited are told. */
final class HugePages {

    private static final int MOST = 8;

    private record Size(String name, KernelFile used, KernelFile hits, KernelFile limit) {}

    private final List<Size> sizes = new ArrayList<>();
    private final Scratch scratch;

    private HugePages(Scratch scratch) {
        this.scratch = scratch;
    }

    static HugePages unified(Path folder, FileSet files, Scratch scratch) {
        return in(folder, files, scratch, ".current", ".events", ".max");
    }

    static HugePages old(Path folder, FileSet files, Scratch scratch) {
        return in(folder, files, scratch, ".usage_in_bytes", ".failcnt", ".limit_in_bytes");
    }

    private static HugePages in(Path folder, FileSet files, Scratch scratch, String used, String hits, String limit) {
        HugePages pages = new HugePages(scratch);
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "hugetlb.*" + used)) {
            for (Path file : found) {
                String name = String.valueOf(file.getFileName());
                String size = name.substring("hugetlb.".length(), name.length() - used.length());
                if (size.indexOf('.') < 0 && pages.sizes.size() < MOST) { // others tell of reservations
                    String stem = "hugetlb." + size;
                    pages.sizes.add(new Size(
                            size,
                            files.add(folder, stem + used),
                            files.add(folder, stem + hits),
                            files.add(folder, stem + limit)));
                }
            }
        } catch (IOException _) {
            // the controller is not there
        }
        return pages;
    }

    void read(CgroupStat.Builder to) {
        KernelText text = scratch.text();
        for (Size size : sizes) {
            long used = size.used().read(text) ? Math.max(0, text.number()) : 0;
            long hits = 0;
            if (size.hits().read(text)) {
                long number = text.number();
                if (number == KernelText.UNLIMITED) { // the key "max" of events
                    number = text.number();
                }
                hits = Math.max(0, number);
            }
            if (used > 0 || hits > 0) {
                to.addHuge(HugeTlbStat.newBuilder()
                        .setPageSize(size.name())
                        .setBytes(used)
                        .setLimitHits(hits));
            }
        }
    }

    void limits(CgroupLimits.Builder to) {
        KernelText text = scratch.text();
        for (Size size : sizes) {
            long limit = size.limit().read(text) ? text.number() : -1;
            if (limit >= 0 && limit < LEAST_OLD_UNLIMITED) {
                to.addHuge(HugeTlbLimit.newBuilder().setPageSize(size.name()).setBytes(limit));
            }
        }
    }

    /** v1 rounds the greatest number down to a multiple of the size. */
    private static final long LEAST_OLD_UNLIMITED = Long.MAX_VALUE - (1L << 34);
}
