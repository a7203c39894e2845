package dev.longshore.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One program run to its end with a bound. Output goes through files, so that no full pipe can block it. */
final class LabCommand {

    private static final Duration BOUND = Duration.ofMinutes(5);

    /** What became of a command: its exit code and what it wrote. */
    record Outcome(int exitCode, String out, String err) {}

    private LabCommand() {}

    static Outcome run(List<String> command, Map<String, String> environment) {
        Path out = null;
        Path err = null;
        try {
            out = Files.createTempFile("longshore-lab", ".out");
            err = Files.createTempFile("longshore-lab", ".err");
            var builder =
                    new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
            builder.environment().putAll(environment);
            var process = builder.start();
            process.getOutputStream().close();
            if (!process.waitFor(BOUND.toSeconds(), TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new AssertionError("%s took longer than %s: %s".formatted(command, BOUND, Files.readString(err)));
            }
            return new Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
        } catch (IOException e) {
            throw new UncheckedIOException("could not run " + command, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while running " + command, e);
        } finally {
            delete(out);
            delete(err);
        }
    }

    /** Standard output of a command that must succeed. */
    static String succeed(List<String> command, Map<String, String> environment) {
        var outcome = run(command, environment);
        if (outcome.exitCode() != 0) {
            throw new AssertionError(
                    "%s ended with %d: %s%s".formatted(command, outcome.exitCode(), outcome.err(), outcome.out()));
        }
        return outcome.out();
    }

    private static void delete(@org.jspecify.annotations.Nullable Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
