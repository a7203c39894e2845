package dev.longshore;

import dev.longshore.lab.LabHost;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The agent program in a process of its own, for one host of the lab. It can be killed, and started again. */
public final class RealAgent implements AutoCloseable {

    private final LabHost host;
    private final URI server;
    private final String token;
    private final Path state;
    private final Map<String, String> more;
    private Process process;

    private RealAgent(LabHost host, URI server, String token, Path state, Map<String, String> more) {
        this.more = Map.copyOf(more);
        this.host = host;
        this.server = server;
        this.token = token;
        this.state = state;
        this.process = run();
    }

    /** Starts an agent for this host's engine; it enrols with the token. */
    public static RealAgent start(LabHost host, URI server, String token, Path state) {
        return start(host, server, token, state, Map.of());
    }

    /** The same with more variables in its environment. */
    static RealAgent start(LabHost host, URI server, String token, Path state, Map<String, String> more) {
        return new RealAgent(host, server, token, state, more);
    }

    private Process run() {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        ProcessBuilder builder = new ProcessBuilder(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms8m",
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath,
                "dev.longshore.agent.AgentMain"));
        builder.environment()
                .putAll(Map.of(
                        "LONGSHORE_SERVER", server.toString(),
                        "LONGSHORE_TOKEN", token,
                        "LONGSHORE_STATE_DIR", state.toString(),
                        "LONGSHORE_HOST_NAME", host.name(),
                        "LONGSHORE_POLICY_FILE", policy().toString(),
                        "DOCKER_HOST", host.socket()));
        builder.environment().putAll(more);
        try {
            Files.createDirectories(state);
            Path log = state.resolveSibling(state.getFileName() + ".log");
            return builder.redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
        } catch (IOException trouble) {
            throw new UncheckedIOException(trouble);
        }
    }

    /** Where its host's owner may write what is forbidden; there is nothing at first. */
    public Path policy() {
        return state.resolveSibling(state.getFileName() + "-policy.yaml");
    }

    /** SIGKILL, and wait for its end. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** An orderly end. */
    public void stop() {
        process.destroy();
        process.onExit().join();
    }

    /** Starts it again, with the state that it left. */
    public void startAgain() {
        process = run();
    }

    @Override
    public void close() {
        kill();
    }
}
