package dev.longshore.agent.daemon;

import dev.longshore.agent.host.HostFiles;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The process of the engine that the agent speaks to, and of no other: a {@code dockerd} that listens on the agent's own
 * socket. Where the kernel does not let the agent see a process's sockets, the only {@code dockerd} of the machine will
 * do, if its pid file names it.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_net.5.html">proc_pid_net(5)</a>
 */
public final class DaemonProcess {

    private static final String NAME = "dockerd";
    private static final String USUAL_PID_FILE = "/var/run/docker.pid";
    private static final String USUAL_FILE = "/etc/docker/daemon.json";
    private static final String LISTENS = "00010000";
    private static final int PATH_COLUMN = 7;

    private final Path proc;
    private final HostFiles files;
    private final @Nullable Path socket;

    /**
     * Of the engine behind a socket.
     *
     * @param dockerHost {@code unix:///…}; an engine behind {@code tcp://…} is taken for one of another machine
     * @param files those of the engine's machine
     */
    public DaemonProcess(URI dockerHost, HostFiles files) {
        this(Path.of("/proc"), dockerHost, files);
    }

    DaemonProcess(Path proc, URI dockerHost, HostFiles files) {
        this.proc = proc;
        this.files = files;
        this.socket = "unix".equals(dockerHost.getScheme()) ? Path.of(dockerHost.getPath()) : null;
    }

    /**
     * The process as it was found.
     *
     * @param arguments of its command line, without the program
     */
    public record Found(int pid, List<String> arguments) {

        /** Whether the engine was started with the flag, as {@code --flag}, {@code --flag=…} or, of one letter, {@code -f}. */
        public boolean has(String flag) {
            return arguments.stream().anyMatch(argument -> argument.equals(flag) || argument.startsWith(flag + "="));
        }

        private String value(String flag, String other) {
            for (int i = 0; i < arguments.size(); i++) {
                String argument = arguments.get(i);
                if (argument.startsWith(flag + "=")) {
                    return argument.substring(flag.length() + 1);
                }
                if (argument.equals(flag) && i + 1 < arguments.size()) {
                    return arguments.get(i + 1);
                }
            }
            return other;
        }
    }

    /** Whether the process could be told to read its configuration again. */
    public enum Reach {
        REACHED,
        /** The agent's user may not signal it. */
        NOT_ALLOWED
    }

    /** Finds it; {@link ErrorCode#CONFIG_UNFIT} if it is not in sight, or can't be told from others. */
    public Found find() {
        Path own = socket;
        if (own == null) {
            throw unfit(
                    "the engine's process is not in sight: the agent reaches it by tcp, perhaps on another machine",
                    "Run the agent on the engine's machine, with the engine's socket.");
        }
        List<Found> all = all();
        List<Found> unsure = new ArrayList<>();
        for (Found each : all) {
            Boolean listens = listens(each.pid(), own);
            if (Boolean.TRUE.equals(listens)) {
                return each;
            }
            if (listens == null) {
                unsure.add(each);
            }
        }
        if (unsure.size() == 1 && all.size() == 1 && namedByPidFile(unsure.getFirst())) {
            return unsure.getFirst();
        }
        if (all.isEmpty()) {
            throw unfit(
                    "the engine's process is not in sight, so it can't be told to read the file",
                    "Start the agent's container with --pid host; the process has to be named " + NAME + ".");
        }
        throw unfit(
                "it can't be told which process is the engine, so none is told to read the file",
                "Run the agent as root; in a container, with --pid host --cap-add SYS_PTRACE.");
    }

    private List<Found> all() {
        List<Found> all = new ArrayList<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(proc, "[0-9]*")) {
            for (Path folder : folders) {
                try {
                    int pid = Integer.parseInt(folder.getFileName().toString());
                    if (isEngine(pid)) {
                        all.add(new Found(pid, arguments(pid)));
                    }
                } catch (IOException | NumberFormatException _) {
                    // it has just ended
                }
            }
        } catch (IOException e) {
            throw unfit("the machine's processes can't be listed: " + e, "Look at /proc on that host.");
        }
        return all;
    }

    private boolean isEngine(int pid) {
        try {
            return Files.readString(of(pid).resolve("comm")).strip().equals(NAME);
        } catch (IOException _) {
            return false;
        }
    }

    private List<String> arguments(int pid) throws IOException {
        String line = Files.readString(of(pid).resolve("cmdline"), StandardCharsets.ISO_8859_1);
        List<String> words = List.of(line.split("\0", -1));
        return words.size() < 2 ? List.of() : words.subList(1, words.size() - 1);
    }

    /** Whether it listens on the very socket that the agent has; null if that can't be seen. */
    private @Nullable Boolean listens(int pid, Path own) {
        try {
            Object wanted = identity(own);
            Set<String> held = sockets(pid);
            HostFiles theirs = HostFiles.at(of(pid).resolve("root"));
            for (String line : Files.readAllLines(of(pid).resolve("net/unix"), StandardCharsets.ISO_8859_1)) {
                String[] columns = line.strip().split("\\s+", PATH_COLUMN + 1);
                if (columns.length > PATH_COLUMN && columns[3].equals(LISTENS) && held.contains(columns[6])) {
                    Path there = theirs.find(columns[PATH_COLUMN]);
                    if (there != null && identity(there).equals(wanted)) {
                        return true;
                    }
                }
            }
            return false;
        } catch (IOException _) {
            return null;
        }
    }

    /** Inodes of the sockets that it holds; needs the right to trace it. */
    private Set<String> sockets(int pid) throws IOException {
        Set<String> inodes = new HashSet<>();
        try (DirectoryStream<Path> open = Files.newDirectoryStream(of(pid).resolve("fd"))) {
            for (Path each : open) {
                String to;
                try {
                    to = Files.readSymbolicLink(each).toString();
                } catch (java.nio.file.NoSuchFileException _) {
                    continue; // closed meanwhile
                }
                if (to.startsWith("socket:[")) {
                    inodes.add(to.substring("socket:[".length(), to.length() - 1));
                }
            }
        }
        return inodes;
    }

    private boolean namedByPidFile(Found found) {
        Path file = files.find(found.value("--pidfile", found.value("-p", USUAL_PID_FILE)));
        try {
            return file != null && Files.readString(file).strip().equals(String.valueOf(found.pid()));
        } catch (IOException _) {
            return false;
        }
    }

    /**
     * Makes sure that the engine reads this file and no other.
     *
     * @param rootless whether the engine runs without root, and so looks for its file in a home that nobody else knows
     * @throws LongshoreException {@code CONFIG_UNFIT} if it reads another one
     */
    public void mustRead(Found found, Path file, boolean rootless) {
        String theirs = found.value("--config-file", "");
        if (theirs.isEmpty() && rootless) {
            if (file.equals(Path.of(USUAL_FILE))) {
                throw unfit(
                        "the engine runs without root, and reads a file in its account's home, not " + file,
                        "Set LONGSHORE_DAEMON_JSON on that host to it, as a rule ~/.config/docker/daemon.json.");
            }
            return;
        }
        String wanted = theirs.isEmpty() ? USUAL_FILE : theirs;
        if (!same(found.pid(), wanted, file)) {
            throw unfit(
                    "the engine reads " + wanted + ", not " + file,
                    "Set LONGSHORE_DAEMON_JSON on that host to the engine's file; in a container, mount its folder.");
        }
    }

    private boolean same(int pid, String theirs, Path ours) {
        try {
            Path path = Path.of(theirs);
            HostFiles host = HostFiles.at(of(pid).resolve("root"));
            Path folder = path.getParent();
            if (folder == null || !Files.isReadable(of(pid).resolve("root"))) {
                return path.equals(ours);
            }
            Path file = host.find(theirs);
            if (file != null && Files.exists(ours)) {
                return identity(file).equals(identity(ours));
            }
            Path there = host.find(folder.toString());
            return file == null
                    && !Files.exists(ours)
                    && there != null
                    && identity(there).equals(identity(ours.resolveSibling(".")))
                    && path.getFileName().equals(ours.getFileName());
        } catch (IOException | InvalidPathException _) {
            return false;
        }
    }

    private static Object identity(Path path) throws IOException {
        return Files.readAttributes(path, "unix:dev,ino");
    }

    /** Whether {@link #reload} would reach it. */
    public Reach reach(Found found) {
        return sent(found, Signals.NONE);
    }

    /** Tells it to read its configuration again (SIGHUP); {@link ErrorCode#CONFIG_UNFIT} if it is not there any more. */
    public Reach reload(Found found) {
        return sent(found, Signals.HANG_UP);
    }

    private Reach sent(Found found, int signal) {
        return switch (Signals.send(found.pid(), signal, () -> isEngine(found.pid()))) {
            case SENT -> Reach.REACHED;
            case NOT_ALLOWED -> Reach.NOT_ALLOWED;
            case GONE -> throw unfit("the engine's process has just ended", "Look at the engine on that host.");
        };
    }

    private Path of(int pid) {
        return proc.resolve(String.valueOf(pid));
    }

    private static LongshoreException unfit(String why, String remedy) {
        return new LongshoreException(ErrorCode.CONFIG_UNFIT, why, remedy);
    }
}
