package dev.longshore.agent.cgroup;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * One file of the kernel that is read again and again: kept open where there is room, and read from its beginning each time. One
 * that could never be read is not tried again; one that was and can't be any more has {@link #gone}.
 */
final class KernelFile implements AutoCloseable {

    private enum State {
        NEW,
        READABLE,
        ABSENT,
        GONE
    }

    private final Path path;
    private final boolean pieces;
    private final @Nullable Descriptors descriptors;
    private @Nullable FileChannel open;
    private State state = State.NEW;

    /** A file that is kept open if there is room. */
    KernelFile(Path path, Descriptors descriptors) {
        this(path, false, descriptors);
    }

    private KernelFile(Path path, boolean pieces, @Nullable Descriptors descriptors) {
        this.path = path;
        this.pieces = pieces;
        this.descriptors = descriptors;
    }

    /** A list in /proc that is kept open if there is room. */
    static KernelFile list(Path path, Descriptors descriptors) {
        return new KernelFile(path, true, descriptors);
    }

    /** A list in /proc that is opened for each reading, since holding it open holds on to what it tells of. */
    static KernelFile listOpenedEachTime(Path path) {
        return new KernelFile(path, true, null);
    }

    /** Reads it; false if it isn't there, or not for this agent. */
    boolean read(KernelText into) {
        if (state == State.ABSENT || state == State.GONE) {
            return false;
        }
        try {
            readNow(into);
            state = State.READABLE;
            return true;
        } catch (ClosedByInterruptException _) {
            Thread.currentThread().interrupt();
            close();
            return false;
        } catch (IOException _) {
            close();
            state = state == State.NEW ? State.ABSENT : State.GONE;
            return false;
        }
    }

    private void readNow(KernelText into) throws IOException {
        FileChannel kept = open;
        if (kept != null) {
            into.load(kept, pieces);
            return;
        }
        FileChannel fresh = FileChannel.open(path, StandardOpenOption.READ);
        boolean keep = false;
        try {
            into.load(fresh, pieces);
            keep = descriptors != null && descriptors.take();
            open = keep ? fresh : null;
        } finally {
            if (!keep) {
                fresh.close();
            }
        }
    }

    /** Whether it was there, and isn't any more: what it told of has ended. */
    boolean gone() {
        return state == State.GONE;
    }

    /** Whether it could be read at the last try. */
    boolean readable() {
        return state == State.READABLE;
    }

    @Override
    public void close() {
        FileChannel kept = open;
        open = null;
        if (kept != null && descriptors != null) {
            descriptors.give();
            try {
                kept.close();
            } catch (IOException _) {
                // nothing was written
            }
        }
    }
}
