package dev.longshore.agent.engine;

import dev.longshore.model.SafeText;
import dev.longshore.wire.LogLines;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.regex.Pattern;

/**
 * The lines of a build's log as they come, until they are sent. What waits is bounded: where the build is faster than the link,
 * the oldest lines go, and their numbers show that. Terminal codes are taken out, and so are values of build arguments, which BuildKit
 * writes into the names of steps, however many lines they have and in however many pieces they come. Thread-safe.
 */
final class BuildLog {

    /** Of one message over the link, which takes up to 60 KiB. */
    private static final int MESSAGE_CHARS = 12_000;

    private static final int WAITING_CHARS = 200_000;
    /** Goes with the outcome, for whoever missed what came before. */
    private static final int LAST_CHARS = 8_000;

    private static final int LINE_CHARS = 1_000;
    /** Longer than any line that is kept, so that no line ever needs more memory. */
    private static final int OPEN_CHARS = 8_000;

    /** CSI and OSC sequences, and other escapes of two characters. */
    private static final Pattern TERMINAL =
            Pattern.compile("\\x1b(?:\\[[0-9;?]*[ -/]*[@-~]|\\][^\\x07\\x1b]*(?:\\x07|\\x1b\\\\)?|[@-Z\\\\^_])");

    private final HiddenValues values;
    private final HiddenValues.Passing passing;
    private final Tail waiting = new Tail(WAITING_CHARS);
    private final Tail last = new Tail(LAST_CHARS);
    private final StringBuilder open = new StringBuilder();

    /** @param arguments values that are not to be shown, as far as they are long enough to be told from other text */
    BuildLog(Collection<String> arguments) {
        this.values = new HiddenValues(arguments);
        this.passing = values.passing();
    }

    /** What is not to be shown. */
    HiddenValues values() {
        return values;
    }

    /** Takes text of the build's output, which may end within a line. */
    synchronized void text(String text) {
        add(passing.take(text));
    }

    private void add(String text) {
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '\n') {
                endLine();
            } else if (open.length() < OPEN_CHARS) {
                open.append(c);
            }
        }
    }

    /** Takes a line of its own, ending one that is open. */
    synchronized void line(String line) {
        endOpen();
        add(values.outOf(line) + "\n");
    }

    /** Ends a line that has begun. */
    synchronized void endOpen() {
        add(passing.end());
        if (!open.isEmpty()) {
            endLine();
        }
    }

    private void endLine() {
        String line = values.outOf(clean(open.toString())); // terminal codes may have parted one;
        open.setLength(0);
        waiting.add(line);
        last.add(line);
    }

    /** As a terminal would show it: what came after the last carriage return. */
    static String clean(String raw) {
        String text = TERMINAL.matcher(raw).replaceAll("").stripTrailing();
        return SafeText.line(text.substring(text.lastIndexOf('\r') + 1).replace("\t", "    "), LINE_CHARS);
    }

    /** What waits, as much as fits a message; without lines if nothing does. */
    synchronized LogLines take() {
        return waiting.take(MESSAGE_CHARS);
    }

    /** Whether lines wait. */
    synchronized boolean waits() {
        return !waiting.lines.isEmpty();
    }

    /** The last lines, sent or not. */
    synchronized LogLines last() {
        endOpen();
        return LogLines.newBuilder()
                .setFirst(last.first)
                .addAllLines(last.lines)
                .build();
    }

    /** The newest lines, with the number of the first of them. */
    private static final class Tail {

        private final int mostChars;
        private final Deque<String> lines = new ArrayDeque<>();
        private long first;
        private int chars;

        Tail(int mostChars) {
            this.mostChars = mostChars;
        }

        void add(String line) {
            lines.add(line);
            chars += cost(line);
            while (chars > mostChars) {
                remove();
            }
        }

        private String remove() {
            String oldest = lines.remove();
            chars -= cost(oldest);
            first++;
            return oldest;
        }

        LogLines take(int atMost) {
            LogLines.Builder taken = LogLines.newBuilder().setFirst(first);
            int of = 0;
            while (!lines.isEmpty() && of < atMost) {
                of += cost(lines.element());
                taken.addLines(remove());
            }
            return taken.build();
        }

        /** An empty line takes room too. */
        private static int cost(String line) {
            return line.length() + 4;
        }
    }
}
