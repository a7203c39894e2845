package dev.longshore.bench;

import dev.longshore.lab.LabHost;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Images as files: a save through the server against {@code docker save}, and one upload to all hosts against a
 * {@code docker load} on each at once, in turn.
 */
final class FilesBench {

    private static final int ROUNDS = 5;
    private static final int MIB = 64;
    private static final String IMAGE = "bench/files:1";

    private final Installation installation;
    private final List<LabHost> hosts;
    private final List<String> ids;
    private final Path folder;

    FilesBench(Installation installation, List<LabHost> hosts, List<String> ids, Path folder) {
        this.installation = installation;
        this.hosts = hosts;
        this.ids = ids;
        this.folder = folder;
    }

    void run() throws Exception {
        hosts.getFirst().importImage(IMAGE, MIB);
        awaitKnown(ids.getFirst(), true);
        save();
        load();
    }

    private void save() throws Exception {
        Path file = folder.resolve("saved.tar");
        List<Double> engine = new ArrayList<>();
        List<Double> ours = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        for (int round = -1; round < ROUNDS; round++) {
            double plain =
                    PullBench.timed(() -> succeed(docker(hosts.getFirst(), "save", "-o", file.toString(), IMAGE)));
            Files.delete(file);
            double through = PullBench.timed(() -> succeed(installation
                    .rest()
                    .curl("/api/v1/hosts/" + ids.getFirst() + "/images/export?ref=" + IMAGE, "-o", file.toString())));
            Files.delete(file);
            if (round >= 0) {
                engine.add(plain);
                ours.add(through);
                ratios.add(through / plain);
            }
        }
        Figures.title("Save of an image of " + MIB + " MiB into a file, " + ROUNDS + " rounds in turn");
        Figures.header("", "median", "ratio (median of pairs)");
        Figures.row("`docker save`", Figures.millis(Figures.median(engine)), "1");
        Figures.row(
                "export through the server",
                Figures.millis(Figures.median(ours)),
                Figures.number(Figures.median(ratios)));
    }

    private void load() throws Exception {
        Path file = folder.resolve("load.tar");
        succeed(docker(hosts.getFirst(), "save", "-o", file.toString(), IMAGE));
        hosts.getFirst().docker("rmi", IMAGE);
        List<Double> engines = new ArrayList<>();
        List<Double> ours = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        for (int round = -1; round < ROUNDS; round++) {
            double plain = PullBench.timed(() -> {
                List<Process> all = new ArrayList<>();
                for (LabHost host : hosts) {
                    all.add(docker(host, "load", "-q", "-i", file.toString()));
                }
                for (Process each : all) {
                    succeed(each);
                }
            });
            removed();
            double through = PullBench.timed(() -> uploaded(file));
            removed();
            if (round >= 0) {
                engines.add(plain);
                ours.add(through);
                ratios.add(through / plain);
            }
        }
        Files.delete(file);
        Figures.title(
                "Load of an image of " + MIB + " MiB on " + hosts.size() + " hosts, " + ROUNDS + " rounds in turn");
        Figures.header("", "median", "ratio (median of pairs)");
        Figures.row("a `docker load` on each at once", Figures.millis(Figures.median(engines)), "1");
        Figures.row(
                "one upload, to its end on all",
                Figures.millis(Figures.median(ours)),
                Figures.number(Figures.median(ratios)));
    }

    private void uploaded(Path file) throws IOException, InterruptedException {
        Path answer = folder.resolve("import.json");
        String targets = ids.stream().map(id -> "host=" + id).collect(Collectors.joining("&"));
        succeed(installation
                .rest()
                .curl(
                        "/api/v1/images/import?" + targets,
                        "-X",
                        "POST",
                        "-T",
                        file.toString(),
                        "-H",
                        "Content-Type: application/x-tar",
                        "-o",
                        answer.toString()));
        installation.rest().followed(Files.readString(answer));
    }

    private void removed() throws Exception {
        for (int at = 0; at < hosts.size(); at++) {
            hosts.get(at).docker("rmi", IMAGE);
            awaitKnown(ids.get(at), false);
        }
    }

    private void awaitKnown(String host, boolean there) {
        installation.awaitKnown(host, IMAGE, there, Duration.ofMinutes(1));
    }

    private static Process docker(LabHost host, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("docker", "-H", host.socket()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.INHERIT)
                .start();
    }

    private static void succeed(Process process) throws InterruptedException {
        if (process.waitFor() != 0) {
            throw new IllegalStateException("a command ended with " + process.exitValue());
        }
    }
}
