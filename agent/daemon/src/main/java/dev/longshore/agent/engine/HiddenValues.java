package dev.longshore.agent.engine;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Values that are not to be shown, taken out of text: whole, as Go quotes them, and of those with several lines each line that is
 * long enough to be told from other text. Where they overlap, nothing of either is left.
 */
final class HiddenValues {

    private static final char HIDDEN = '…';

    /** Shorter ones are versions and words, which may stand anywhere. */
    private static final int SHORTEST_CHARS = 6;

    private final TreeSet<String> values = new TreeSet<>();
    /** By how they begin. */
    private final Map<String, List<String>> begun = new HashMap<>();

    private final BitSet firsts = new BitSet();
    private int longest;

    HiddenValues(Collection<String> given) {
        for (String value : given) {
            String plain = value.replace("\r\n", "\n").replaceAll("^\\n+|\\n+$", "");
            add(plain);
            add(plain.replace("\\", "\\\\")
                    .replace("\"", "\\\"")
                    .replace("\n", "\\n")
                    .replace("\t", "\\t"));
            plain.lines().map(String::strip).forEach(this::add);
        }
        for (String value : values) {
            begun.computeIfAbsent(value.substring(0, SHORTEST_CHARS), _ -> new ArrayList<>())
                    .add(value);
            firsts.set(value.charAt(0));
            longest = Math.max(longest, value.length());
        }
    }

    private void add(String value) {
        if (value.length() >= SHORTEST_CHARS) {
            values.add(value);
        }
    }

    /** The text without the values. */
    String outOf(String text) {
        Passing whole = new Passing();
        return whole.take(text) + whole.end();
    }

    /** Text that comes in pieces. */
    Passing passing() {
        return new Passing();
    }

    /** Holds back the end of what came as long as it may be how a value begins, which is less than the longest has. */
    final class Passing {

        private final StringBuilder held = new StringBuilder();
        /** So much of what is held belongs to a value that began before. */
        private int covered;

        private boolean hiding;
        /** Whether a carriage return came last, which may be half a line end. */
        private boolean cut;

        private Passing() {}

        /** What may be shown now that this has come; line ends of terminals become plain ones. */
        String take(String text) {
            String whole = cut ? '\r' + text : text;
            cut = whole.endsWith("\r");
            held.append((cut ? whole.substring(0, whole.length() - 1) : whole).replace("\r\n", "\n"));
            return pass(false);
        }

        /** What was held back; nothing more comes. */
        String end() {
            held.append(cut ? "\r" : "");
            cut = false;
            return pass(true);
        }

        private String pass(boolean end) {
            String text = held.toString();
            StringBuilder shown = new StringBuilder(text.length());
            int at = 0;
            while (at < text.length() && (end || !mayBegin(text, at))) {
                covered = Math.max(covered, at + longestAt(text, at));
                if (at >= covered) {
                    shown.append(text.charAt(at));
                } else if (!hiding) {
                    shown.append(HIDDEN);
                }
                hiding = at < covered;
                at++;
            }
            covered = Math.max(0, covered - at);
            held.setLength(0);
            held.append(text, at, text.length());
            return shown.toString();
        }

        private boolean mayBegin(String text, int at) {
            int left = text.length() - at;
            if (left >= longest || !firsts.get(text.charAt(at))) {
                return false;
            }
            String rest = text.substring(at);
            String next = values.higher(rest);
            return next != null && next.startsWith(rest);
        }

        private int longestAt(String text, int at) {
            int most = 0;
            if (text.length() - at >= SHORTEST_CHARS && firsts.get(text.charAt(at))) {
                for (String value : begun.getOrDefault(text.substring(at, at + SHORTEST_CHARS), List.of())) {
                    most = text.startsWith(value, at) ? Math.max(most, value.length()) : most;
                }
            }
            return most;
        }
    }
}
