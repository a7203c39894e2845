package dev.longshore.model;

import java.util.regex.Pattern;

/**
 * What an engine is to search registries for.
 *
 * @param registry the host to ask, {@code docker.io} if none was named
 * @param text what to find there
 * @see <a href="https://docs.docker.com/reference/cli/docker/search/">docker search</a>
 */
public record SearchTerm(String registry, String text) {

    public static final String DOCKER_HUB = "docker.io";

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9\\[][A-Za-z0-9 ._:/\\[\\]-]{0,254}");

    /** Parses a term as Docker does; {@code INVALID_REQUEST} for what is no text to search for. */
    public static SearchTerm of(String term) {
        if (!FORM.matcher(term).matches()) {
            throw new LongshoreException(
                    ErrorCode.INVALID_REQUEST, "not a text to search for: " + SafeText.quote(term));
        }
        int slash = term.indexOf('/');
        String first = slash < 0 ? "" : term.substring(0, slash);
        return first.indexOf('.') >= 0 || first.indexOf(':') >= 0 || first.equals("localhost")
                ? new SearchTerm(first, term.substring(slash + 1))
                : new SearchTerm(DOCKER_HUB, term);
    }

    /** The term with its registry, which leaves no engine a choice. */
    public String qualified() {
        return registry + "/" + text;
    }
}
