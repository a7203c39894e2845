package dev.longshore.agent.cgroup;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The files of one control group, which are opened, and close, together. */
final class FileSet implements AutoCloseable {

    private final Descriptors descriptors;
    private final List<KernelFile> files = new ArrayList<>();

    FileSet(Descriptors descriptors) {
        this.descriptors = descriptors;
    }

    KernelFile add(Path folder, String name) {
        KernelFile file = new KernelFile(folder.resolve(name), descriptors);
        files.add(file);
        return file;
    }

    /** Whether one of them was there before, and isn't any more. */
    boolean gone() {
        for (int i = 0; i < files.size(); i++) {
            if (files.get(i).gone()) {
                return true;
            }
        }
        return false;
    }

    /** Whether none of them could be read. */
    boolean nothing() {
        for (int i = 0; i < files.size(); i++) {
            if (files.get(i).readable()) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() {
        files.forEach(KernelFile::close);
    }
}
