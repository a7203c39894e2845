package dev.longshore.inventory;

import dev.longshore.model.SafeText;
import dev.longshore.wire.Pair;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Texts, lists and times as an agent sent them, cut to size and cleaned. */
final class WireText {

    private static final long LAST_MILLIS =
            Instant.parse("9998-12-31T23:59:59Z").toEpochMilli();

    private WireText() {}

    static String name(String text) {
        return SafeText.line(text, Caps.NAME);
    }

    static String text(String text) {
        return SafeText.line(text, Caps.TEXT);
    }

    static List<String> texts(List<String> texts) {
        return texts.stream().limit(Caps.LIST).map(WireText::text).toList();
    }

    /** A time between 1970 and 9998, whatever was sent. */
    static Instant time(long millis) {
        return Instant.ofEpochMilli(Math.clamp(millis, 0, LAST_MILLIS));
    }

    /** A moment; zero and less stand for never. */
    static @Nullable Instant timeOrNull(long millis) {
        return millis <= 0 ? null : time(millis);
    }

    static long notNegative(long number) {
        return Math.max(0, number);
    }

    static List<Map.Entry<String, String>> pairs(List<Pair> pairs) {
        List<Map.Entry<String, String>> kept = new ArrayList<>();
        for (Pair pair : pairs) {
            if (kept.size() < Caps.LIST) {
                kept.add(Map.entry(text(pair.getKey()), text(pair.getValue())));
            }
        }
        return kept;
    }

    /** Labels or attributes, at most {@code maxChars} characters of them in all. */
    static Labels labels(List<Pair> pairs, long maxChars) {
        Map<String, String> kept = new LinkedHashMap<>();
        boolean capped = false;
        long left = Math.min(maxChars, Caps.LABEL_CHARS_PER_OBJECT);
        for (Pair pair : pairs) {
            String key = SafeText.line(pair.getKey(), Caps.LABEL_KEY);
            String value = SafeText.block(pair.getValue(), Caps.LABEL_VALUE);
            if (kept.size() >= Caps.LABELS || key.length() + value.length() > left) {
                capped = true;
                continue;
            }
            capped |=
                    pair.getValue().length() > Caps.LABEL_VALUE || pair.getKey().length() > Caps.LABEL_KEY;
            left -= key.length() + value.length();
            kept.put(key, value);
        }
        return new Labels(Collections.unmodifiableMap(kept), capped);
    }

    /** What was kept, and whether something was not. */
    record Labels(Map<String, String> values, boolean capped) {

        long chars() {
            long chars = 0;
            for (Map.Entry<String, String> label : values.entrySet()) {
                chars += label.getKey().length() + label.getValue().length();
            }
            return chars;
        }
    }
}
