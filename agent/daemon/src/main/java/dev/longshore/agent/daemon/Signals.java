package dev.longshore.agent.daemon;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.function.BooleanSupplier;

/**
 * Signals to other processes, which the JDK can't send. A process is held by a descriptor before it is looked at, so that
 * the signal can't reach another one that was given its number meanwhile.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/pidfd_send_signal.2.html">pidfd_send_signal(2)</a>
 */
final class Signals {

    /** Only asks whether one could be sent. */
    static final int NONE = 0;

    static final int HANG_UP = 1;

    private static final int EPERM = 1;
    private static final int ENOSYS = 38;
    private static final long PIDFD_SEND_SIGNAL = 424; // the same on every architecture
    private static final long PIDFD_OPEN = 434;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final MethodHandle SYSCALL = function(
            "syscall",
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_LONG),
            Linker.Option.firstVariadicArg(1));
    private static final MethodHandle KILL = function("kill", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle CLOSE = function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    private Signals() {}

    /** What became of one. */
    enum Sent {
        SENT,
        NOT_ALLOWED,
        /** The process is gone, or not the one that was meant. */
        GONE
    }

    /** Sends it, if after the process is held it is still the one that is meant. */
    static Sent send(int pid, int signal, BooleanSupplier meant) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            long held = (long) SYSCALL.invokeExact(state, PIDFD_OPEN, (long) pid, 0L, MemorySegment.NULL, 0L);
            if (held < 0 && errno(state) != ENOSYS && errno(state) != EPERM) {
                return Sent.GONE;
            }
            if (held < 0) { // Linux before 5.3, or a container that may not
                return meant.getAsBoolean() ? answer((int) KILL.invokeExact(state, pid, signal), state) : Sent.GONE;
            }
            try {
                return meant.getAsBoolean()
                        ? answer(
                                (long) SYSCALL.invokeExact(
                                        state, PIDFD_SEND_SIGNAL, held, (long) signal, MemorySegment.NULL, 0L),
                                state)
                        : Sent.GONE;
            } finally {
                int _ = (int) CLOSE.invokeExact(state, (int) held);
            }
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static Sent answer(long result, MemorySegment state) {
        if (result == 0) {
            return Sent.SENT;
        }
        return errno(state) == EPERM ? Sent.NOT_ALLOWED : Sent.GONE;
    }

    private static int errno(MemorySegment state) {
        return (int) ERRNO.get(state, 0L);
    }

    @SuppressWarnings("restricted") // named in the jar's manifest
    private static MethodHandle function(String name, FunctionDescriptor descriptor, Linker.Option... more) {
        Linker.Option[] options = new Linker.Option[more.length + 1];
        options[0] = Linker.Option.captureCallState("errno");
        System.arraycopy(more, 0, options, 1, more.length);
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), descriptor, options);
    }
}
