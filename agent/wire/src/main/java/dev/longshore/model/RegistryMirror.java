package dev.longshore.model;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where an engine asks for Docker Hub's images before it asks Docker Hub: an element of {@code registry-mirrors}.
 *
 * @param url {@code http} or {@code https}, a host, perhaps a port and a path; without credentials and without a slash at
 *     the end, which engines add by themselves
 * @see <a href="https://docs.docker.com/reference/cli/dockerd/#daemon-configuration-file">dockerd, daemon.json</a>
 */
public record RegistryMirror(String url) {

    private static final int MOST_CHARS = 200;
    private static final Pattern URL =
            Pattern.compile("(?<scheme>(?i:https?))://(?<host>[^/?#@\\s]+)(?<path>/[^?#]*)?");
    private static final Pattern PATH = Pattern.compile("(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*");

    public RegistryMirror {
        Matcher matcher = URL.matcher(url);
        if (url.length() > MOST_CHARS || !matcher.matches()) {
            throw bad(url);
        }
        String path = matcher.group("path") == null ? "" : matcher.group("path");
        while (path.endsWith("/")) {
            path = path.substring(0, path.length() - 1);
        }
        String host = matcher.group("host").toLowerCase(Locale.ROOT);
        if (!HostPort.matches(host) || !PATH.matcher(path).matches()) {
            throw bad(url);
        }
        url = matcher.group("scheme").toLowerCase(Locale.ROOT) + "://" + host + path;
    }

    /** Parses the text; {@link ErrorCode#INVALID_REQUEST} if it is not of the form. */
    public static RegistryMirror of(String text) {
        return new RegistryMirror(text.strip());
    }

    /** The host, with its port if one is given: a registry as references name it. */
    public String host() {
        String rest = url.substring(url.indexOf("://") + 3);
        int slash = rest.indexOf('/');
        return slash < 0 ? rest : rest.substring(0, slash);
    }

    private static LongshoreException bad(String text) {
        return new LongshoreException(
                ErrorCode.INVALID_REQUEST,
                "not the address of a registry mirror: " + SafeText.quote(withoutCredentials(text)),
                "Write it as https://mirror.example or http://mirror.example:5000, without user, password and query.");
    }

    private static String withoutCredentials(String text) {
        return text.replaceFirst("//.*@", "//…@");
    }

    @Override
    public String toString() {
        return url;
    }
}
