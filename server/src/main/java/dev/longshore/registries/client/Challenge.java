package dev.longshore.registries.client;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a registry wants to be signed in at, out of {@code WWW-Authenticate}.
 *
 * @param scheme in lower case: {@code basic}, {@code bearer}, or another that nobody here knows
 * @param parameters by name in lower case
 * @see <a href="https://distribution.github.io/distribution/spec/auth/token/">token authentication</a>
 */
record Challenge(String scheme, Map<String, String> parameters) {

    private static final int MOST_CHARS = 4_000;
    private static final Pattern PARAMETER =
            Pattern.compile("([A-Za-z0-9_-]{1,40})\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*+)\"|([^\\s,\"]++))");

    static Challenge of(String header) {
        String text = header.strip();
        if (text.length() > MOST_CHARS) {
            return new Challenge("", Map.of());
        }
        int space = text.indexOf(' ');
        String scheme = (space < 0 ? text : text.substring(0, space)).toLowerCase(Locale.ROOT);
        Map<String, String> parameters = new HashMap<>();
        if (space > 0) {
            Matcher found = PARAMETER.matcher(text.substring(space));
            while (found.find()) {
                String quoted = found.group(2);
                parameters.putIfAbsent(
                        found.group(1).toLowerCase(Locale.ROOT),
                        quoted == null ? String.valueOf(found.group(3)) : quoted.replaceAll("\\\\(.)", "$1"));
            }
        }
        return new Challenge(scheme, Map.copyOf(parameters));
    }

    String parameter(String name) {
        return parameters.getOrDefault(name, "");
    }
}
