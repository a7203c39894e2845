package dev.longshore.agent.engine;

import static dev.longshore.agent.engine.TarHeader.damaged;

import dev.longshore.model.SafeText;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.regex.Pattern;

/**
 * The records {@code length key=value\n} that go before an entry of a tar and change what its header says. They mean here what they
 * mean to Go: the last of a key counts, one without a value leaves the header's, and one that Go refuses is refused. So is a key
 * that nobody has given a meaning; what vendors keep under names of their own, engines pass over, and so does this.
 *
 * @see <a href="https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html">pax interchange format</a>
 */
final class PaxRecords {

    static final String SPARSE = "GNU.sparse.";
    static final String SPARSE_MAP = SPARSE + "map";

    private static final String OFFSET = SPARSE + "offset";
    private static final String BYTES = SPARSE + "numbytes";
    private static final Set<String> NUMBERS = Set.of("uid", "gid", "size");
    private static final Set<String> TIMES = Set.of("mtime", "atime", "ctime");
    private static final Set<String> TEXTS = Set.of("path", "linkpath", "uname", "gname");
    private static final Set<String> REMARKS = Set.of("comment", "charset", "hdrcharset");
    private static final Set<String> OF_SPARSE = Set.of(
            SPARSE + "major",
            SPARSE + "minor",
            SPARSE + "name",
            SPARSE + "size",
            SPARSE + "realsize",
            SPARSE + "numblocks",
            SPARSE_MAP);
    /** As the standard has vendors write them. */
    private static final Pattern OF_VENDOR = Pattern.compile("[A-Z][A-Z0-9_-]*\\.[^\\x00]+", Pattern.DOTALL);

    private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]+");
    private static final Pattern TIME = Pattern.compile("([+-]?[0-9]+)(?:\\.[0-9]*)?");
    private static final int SHORTEST = 5;

    /** Change nothing; stands after what it is made with. */
    static final PaxRecords NONE = new PaxRecords(new byte[0]);

    private final Map<String, String> values = new HashMap<>();
    /** Where parts of a sparse file lie, as the first version of them told it. */
    private final StringJoiner places = new StringJoiner(",");

    private boolean lengthIsNext;

    /** Parses the content of a header of type {@code 'x'} or {@code 'g'}; {@code BAD_ARCHIVE} if it is none. */
    PaxRecords(byte[] content) {
        int at = 0;
        while (at < content.length) {
            at = record(content, at);
        }
        if (places.length() > 0) {
            values.put(SPARSE_MAP, places.toString());
        }
    }

    /** Refuses those that are no numbers, and should be; only of those that come to mean something. */
    void check() {
        NUMBERS.forEach(key -> number(key, 0));
        TIMES.forEach(key -> seconds(key, 0));
    }

    /** Takes the record that begins there, and gives where the next does. */
    private int record(byte[] content, int at) {
        int space = at;
        int length = 0;
        while (space < content.length && content[space] != ' ') {
            int digit = content[space++] - '0';
            if (digit < 0 || digit > 9 || length > content.length) {
                throw damaged("a record without a length");
            }
            length = length * 10 + digit;
        }
        int end = at + length;
        if (length < SHORTEST || end > content.length || end <= space + 1 || content[end - 1] != '\n') {
            throw damaged("a record that is not as long as it says");
        }
        int equals = space + 1;
        while (equals < end && content[equals] != '=') {
            equals++;
        }
        if (equals == end) {
            throw damaged("a record without a value");
        }
        take(
                new String(content, space + 1, equals - space - 1, StandardCharsets.UTF_8),
                new String(content, equals + 1, end - equals - 2, StandardCharsets.UTF_8));
        return end;
    }

    private void take(String key, String value) {
        if (key.equals(OFFSET) || key.equals(BYTES)) {
            if (lengthIsNext != key.equals(BYTES) || value.indexOf(',') >= 0) {
                throw damaged("a sparse file with parts in disorder");
            }
            lengthIsNext = !lengthIsNext;
            places.add(value);
        } else if (TEXTS.contains(key)) {
            if (value.indexOf(0) >= 0) {
                throw damaged("a NUL in the record " + key);
            }
            values.put(key, value);
        } else if (NUMBERS.contains(key) || TIMES.contains(key) || OF_SPARSE.contains(key)) {
            values.put(key, value);
        } else if (!REMARKS.contains(key)
                && (key.startsWith(SPARSE) || !OF_VENDOR.matcher(key).matches())) {
            throw damaged("a record that means nothing known: " + SafeText.quote(key));
        }
    }

    /** The value, or empty if there is none. */
    String text(String key) {
        return values.getOrDefault(key, "");
    }

    /** The value, or the other one if there is none. */
    String text(String key, String otherwise) {
        String value = text(key);
        return value.isEmpty() ? otherwise : value;
    }

    long number(String key, long otherwise) {
        String value = text(key);
        return value.isEmpty() ? otherwise : number(value);
    }

    /** Whole seconds of a time, towards zero. */
    long seconds(String key, long otherwise) {
        String value = text(key);
        if (value.isEmpty()) {
            return otherwise;
        }
        var time = TIME.matcher(value);
        if (!time.matches()) {
            throw damaged("a time that is none");
        }
        return number(time.group(1));
    }

    /** A decimal number as Go reads it. */
    static long number(String text) {
        try {
            if (NUMBER.matcher(text).matches()) {
                return Long.parseLong(text);
            }
        } catch (NumberFormatException _) {
            // too large
        }
        throw damaged("a record with a number that is none");
    }
}
