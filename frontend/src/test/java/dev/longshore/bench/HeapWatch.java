package dev.longshore.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/** Follows how much of its heap a Java process uses, garbage not yet collected included, by the JDK's {@code jstat}. */
final class HeapWatch implements AutoCloseable {

    private static final List<String> USED = List.of("S0U", "S1U", "EU", "OU");

    private final Process jstat;
    private final AtomicLong peak = new AtomicLong();
    private final Thread reader;

    HeapWatch(Program program) {
        String tool = Path.of(System.getProperty("java.home"), "bin", "jstat").toString();
        try {
            jstat = new ProcessBuilder(tool, "-gc", Long.toString(program.pid()), "200").start();
        } catch (IOException trouble) {
            throw new UncheckedIOException(trouble);
        }
        reader = Thread.ofPlatform().daemon().start(this::read);
    }

    private void read() {
        try (BufferedReader lines = jstat.inputReader()) {
            List<String> names = cells(lines.readLine());
            lines.lines()
                    .map(HeapWatch::cells)
                    .mapToLong(cells -> used(names, cells))
                    .forEach(bytes -> peak.accumulateAndGet(bytes, Math::max));
        } catch (IOException | UncheckedIOException ended) {
            // as it is told to below
        }
    }

    private static List<String> cells(String line) {
        return Arrays.asList(line.strip().split("\\s+"));
    }

    private static long used(List<String> names, List<String> cells) {
        double kibibytes = IntStream.range(0, names.size())
                .filter(at -> USED.contains(names.get(at)))
                .mapToDouble(at -> Double.parseDouble(cells.get(at)))
                .sum();
        return (long) (kibibytes * 1024);
    }

    long peakBytes() {
        return peak.get();
    }

    @Override
    public void close() {
        jstat.destroy();
        try {
            reader.join();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
