package dev.longshore.agent.daemon;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The difference of two texts as {@code diff -u} shows it, with secrets hidden: people see it who may not see the file. */
public final class UnifiedDiff {

    private static final int CONTEXT = 3;
    private static final String NO_NEWLINE = "\\ No newline at end of file";
    private static final Pattern SECRET = Pattern.compile(
            "(?i)(\"[^\"]*(?:passw|secret|token|credential|auth|key)[^\"]*\"\\s*:\\s*\")(?:[^\"\\\\]|\\\\.)*");
    private static final Pattern USER_INFO = Pattern.compile("(?<=://)[^/@\\s\"]*@");

    private UnifiedDiff() {}

    private record Line(char sign, String text, int old, int fresh) {}

    /** The difference, or nothing if there is none. */
    public static String of(String name, String before, String after) {
        if (before.equals(after)) {
            return "";
        }
        List<Line> lines = lines(split(before), split(after));
        StringBuilder diff = new StringBuilder("--- " + name + "\n+++ " + name + "\n");
        int at = 0;
        while (at < lines.size()) {
            int first = next(lines, at);
            if (first == lines.size()) {
                break;
            }
            int last = first;
            for (int next = next(lines, first + 1);
                    next < lines.size() && next - last <= 2 * CONTEXT + 1;
                    next = next(lines, next + 1)) {
                last = next;
            }
            at = Math.min(lines.size(), last + CONTEXT + 1);
            hunk(diff, lines.subList(Math.max(0, first - CONTEXT), at));
        }
        return diff.toString();
    }

    private static int next(List<Line> lines, int from) {
        int at = from;
        while (at < lines.size() && lines.get(at).sign() == ' ') {
            at++;
        }
        return at;
    }

    private static void hunk(StringBuilder diff, List<Line> lines) {
        long old = lines.stream().filter(line -> line.sign() != '+').count();
        long fresh = lines.stream().filter(line -> line.sign() != '-').count();
        Line first = lines.getFirst();
        diff.append("@@ -%d,%d +%d,%d @@\n"
                .formatted(
                        old == 0 ? first.old() : first.old() + 1,
                        old,
                        fresh == 0 ? first.fresh() : first.fresh() + 1,
                        fresh));
        for (Line line : lines) {
            diff.append(line.sign()).append(hidden(line.text())).append('\n');
        }
    }

    private static String hidden(String line) {
        return USER_INFO.matcher(SECRET.matcher(line).replaceAll("$1…")).replaceAll("…@");
    }

    private static List<String> split(String text) {
        List<String> lines = new ArrayList<>(text.lines().toList());
        if (!lines.isEmpty() && !text.endsWith("\n")) {
            lines.set(lines.size() - 1, lines.getLast() + "\n" + NO_NEWLINE);
        }
        return lines;
    }

    /** A shortest way from one text to the other, after Myers. */
    private static List<Line> lines(List<String> old, List<String> fresh) {
        List<int[]> trace = new ArrayList<>();
        int most = old.size() + fresh.size();
        int[] furthest = new int[2 * most + 3];
        int middle = most + 1;
        for (int steps = 0; steps <= most; steps++) {
            trace.add(furthest.clone());
            for (int k = -steps; k <= steps; k += 2) {
                boolean down = k == -steps || (k != steps && furthest[middle + k - 1] < furthest[middle + k + 1]);
                int x = down ? furthest[middle + k + 1] : furthest[middle + k - 1] + 1;
                while (x < old.size() && x - k < fresh.size() && old.get(x).equals(fresh.get(x - k))) {
                    x++;
                }
                furthest[middle + k] = x;
                if (x >= old.size() && x - k >= fresh.size()) {
                    return back(trace, old, fresh, middle);
                }
            }
        }
        throw new IllegalStateException("no way between two texts");
    }

    private static List<Line> back(List<int[]> trace, List<String> old, List<String> fresh, int middle) {
        List<Line> lines = new ArrayList<>();
        int x = old.size();
        int y = fresh.size();
        for (int steps = trace.size() - 1; steps >= 0; steps--) {
            int[] furthest = trace.get(steps);
            int k = x - y;
            boolean down = k == -steps || (k != steps && furthest[middle + k - 1] < furthest[middle + k + 1]);
            int fromX = steps == 0 ? 0 : down ? furthest[middle + k + 1] : furthest[middle + k - 1];
            int fromY = steps == 0 ? 0 : down ? fromX - k - 1 : fromX - k + 1;
            while (x > fromX && y > fromY) {
                lines.add(new Line(' ', old.get(--x), x, --y));
            }
            if (steps > 0) {
                lines.add(down ? new Line('+', fresh.get(--y), x, y) : new Line('-', old.get(--x), x, y));
            }
        }
        return lines.reversed();
    }
}
