package dev.longshore.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A set of real container hosts on this machine, made by {@code docker/lab/lab.sh}. Each lab has a folder, a bridge and
 * a network of its own, so that labs of several test runs live side by side; it goes with the JVM that made it, even if
 * that is killed.
 *
 * <p>Needs root and the packages that {@code docker/bin/install-test-packages} installs; without them a test fails with
 * a message that says so. {@code LONGSHORE_LAB_KIND} and {@code LONGSHORE_LAB_PODMAN_KIND} in the environment replace
 * the engines of {@link #docker} and {@link #podman} (see {@code lab.sh kinds}).
 */
public final class Lab implements AutoCloseable {

    private static @Nullable Lab shared;

    private final Map<String, LabHost> hosts = new LinkedHashMap<>();
    private final Map<String, String> environment;
    private final String script;
    private final Path folder;
    private final String net;

    private Lab(Path folder, String net, String bridge) {
        this.folder = folder;
        this.net = net;
        this.script = repository().resolve("docker/lab/lab.sh").toString();
        this.environment = Map.of(
                "LAB_DIR",
                folder.toString(),
                "LAB_NET",
                net,
                "LAB_BRIDGE",
                bridge,
                "LAB_OWNER",
                Long.toString(ProcessHandle.current().pid()));
    }

    /** The lab of this JVM, started at the first call and torn down when the JVM ends. */
    public static synchronized Lab shared() {
        var lab = shared;
        if (lab == null) {
            lab = start();
            shared = lab;
        }
        return lab;
    }

    private static Lab start() {
        var number = (int) (ProcessHandle.current().pid() % 50_000);
        var lab = new Lab(folderFor(number), freeNet(number), "lt" + number);
        Runtime.getRuntime().addShutdownHook(new Thread(lab::close, "lab-down"));
        lab.succeed("up");
        return lab;
    }

    /** A Docker host, started if it does not run yet. */
    public LabHost docker(String name) {
        return host(name, System.getenv().getOrDefault("LONGSHORE_LAB_KIND", "docker"));
    }

    /** A Podman host, started if it does not run yet. */
    public LabHost podman(String name) {
        return host(name, System.getenv().getOrDefault("LONGSHORE_LAB_PODMAN_KIND", "podman"));
    }

    /**
     * A host of the given kind, started if it does not run yet.
     *
     * @param kind a line of {@code lab.sh kinds}; kinds of other releases need {@code docker/lab/build.sh} first
     */
    public synchronized LabHost host(String name, String kind) {
        return hosts.computeIfAbsent(name, _ -> {
            succeed("up", name + "=" + kind);
            return new LabHost(this, name, kind);
        });
    }

    /** Ends a host with everything on it; {@link #docker} of the same name starts a fresh one. */
    public synchronized void remove(LabHost host) {
        succeed("down", host.name());
        hosts.remove(host.name());
    }

    /** The plain registry: {@code 127.0.0.1:5001} inside every host. */
    public LabRegistry registry() {
        return new LabRegistry("127.0.0.1:5001", net + ".1:5001", "", "", folder.resolve("registry-tls/ca.crt"));
    }

    /** The registry with TLS from a CA of its own, and a password; every host trusts the CA. */
    public LabRegistry privateRegistry() {
        return new LabRegistry(
                net + ".1:5002", net + ".1:5002", "lab", "lab-secret", folder.resolve("registry-tls/ca.crt"));
    }

    /** This machine's address as the hosts see it: a server that listens on it is reached from inside. */
    public String address() {
        return net + ".1";
    }

    /** Where the lab keeps its state; it goes with the lab. */
    public Path folder() {
        return folder;
    }

    /** Tears everything down. Called by a shutdown hook for {@link #shared()}. */
    @Override
    public synchronized void close() {
        hosts.clear();
        succeed("down");
    }

    String succeed(String... arguments) {
        return LabCommand.succeed(command(arguments), environment);
    }

    LabCommand.Outcome run(String... arguments) {
        return LabCommand.run(command(arguments), environment);
    }

    private List<String> command(String... arguments) {
        var command = new ArrayList<>(List.of("bash", script));
        command.addAll(List.of(arguments));
        return command;
    }

    private static Path repository() {
        var start = Path.of("").toAbsolutePath();
        for (@Nullable Path folder = start; folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve("docker/lab/lab.sh"))) {
                return folder;
            }
        }
        throw new AssertionError("no docker/lab/lab.sh above " + start);
    }

    /** Under target, or in the temp folder where a socket's path would pass the kernel's 107 bytes. */
    private static Path folderFor(int number) {
        var folder = Path.of("target", "lab-" + number).toAbsolutePath();
        if (folder.toString().length() <= 70) {
            return folder;
        }
        try {
            return Files.createTempDirectory("longshore-lab");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String freeNet(int number) {
        for (int i = 0; i < 1000; i++) {
            var candidate = "10.%d.%d".formatted(100 + (number + i) / 250 % 100, (number + i) % 250);
            if (!inUse(candidate + ".1")) {
                return candidate;
            }
        }
        throw new AssertionError("no free network for a lab between 10.100.0.0 and 10.199.249.0");
    }

    private static boolean inUse(String address) {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .anyMatch(used -> used.getHostAddress().equals(address));
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
    }
}
