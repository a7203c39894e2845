package dev.longshore.agent.host;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How many files a file system has room for, which the JDK can't ask: coreutils' {@code stat} can, where it is there. */
public final class Inodes {

    private Inodes() {}

    /** Of one file system; a total of zero where it has no fixed number. */
    public record Count(long total, long free) {}

    /** By folder, those that could be told; takes a program's run. */
    public static Map<String, Count> of(List<String> folders) {
        if (folders.isEmpty()) {
            return Map.of();
        }
        List<String> command = new ArrayList<>(List.of("stat", "-f", "-c", "%c %d", "--"));
        command.addAll(folders);
        try {
            String[] lines = ProgramOutput.of(command).orElse("").strip().split("\n", -1);
            return lines.length == folders.size() ? counts(folders, lines) : Map.of();
        } catch (IOException | NumberFormatException _) {
            return Map.of();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Map.of();
        }
    }

    private static Map<String, Count> counts(List<String> folders, String[] lines) {
        Map<String, Count> counts = new HashMap<>();
        for (int i = 0; i < lines.length; i++) {
            String[] numbers = lines[i].split(" ", -1);
            counts.put(folders.get(i), new Count(Long.parseLong(numbers[0]), Long.parseLong(numbers[1])));
        }
        return counts;
    }
}
