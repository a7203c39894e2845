package dev.longshore.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One container host of a {@link Lab}. Two objects of the same name are the same host. */
public final class LabHost {

    private final Lab lab;
    private final String name;
    private final String kind;

    LabHost(Lab lab, String name, String kind) {
        this.lab = lab;
        this.name = name;
        this.kind = kind;
    }

    /** The host's name, which is also what its engine reports. */
    public String name() {
        return name;
    }

    /** The kind of engine, a line of {@code lab.sh kinds}. */
    public String kind() {
        return kind;
    }

    /** The engine's socket file. */
    public Path socketFile() {
        return lab.folder().resolve("hosts").resolve(name).resolve("docker.sock");
    }

    /** A file of the host, as this machine sees it while the host runs; not for guests with a kernel of their own. */
    public Path inside(String path) {
        return Path.of("/proc", first("pid"), "root").resolve(path.substring(1));
    }

    /** The first word of a file that the lab keeps of this host. */
    private String first(String file) {
        try {
            return Files.readString(lab.folder().resolve("hosts").resolve(name).resolve(file))
                    .strip()
                    .split(" ", 2)[0];
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Flags for the engine's command line, from its next start on. */
    public void engineFlags(String... flags) {
        try {
            Files.write(lab.folder().resolve("hosts").resolve(name).resolve("engine-flags"), List.of(flags));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The engine's socket as {@code DOCKER_HOST} takes it. */
    public String socket() {
        return "unix://" + socketFile();
    }

    /** Runs the docker client against this host's engine; must succeed. Returns what it printed, trimmed. */
    public String docker(String... arguments) {
        return LabCommand.succeed(client(arguments), clientEnvironment()).strip();
    }

    /** Runs the docker client against this host's engine, and says whether it succeeded. */
    public boolean dockerSucceeds(String... arguments) {
        return LabCommand.run(client(arguments), clientEnvironment()).exitCode() == 0;
    }

    /** Runs a command inside the host; must succeed. Returns what it printed, trimmed. */
    public String exec(String... command) {
        var arguments = new ArrayList<>(List.of("exec", name));
        arguments.addAll(List.of(command));
        return lab.succeed(arguments.toArray(String[]::new)).strip();
    }

    /** Makes a small runnable image (busybox) under the given reference; returns its ID as the engine says it. */
    public String importImage(String reference) {
        return importImage(reference, 0);
    }

    /** The same with that many MiB of random data in its layer. */
    public String importImage(String reference, int payloadMib) {
        lab.succeed("image", name, reference, Integer.toString(payloadMib));
        return docker("image", "inspect", "--format", "{{.Id}}", reference);
    }

    /** Makes such an image without a name; returns its ID as the engine says it. */
    public String importNameless(int payloadMib) {
        var told = lab.succeed("image", name, "", Integer.toString(payloadMib)).strip();
        return told.substring(told.lastIndexOf(' ') + 1); // Podman tells it twice
    }

    /** IDs of all images as the engine says them, sorted: engines list images of one second in any order. */
    public List<String> imageIds() {
        return docker("images", "-aq", "--no-trunc").lines().sorted().toList();
    }

    /** Asks the engine to stop, and waits for it. */
    public void stopEngine() {
        lab.succeed("engine", name, "stop");
    }

    /** Ends the engine with SIGKILL. */
    public void killEngine() {
        lab.succeed("engine", name, "kill");
    }

    /** Starts the engine again and waits until it answers. */
    public void startEngine() {
        lab.succeed("engine", name, "start");
    }

    /** Stops the engine's process with SIGSTOP: connections are accepted and nothing answers. */
    public void pauseEngine() {
        lab.succeed("engine", name, "pause");
    }

    /** Ends what {@link #pauseEngine} did. */
    public void resumeEngine() {
        lab.succeed("engine", name, "resume");
    }

    /** Drops every packet between the host and the rest, without a word: connections become half-open. */
    public void cutOff() {
        lab.succeed("net", name, "drop");
    }

    /** Ends what {@link #cutOff} did. */
    public void reconnect() {
        lab.succeed("net", name, "heal");
    }

    private List<String> client(String... arguments) {
        // Debian's own client first: it speaks its own engine's API, which a newer client may refuse to
        var program = Files.isExecutable(Path.of("/usr/bin/docker")) ? "/usr/bin/docker" : "docker";
        var command = new ArrayList<>(List.of(program, "-H", socket()));
        command.addAll(List.of(arguments));
        return command;
    }

    /** Logins of a test belong to the lab, never to the person who runs it. */
    private Map<String, String> clientEnvironment() {
        return Map.of("DOCKER_CONFIG", lab.folder().resolve("docker-config").toString(), "DOCKER_BUILDKIT", "0");
    }
}
