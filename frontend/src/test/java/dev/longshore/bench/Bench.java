package dev.longshore.bench;

import dev.longshore.lab.Lab;
import dev.longshore.lab.LabHost;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The benchmark behind {@code make bench}. Prints Markdown tables of ratios and times taken in one run on one machine; no
 * threshold fails it.
 *
 * <p>Arguments: agent jar, folder of the JVM options, server jar (extracted, its AOT cache beside it), then the sections to
 * run with commas between (see {@link #SECTIONS}; all without).
 */
public final class Bench {

    private static final Set<String> SECTIONS =
            Set.of("footprint", "event", "pull", "copy", "files", "large", "list", "dead");
    private static final int MANY = 1000;
    private static final int FLEET = 20;

    private final Installation installation;
    private final Path folder;
    private final Lab lab = Lab.shared();

    private Bench(Installation installation, Path folder) {
        this.installation = installation;
        this.folder = folder;
    }

    static void main(String[] args) throws Exception {
        Path folder = Files.createTempDirectory("longshore-bench");
        Set<String> sections = args.length > 3 ? Set.of(args[3].split(",")) : SECTIONS;
        try (Installation installation =
                new Installation(folder, Path.of(args[0]), Path.of(args[1]), Path.of(args[2]))) {
            new Bench(installation, folder).run(sections);
        } finally {
            delete(folder);
        }
    }

    private void run(Set<String> sections) throws Exception {
        List<LabHost> hosts = List.of(lab.docker("alpha"), lab.docker("beta"), lab.docker("gamma"));
        List<String> ids = new ArrayList<>();
        for (LabHost host : hosts) {
            host.importImage("bench/base:1");
            installation.join(host.name(), host.socket());
            ids.add(installation.awaitOnline(host.name()));
        }
        if (sections.contains("footprint")) {
            new FootprintBench(installation)
                    .run(hosts.stream().map(LabHost::name).toList());
            for (LabHost host : hosts) {
                installation.awaitOnline(host.name());
            }
        }
        if (sections.contains("event")) {
            new EventBench(installation, hosts.getFirst()).run("bench/base:1");
        }
        if (sections.contains("pull")) {
            new PullBench(installation, hosts, lab.registry()).run(ids);
        }
        if (sections.contains("copy")) {
            new CopyBench(installation, hosts, ids, lab.registry()).run();
        }
        if (sections.contains("files")) {
            new FilesBench(installation, hosts, ids, folder).run();
        }
        if (sections.contains("large")) {
            new LargeBench(installation, hosts, ids).run();
        }
        if (sections.contains("list")) {
            for (LabHost host : hosts) {
                ManyImages.load(host, MANY, folder);
            }
            Waiting.until(
                    "all images to be listed",
                    Duration.ofMinutes(3),
                    () -> installation.rest().items("/api/v1/images?size=1&q=bench/many-" + (MANY - 1)).stream()
                            .anyMatch(row -> row.get("hosts").size() == hosts.size()));
            new ListBench(installation, hosts).run();
        }
        if (sections.contains("dead")) {
            List<String> names = new ArrayList<>();
            List<String> fleet = new ArrayList<>();
            for (int number = 0; number < FLEET; number++) {
                names.add("fleet-" + number);
                installation.join(
                        "fleet-" + number, hosts.get(number % hosts.size()).socket());
            }
            for (String name : names) {
                fleet.add(installation.awaitOnline(name));
            }
            new DeadHostsBench(installation, names, fleet, "bench/base:1").run();
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException trouble) {
                    throw new UncheckedIOException(trouble);
                }
            });
        } catch (IOException trouble) {
            throw new UncheckedIOException(trouble);
        }
    }
}
