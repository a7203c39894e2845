package dev.longshore.agent.host;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The files of the machine that the engine runs on, as far as the agent sees them: all, below the folder where an agent in a
 * container has that machine's root mounted, or none for an engine of another machine.
 */
public final class HostFiles {

    private static final Path OWN = Path.of("/");
    private static final int MOST_LINKS = 40;

    private final @Nullable Path root;

    private HostFiles(@Nullable Path root) {
        this.root = root;
    }

    /**
     * For the agent of this engine.
     *
     * @param dockerHost {@code tcp://…} is taken for another machine
     * @param root where the machine's root is; {@code /} for an agent on the machine itself
     */
    public static HostFiles of(URI dockerHost, Path root) {
        return new HostFiles("tcp".equals(dockerHost.getScheme()) ? null : root);
    }

    /** Those below a folder, for example the root of a process in {@code /proc}. */
    public static HostFiles at(Path root) {
        return new HostFiles(root);
    }

    /** Where the machine's root is for this agent; null if it is another machine. */
    public @Nullable Path root() {
        return root;
    }

    /** Whether there are any to be seen. */
    boolean inSight() {
        return root != null;
    }

    /** Whether the agent runs on that machine itself, and not in a container. */
    boolean own() {
        return OWN.equals(root);
    }

    /** Where a path of that machine is for the agent, or null if it isn't there; links are followed as that machine does. */
    public @Nullable Path find(String path) {
        if (root == null || !path.startsWith("/")) {
            return null;
        }
        try {
            Path found = own() ? Path.of(path) : below(root, path);
            return found != null && Files.exists(found) ? found : null;
        } catch (IOException | InvalidPathException _) {
            return null;
        }
    }

    private static @Nullable Path below(Path root, String path) throws IOException {
        Deque<String> names = new ArrayDeque<>(List.of(path.split("/", -1)));
        Path at = root;
        int links = 0;
        while (!names.isEmpty()) {
            String name = names.pop();
            if (name.isEmpty() || name.equals(".")) {
                continue;
            }
            if (name.equals("..")) {
                Path parent = at.getParent();
                at = at.equals(root) || parent == null ? root : parent;
                continue;
            }
            Path next = at.resolve(name);
            if (!Files.isSymbolicLink(next)) {
                at = next;
                continue;
            }
            if (++links > MOST_LINKS) {
                return null;
            }
            String target = Files.readSymbolicLink(next).toString();
            at = target.startsWith("/") ? root : at;
            List.of(target.split("/", -1)).reversed().forEach(names::push);
        }
        return at;
    }
}
