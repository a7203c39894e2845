package dev.longshore.agent.cgroup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.longshore.agent.RunningContainer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** Files of a real host as they were, under {@code proc} and {@code sys}, with what its engine said of the same moment. */
record RecordedTree(Path root, List<Recorded> containers) {

    /** A container: {@code s-idle}, {@code s-throttled} (half a CPU) or {@code s-oom} (killed twice at 32 MiB, and alive). */
    record Recorded(String name, RunningContainer container) {}

    /** Lays the files of a resource out below a folder. */
    static RecordedTree in(Path root, String name) throws IOException {
        String all;
        try (InputStream in = RecordedTree.class.getResourceAsStream("/cgroups/" + name + ".txt")) {
            all = new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        }
        for (String file : all.substring("=== ".length()).split("(?m)^=== ", -1)) {
            int line = file.indexOf('\n');
            write(root.resolve(file.substring(0, line)), file.substring(line + 1));
        }
        List<Recorded> containers = new ArrayList<>();
        for (String line : Files.readAllLines(root.resolve("containers.txt"))) {
            String[] words = line.split(" ", -1);
            containers.add(
                    new Recorded(words[0], new RunningContainer(words[1], Integer.parseInt(words[2]), false, "")));
        }
        return new RecordedTree(root, containers);
    }

    static void write(Path file, String text) throws IOException {
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.writeString(file, text);
    }

    /** What the engine answered to a question for one-shot stats. */
    JsonNode engineStats(String name) throws IOException {
        return new ObjectMapper()
                .readTree(root.resolve("api").resolve(name + ".stats.json").toFile());
    }

    RunningContainer container(String name) {
        return containers.stream()
                .filter(recorded -> recorded.name().equals(name))
                .findFirst()
                .orElseThrow()
                .container();
    }

    List<RunningContainer> running() {
        return containers.stream().map(Recorded::container).toList();
    }

    /** The folder of a container's group, in the unified hierarchy or in that of a controller. */
    Path group(String name, String controller) throws IOException {
        String id = container(name).id();
        try (var found = Files.walk(root.resolve("sys/fs/cgroup"))) {
            return found.filter(path -> String.valueOf(path.getFileName()).contains(id))
                    .filter(path -> controller.isEmpty()
                            || Arrays.asList(path.toString().split("/", -1)).contains(controller))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
