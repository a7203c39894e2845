package dev.longshore.inventory;

import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import dev.longshore.model.SafeText;
import java.util.regex.Pattern;

/**
 * What to search registries for. It names no registry: an engine would ask whatever host stands in front.
 *
 * @param value 1 to 128 letters, digits, and {@code . _ - /} and space
 */
public record SearchText(String value) {

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9 ._/-]{0,127}");

    /** Parses what a person wrote; {@code INVALID_REQUEST} for anything else. */
    public static SearchText of(String text) {
        String value = text.strip();
        int slash = value.indexOf('/');
        String first = slash < 0 ? "" : value.substring(0, slash);
        if (!FORM.matcher(value).matches() || first.indexOf('.') >= 0 || first.equals("localhost")) {
            throw new LongshoreException(
                    ErrorCode.INVALID_REQUEST,
                    "q: not a text to search for: " + SafeText.quote(text),
                    "Search for a part of a repository's name, without the registry.");
        }
        return new SearchText(value);
    }
}
