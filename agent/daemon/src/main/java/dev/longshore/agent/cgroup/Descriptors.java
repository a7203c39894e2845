package dev.longshore.agent.cgroup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** How many files may be kept open for the next reading. The others are opened each time. */
final class Descriptors {

    private static final int MOST = 16_384;
    private static final byte[] LIMIT = KernelText.ascii("Max open files");

    private int left;

    Descriptors(int most) {
        left = most;
    }

    /** A quarter of what this process may have, since streams and sockets need some too. */
    static Descriptors ofProcess() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/limits"), StandardCharsets.US_ASCII)) {
                if (line.startsWith(new String(LIMIT, StandardCharsets.US_ASCII))) {
                    String soft = line.substring(LIMIT.length).strip().split(" ", 2)[0];
                    return new Descriptors(
                            soft.equals("unlimited") ? MOST : Math.min(MOST, Integer.parseInt(soft) / 4));
                }
            }
        } catch (IOException | NumberFormatException _) {
            // none is kept then
        }
        return new Descriptors(0);
    }

    boolean take() {
        if (left == 0) {
            return false;
        }
        left--;
        return true;
    }

    void give() {
        left++;
    }

    int left() {
        return left;
    }
}
