package dev.longshore.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A process that the benchmark started, with the kernel's own accounts of it. */
final class Program implements AutoCloseable {

    private final Process process;
    private final Path log;

    private Program(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    static Program start(List<String> command, Map<String, String> environment, Path log) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        try {
            return new Program(builder.start(), log);
        } catch (IOException trouble) {
            throw new UncheckedIOException(trouble);
        }
    }

    /** Waits until the log holds the text. */
    void awaitLog(String text, Duration most) {
        long end = System.nanoTime() + most.toNanos();
        while (System.nanoTime() < end && process.isAlive()) {
            try (Stream<String> lines = Files.lines(log)) {
                if (lines.anyMatch(line -> line.contains(text))) {
                    return;
                }
            } catch (IOException | UncheckedIOException notYet) {
                // the file is about to be made
            }
            Waiting.pause();
        }
        throw new IllegalStateException("\"" + text + "\" did not appear in " + log);
    }

    long rssBytes() {
        return kibibytes("status", "VmRSS:");
    }

    /** The most there was since {@link #forgetPeak}, or the start. */
    long peakRssBytes() {
        return kibibytes("status", "VmHWM:");
    }

    void forgetPeak() {
        try {
            Files.writeString(Path.of("/proc", Long.toString(pid()), "clear_refs"), "5");
        } catch (IOException trouble) {
            throw new UncheckedIOException(trouble);
        }
    }

    long pid() {
        return process.pid();
    }

    /** Proportional set size: pages shared with other processes count by their share. */
    long pssBytes() {
        return kibibytes("smaps_rollup", "Pss:");
    }

    /** CPU time used so far, user and system. */
    Duration cpu() {
        return process.toHandle().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    void stop() {
        signal("-STOP");
    }

    void resume() {
        signal("-CONT");
    }

    void kill() {
        process.destroyForcibly();
    }

    private void signal(String name) {
        try {
            new ProcessBuilder("kill", name, Long.toString(process.pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
        } catch (IOException | InterruptedException trouble) {
            throw new IllegalStateException(trouble);
        }
    }

    private long kibibytes(String file, String key) {
        try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(process.pid()), file))) {
            return lines.filter(line -> line.startsWith(key))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException trouble) {
            throw new UncheckedIOException(trouble);
        }
    }

    @Override
    public void close() {
        resume();
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
