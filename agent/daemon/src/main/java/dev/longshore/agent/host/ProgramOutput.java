package dev.longshore.agent.host;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What a program prints: it gets no input, few seconds and little room, and no shell is involved. */
final class ProgramOutput {

    private static final int MAX_BYTES = 128 << 10;
    private static final int PATIENCE_SECONDS = 5;

    private ProgramOutput() {}

    /** The standard output, at most 128 KiB of it; empty if the program failed or took longer than 5 s. */
    static Optional<String> of(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                .start();
        try (InputStream out = process.getInputStream()) {
            // ends the reading below too, as the pipe closes with the process
            Thread guard = Thread.ofVirtual().start(() -> endLate(process));
            String text = new String(out.readNBytes(MAX_BYTES), StandardCharsets.UTF_8);
            boolean ended = process.waitFor(1, TimeUnit.SECONDS);
            guard.interrupt();
            return ended && process.exitValue() == 0 ? Optional.of(text) : Optional.empty();
        } finally {
            process.destroyForcibly();
        }
    }

    private static void endLate(Process process) {
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException _) {
            // the program has ended by itself
        }
    }
}
