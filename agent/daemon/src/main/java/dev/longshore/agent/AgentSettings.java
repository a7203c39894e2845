package dev.longshore.agent;

import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import dev.longshore.model.SafeText;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the agent is told by its environment.
 *
 * @param server where to dial, {@code https://host:port}, without a path
 * @param token the join token itself, or null
 * @param tokenFile where the join token is or will be, or null
 * @param dockerHost {@code unix:///…} or {@code tcp://…}
 * @param stateDir where the key, the certificate and the journal lie
 * @param hostName the name wished for this host; empty: the engine's own
 * @param policyFile what this host's owner forbids; need not exist
 */
public record AgentSettings(
        URI server,
        @Nullable String token,
        @Nullable Path tokenFile,
        String dockerHost,
        Path stateDir,
        String hostName,
        Path policyFile) {

    private static final long DEFAULT_DISK_FLOOR = 1L << 30;
    private static final Pattern AMOUNT = Pattern.compile("(\\d{1,15})([KMGT]?)");
    private static final Path DEFAULT_STATE = Path.of("/var/lib/longshore-agent");

    /** Reads {@code LONGSHORE_*} and {@code DOCKER_HOST}; {@link ErrorCode#INVALID_REQUEST} names the variable at fault. */
    public static AgentSettings of(Map<String, String> env) {
        String token = text(env, "LONGSHORE_TOKEN");
        String tokenFile = text(env, "LONGSHORE_TOKEN_FILE");
        return new AgentSettings(
                server(text(env, "LONGSHORE_SERVER")),
                token,
                tokenFile == null ? null : path("LONGSHORE_TOKEN_FILE", tokenFile),
                dockerHost(text(env, "DOCKER_HOST")),
                stateDir(env),
                hostName(text(env, "LONGSHORE_HOST_NAME")),
                path(
                        "LONGSHORE_POLICY_FILE",
                        orElse(text(env, "LONGSHORE_POLICY_FILE"), "/etc/longshore/agent-policy.yaml")));
    }

    /** The state directory alone, which is all that {@code health} needs. */
    public static Path stateDir(Map<String, String> env) {
        return path("LONGSHORE_STATE_DIR", orElse(text(env, "LONGSHORE_STATE_DIR"), DEFAULT_STATE.toString()));
    }

    /** Where the root of the engine's machine is mounted: {@code /} unless the agent runs in a container. */
    public static Path hostRoot(Map<String, String> env) {
        return path("LONGSHORE_HOST_ROOT", orElse(text(env, "LONGSHORE_HOST_ROOT"), "/"));
    }

    /** The engine's configuration file, which is changed only if the host's owner allows it. */
    public static Path daemonJson(Map<String, String> env) {
        return path("LONGSHORE_DAEMON_JSON", orElse(text(env, "LONGSHORE_DAEMON_JSON"), "/etc/docker/daemon.json"));
    }

    /** How much may be brought to this host at once. */
    public static WorkBounds bounds(Map<String, String> env) {
        WorkBounds usual = WorkBounds.USUAL;
        return new WorkBounds(
                (int) amount(env, "LONGSHORE_FILES_ENTRIES", usual.imageEntries(), 1, 1_000_000),
                (int) amount(env, "LONGSHORE_FILES_ROOT_ENTRIES", usual.rootEntries(), 1, 100_000_000),
                amount(env, "LONGSHORE_FILES_BYTES", usual.bytes(), 1, Long.MAX_VALUE),
                amount(env, "LONGSHORE_DISK_FLOOR", DEFAULT_DISK_FLOOR, 0, Long.MAX_VALUE));
    }

    /** Whether the kernel's counters are read and reported. */
    public static boolean stats(Map<String, String> env) {
        String text = orElse(text(env, "LONGSHORE_STATS"), "on");
        if (!text.equals("on") && !text.equals("off")) {
            throw bad("LONGSHORE_STATS", "neither on nor off: " + SafeText.quote(text), "Write on or off.");
        }
        return text.equals("on");
    }

    private static long amount(Map<String, String> env, String name, long usual, long least, long most) {
        String text = text(env, name);
        if (text == null) {
            return usual;
        }
        Matcher parts = AMOUNT.matcher(text);
        if (parts.matches()) {
            int shift = 10 * " KMGT".indexOf(parts.group(2).isEmpty() ? " " : parts.group(2));
            long number = Long.parseLong(parts.group(1));
            if (number <= most >> shift && number << shift >= least) {
                return number << shift;
            }
        }
        throw bad(
                name,
                "not such an amount: " + SafeText.quote(text),
                "Write a number, with K, M, G or T behind it if you like, for example 5G.");
    }

    private static URI server(@Nullable String text) {
        if (text == null) {
            throw bad(
                    "LONGSHORE_SERVER",
                    "it is not set",
                    "Set it to the server's agent address, for example https://longshore.example:8444.");
        }
        String remedy = "Write it as https://host:8444, the agent port of the server.";
        try {
            URI uri = new URI(text);
            if (!"https".equals(uri.getScheme())) {
                throw bad("LONGSHORE_SERVER", "it does not begin with https://: " + SafeText.quote(text), remedy);
            }
            if (uri.getHost() == null || uri.getUserInfo() != null) {
                throw bad("LONGSHORE_SERVER", "it names no host: " + SafeText.quote(text), remedy);
            }
            String path = uri.getPath();
            if (path != null && !path.isEmpty() && !path.equals("/")) {
                throw bad("LONGSHORE_SERVER", "it has a path: " + SafeText.quote(text), remedy);
            }
            return new URI("https", null, uri.getHost(), uri.getPort() < 0 ? 8444 : uri.getPort(), null, null, null);
        } catch (URISyntaxException e) {
            throw bad("LONGSHORE_SERVER", "it is not an address: " + SafeText.quote(text), remedy);
        }
    }

    private static String dockerHost(@Nullable String text) {
        String host = orElse(text, "unix:///var/run/docker.sock");
        if (!host.startsWith("unix:///") && !host.startsWith("tcp://")) {
            throw bad(
                    "DOCKER_HOST",
                    "it is neither unix:///path nor tcp://host:port: " + SafeText.quote(host),
                    "Leave it unset for /var/run/docker.sock, or set the engine's socket.");
        }
        return host;
    }

    private static String hostName(@Nullable String text) {
        String name = orElse(text, "");
        if (name.length() > 63 || !name.matches("[A-Za-z0-9._-]*")) {
            throw bad(
                    "LONGSHORE_HOST_NAME",
                    "not a host name: " + SafeText.quote(name),
                    "Use up to 63 letters, digits, dots, dashes or underscores.");
        }
        return name;
    }

    private static Path path(String variable, String text) {
        try {
            Path path = Path.of(text);
            if (path.isAbsolute()) {
                return path;
            }
            return path.toAbsolutePath();
        } catch (InvalidPathException e) {
            throw bad(variable, "not a path: " + SafeText.quote(text), "Give the path of a file or directory.");
        }
    }

    private static @Nullable String text(Map<String, String> env, String name) {
        String value = env.get(name);
        return value == null || value.isBlank() ? null : value.strip();
    }

    private static String orElse(@Nullable String text, String other) {
        return text == null ? other : text;
    }

    private static LongshoreException bad(String variable, String why, String remedy) {
        return new LongshoreException(ErrorCode.INVALID_REQUEST, variable + ": " + why, remedy);
    }

    /** Without the token, fit for a log. */
    @Override
    public String toString() {
        return "server " + server + ", engine " + dockerHost + ", state in " + stateDir;
    }
}
