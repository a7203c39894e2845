package dev.longshore.agent.host;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.longshore.model.SafeText;
import dev.longshore.wire.Runtime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Asks OCI runtimes what they are: {@code --version}, and {@code features} where they know that word. Only a program that
 * lies in a folder for programs is run, with fixed arguments, and again only after its file has changed.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/main/features.md">OCI runtime features</a>
 */
public final class RuntimeProbe {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> FOLDERS = List.of(
            "/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin", "/bin", "/sbin", "/usr/libexec/oci", "/opt");
    private static final int MAX_FEATURES = 40;

    /** Loaders of the C libraries and processors that engines run on. */
    private static final List<String> LOADERS = List.of(
            "/lib64/ld-linux-x86-64.so.2",
            "/lib/ld-linux-aarch64.so.1",
            "/lib/ld-linux-armhf.so.3",
            "/lib/ld-musl-x86_64.so.1",
            "/lib/ld-musl-aarch64.so.1");

    private static final List<String> LIBRARIES = List.of(
            "/lib/x86_64-linux-gnu",
            "/usr/lib/x86_64-linux-gnu",
            "/lib/aarch64-linux-gnu",
            "/usr/lib/aarch64-linux-gnu",
            "/lib/arm-linux-gnueabihf",
            "/lib64",
            "/usr/lib64",
            "/lib",
            "/usr/lib",
            "/usr/local/lib");

    private final HostFiles files;
    private final Map<String, Answer> answers = new HashMap<>();

    /** For the runtimes of the machine with these files. */
    public RuntimeProbe(HostFiles files) {
        this.files = files;
    }

    private record Answer(long modifiedMs, Runtime runtime) {}

    /**
     * What the runtime says of itself; {@code problem} is set where it could not be asked.
     *
     * @param path a file, or a name to be looked for where programs lie
     */
    public Runtime ask(String path) throws InterruptedException {
        if (!files.inSight()) {
            return problem("the engine runs on another machine than its agent");
        }
        Path program = resolve(path);
        if (program == null) {
            return problem("not found from where the agent runs");
        }
        long modifiedMs = program.toFile().lastModified();
        Answer known = answers.get(path);
        if (known == null || known.modifiedMs() != modifiedMs) {
            known = new Answer(modifiedMs, run(program));
            answers.put(path, known);
        }
        return known.runtime();
    }

    private @Nullable Path resolve(String path) {
        if (path.startsWith("/")) {
            Path program = Path.of(path).normalize();
            return FOLDERS.stream().anyMatch(program::startsWith) ? program(program.toString()) : null;
        }
        if (path.isEmpty() || path.contains("/") || path.startsWith(".")) {
            return null;
        }
        for (String folder : FOLDERS) {
            Path program = program(folder + "/" + path);
            if (program != null) {
                return program;
            }
        }
        return null;
    }

    private @Nullable Path program(String path) {
        Path found = files.find(path);
        return found != null && Files.isRegularFile(found) && Files.isExecutable(found) ? found : null;
    }

    private Runtime run(Path program) throws InterruptedException {
        try {
            Optional<String> told = output(program, "--version");
            if (told.isEmpty()) {
                return problem("gave no version");
            }
            Runtime.Builder runtime = Runtime.newBuilder().setVersion(version(told.get()));
            oci(runtime, told.get());
            Optional<String> features = output(program, "features");
            features.ifPresent(text -> features(runtime, text));
            return runtime.build();
        } catch (IOException e) {
            return problem(SafeText.line(String.valueOf(e.getMessage()), 200));
        }
    }

    /** A program of a mounted root may need the libraries that lie there, and their loader. */
    private Optional<String> output(Path program, String word) throws IOException, InterruptedException {
        Path loader = files.own()
                ? null
                : LOADERS.stream()
                        .map(this::program)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null);
        try {
            Optional<String> told = ProgramOutput.of(List.of(program.toString(), word));
            if (told.isPresent() || loader == null) {
                return told;
            }
        } catch (IOException e) {
            if (loader == null) {
                throw e;
            }
        }
        String libraries = LIBRARIES.stream()
                .map(files::find)
                .filter(Objects::nonNull)
                .map(Path::toString)
                .collect(Collectors.joining(":"));
        return ProgramOutput.of(List.of(loader.toString(), "--library-path", libraries, program.toString(), word));
    }

    /** The last word of the first line: {@code runc version 1.1.5}, {@code crun version 1.8.1}. */
    private static String version(String told) {
        String first = told.lines().findFirst().orElse("").strip();
        return SafeText.line(first.substring(first.lastIndexOf(' ') + 1), 100);
    }

    private static void oci(Runtime.Builder runtime, String told) {
        told.lines().map(String::strip).forEach(line -> {
            if (line.startsWith("spec: ")) {
                runtime.setOciVersion(SafeText.line(line.substring(6), 50));
            } else if (line.startsWith("+")) { // crun lists what it was built with
                for (String word : line.split(" ", -1)) {
                    if (word.length() > 1 && runtime.getFeaturesCount() < MAX_FEATURES) {
                        runtime.addFeatures(SafeText.line(word.substring(1).toLowerCase(Locale.ROOT), 50));
                    }
                }
            }
        });
    }

    /** Adds what a features document of the runtime specification says; anything else adds nothing. */
    public static void features(Runtime.Builder runtime, String document) {
        try {
            JsonNode told = JSON.readTree(document);
            if (told != null && told.isObject()) {
                features(runtime, told);
            }
        } catch (IOException _) {
            // an older runtime prints its help instead
        }
    }

    private static void features(Runtime.Builder runtime, JsonNode told) {
        String least = told.path("ociVersionMin").asText("");
        String most = told.path("ociVersionMax").asText("");
        if (!most.isEmpty()) {
            runtime.setOciVersion(SafeText.line(least.equals(most) ? most : least + " – " + most, 60));
        }
        List<String> names = new ArrayList<>();
        JsonNode linux = told.path("linux");
        if (linux.path("cgroup").path("v1").asBoolean(false)) {
            names.add("cgroup v1");
        }
        if (linux.path("cgroup").path("v2").asBoolean(false)) {
            names.add("cgroup v2");
        }
        for (String part : List.of("systemd", "systemdUser", "rdma")) {
            if (linux.path("cgroup").path(part).asBoolean(false)) {
                names.add("cgroup " + part);
            }
        }
        for (String part : List.of("seccomp", "apparmor", "selinux", "intelRdt")) {
            if (linux.path(part).path("enabled").asBoolean(false)) {
                names.add(part);
            }
        }
        if (linux.path("mountExtensions").path("idmap").path("enabled").asBoolean(false)) {
            names.add("idmap");
        }
        linux.path("namespaces").forEach(name -> names.add("namespace " + name.asText("")));
        if (told.path("annotations")
                        .path("run.oci.checkpoint.enabled")
                        .asText("")
                        .equals("true")
                || told.path("annotations")
                        .path("org.opencontainers.runc.checkpoint.enabled")
                        .asText("")
                        .equals("true")) {
            names.add("checkpoint");
        }
        names.stream()
                .map(name -> SafeText.line(name, 50))
                .filter(name -> !runtime.getFeaturesList().contains(name))
                .limit(MAX_FEATURES)
                .forEach(runtime::addFeatures);
    }

    private static Runtime problem(String what) {
        return Runtime.newBuilder().setProblem(what).build();
    }
}
