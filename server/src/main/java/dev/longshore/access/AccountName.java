package dev.longshore.access;

import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import java.util.Locale;
import java.util.regex.Pattern;

/** An account's name: 1 to 64 ASCII letters, digits, dots, dashes, underscores and at signs; case does not distinguish. */
record AccountName(String value) {

    static final int MAX_CHARS = 64;

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]*");

    AccountName {
        if (value.isEmpty()) {
            throw invalid("name: is missing");
        }
        if (value.length() > MAX_CHARS) {
            throw invalid("name: has " + value.length() + " characters, at most " + MAX_CHARS + " are allowed");
        }
        if (!FORM.matcher(value).matches()) {
            throw invalid(
                    "name: letters a-z, digits, and . _ @ - are allowed, and the first must be a letter or digit");
        }
        if (value.equalsIgnoreCase(Actor.system().name())) {
            throw invalid("name: " + value + " is Longshore's own");
        }
    }

    /** What tells accounts apart. */
    String key() {
        return key(value);
    }

    /** The key of any text that somebody typed as a name, valid or not; bounded. */
    static String key(String typed) {
        String text = typed.length() > MAX_CHARS ? typed.substring(0, MAX_CHARS) : typed;
        return text.toLowerCase(Locale.ROOT);
    }

    private static LongshoreException invalid(String reason) {
        return new LongshoreException(ErrorCode.INVALID_REQUEST, reason);
    }
}
