package dev.longshore.model;

import java.net.InetAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The grammar of {@code host[:port]}: a DNS name, an IPv4 address or an IPv6 address in brackets, in lower case. */
final class HostPort {

    private static final Pattern FORM =
            Pattern.compile("(?<name>[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?|\\[[0-9a-f:.]+])(?::(?<port>[0-9]{1,5}))?");
    private static final int HIGHEST_PORT = 65_535;
    private static final int MOST_CHARS = 200;

    private HostPort() {}

    static boolean matches(String text) {
        Matcher matcher = FORM.matcher(text);
        if (text.length() > MOST_CHARS || !matcher.matches()) {
            return false;
        }
        String name = matcher.group("name");
        String port = matcher.group("port");
        return !name.contains("..")
                && (!name.startsWith("[") || isAddress(name.substring(1, name.length() - 1)))
                && (port == null || (Integer.parseInt(port) >= 1 && Integer.parseInt(port) <= HIGHEST_PORT));
    }

    private static boolean isAddress(String text) {
        try {
            InetAddress _ = InetAddress.ofLiteral(text);
            return text.contains(":");
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}
