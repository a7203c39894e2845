package dev.longshore.bench;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A server and its agents, each a process of its own, in a folder that goes with them. */
final class Installation implements AutoCloseable {

    static final String PASSWORD = "bench-password-1";

    private final Path folder;
    private final Path java =
            Path.of(System.getProperty("java.home"), "bin", "java").toAbsolutePath();
    private final int port = freePort();
    private final int agentPort = freePort();
    private final Map<String, Program> agents = new HashMap<>();
    private final Path agentJar;
    private final Path options;
    private final Path serverJar;
    private Program server;
    private @Nullable Rest rest;

    /**
     * Starts the server.
     *
     * @param options folder with the JVM options that the images use
     * @param serverJar extracted, with {@code app.aot} beside it
     */
    Installation(Path folder, Path agentJar, Path options, Path serverJar) {
        this.folder = folder;
        this.agentJar = agentJar;
        this.options = options;
        this.serverJar = serverJar;
        this.server = startServer();
    }

    private Program startServer() {
        List<String> command = List.of(
                java.toString(),
                "@" + options.resolve("server.options"),
                "-XX:AOTCache=" + serverJar.resolveSibling("app.aot"),
                "-XX:AOTMode=on", // a cache that does not fit ends the run instead of slowing it unseen
                "-jar",
                serverJar.toString());
        Path log = folder.resolve("server.log");
        Program program = Program.start(
                command,
                Map.of(
                        "LONGSHORE_DATA_DIR", folder.resolve("data").toString(),
                        "LONGSHORE_PORT", Integer.toString(port),
                        "LONGSHORE_AGENT_PORT", Integer.toString(agentPort),
                        "LONGSHORE_TLS", "off",
                        "LONGSHORE_ADMIN_PASSWORD", PASSWORD),
                log);
        program.awaitLog("Longshore is ready", Duration.ofMinutes(2));
        return program;
    }

    /** Ends the server and starts it anew on the same data; returns the wall time until it was ready. */
    double restartServer() {
        server.close();
        try {
            Files.deleteIfExists(folder.resolve("server.log"));
        } catch (IOException trouble) {
            throw new IllegalStateException(trouble);
        }
        long start = System.nanoTime();
        server = startServer();
        return Figures.since(start);
    }

    Program server() {
        return server;
    }

    URI address() {
        return URI.create("http://localhost:" + port);
    }

    Rest rest() {
        Rest known = rest;
        if (known == null) {
            known = Rest.signIn(address(), PASSWORD);
            rest = known;
        }
        return known;
    }

    /** Starts an agent for an engine; does not wait for it. */
    void join(String name, String dockerHost) {
        String token = rest().post("/api/v1/join-tokens", "{\"hostName\":\"" + name + "\"}")
                .get("token")
                .asString();
        List<String> command = List.of(
                java.toString(),
                "@" + options.resolve("agent.options"),
                "-XX:CompilerDirectivesFile=" + options.resolve("agent.directives"),
                "-jar",
                agentJar.toString());
        agents.put(
                name,
                Program.start(
                        command,
                        Map.of(
                                "LONGSHORE_SERVER",
                                "https://localhost:" + agentPort,
                                "LONGSHORE_TOKEN",
                                token,
                                "LONGSHORE_STATE_DIR",
                                folder.resolve("agent-" + name).toString(),
                                "LONGSHORE_POLICY_FILE",
                                folder.resolve("none").toString(),
                                "MALLOC_ARENA_MAX",
                                "1",
                                "DOCKER_HOST",
                                dockerHost),
                        folder.resolve("agent-" + name + ".log")));
    }

    /** Waits until the host is online; returns its id. */
    String awaitOnline(String name) {
        Waiting.until(
                name + " to be online", Duration.ofMinutes(2), () -> state(name).equals("online"));
        return host(name).get("id").asString();
    }

    /** Waits until the server has, or has no more, the reference on the host. */
    void awaitKnown(String host, String reference, boolean there, Duration most) {
        Waiting.until(
                reference + " to be " + (there ? "known" : "gone"),
                most,
                () -> rest().items("/api/v1/images?host=" + host + "&q=" + reference)
                                .isEmpty()
                        != there);
    }

    Program agent(String name) {
        Program program = agents.get(name);
        if (program == null) {
            throw new IllegalArgumentException("no agent " + name);
        }
        return program;
    }

    String state(String name) {
        return rest().items("/api/v1/hosts").stream()
                .filter(host -> host.get("name").asString().equals(name))
                .map(host -> host.get("state").asString().toLowerCase(Locale.ROOT))
                .findFirst()
                .orElse("absent");
    }

    JsonNode host(String name) {
        return rest().items("/api/v1/hosts").stream()
                .filter(host -> host.get("name").asString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException trouble) {
            throw new IllegalStateException(trouble);
        }
    }

    @Override
    public void close() {
        agents.values().forEach(Program::close);
        server.close();
    }
}
