package dev.longshore.model;

import java.net.InetAddress;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A registry, or a network of registries, that an engine may speak to without TLS or without checking the certificate: an
 * element of {@code insecure-registries}.
 *
 * @param text {@code host[:port]} in lower case, or a network in CIDR notation of which only the network's bits are set
 * @see <a href="https://docs.docker.com/reference/cli/dockerd/#insecure-registries">dockerd, insecure registries</a>
 */
public record InsecureRegistry(String text) {

    private static final Pattern NETWORK = Pattern.compile("(?<address>[0-9a-f.:]{2,45})/(?<bits>[0-9]{1,3})");

    public InsecureRegistry {
        String given = text;
        String lower = text.toLowerCase(Locale.ROOT);
        Matcher network = NETWORK.matcher(lower);
        if (network.matches()) {
            text = network(network.group("address"), Integer.parseInt(network.group("bits")), given);
        } else if (HostPort.matches(lower)) {
            text = lower;
        } else {
            throw bad(given);
        }
    }

    /** Parses the text; {@link ErrorCode#INVALID_REQUEST} if it is not of the form. */
    public static InsecureRegistry of(String text) {
        return new InsecureRegistry(text.strip());
    }

    /** As engines show it: without the bits of the host, the longest zeros of an IPv6 address left out. */
    private static String network(String address, int bits, String given) {
        byte[] bytes;
        try {
            bytes = InetAddress.ofLiteral(address).getAddress();
        } catch (IllegalArgumentException _) {
            throw bad(given);
        }
        if (bits > bytes.length * 8 || (bytes.length == 4 && !address.matches("[0-9]+(\\.[0-9]+){3}"))) {
            throw bad(given);
        }
        for (int i = 0; i < bytes.length; i++) {
            int kept = Math.clamp(bits - i * 8L, 0, 8);
            bytes[i] = (byte) (bytes[i] & (0xff << (8 - kept)));
        }
        try {
            return InetAddress.getByAddress(bytes).getHostAddress().replaceFirst("(^|:)0(:0)+(:|$)", "::") + "/" + bits;
        } catch (java.net.UnknownHostException _) {
            throw bad(given);
        }
    }

    private static LongshoreException bad(String text) {
        return new LongshoreException(
                ErrorCode.INVALID_REQUEST,
                "neither the host of a registry nor a network: " + SafeText.quote(text),
                "Write it as registry.example:5000 or as a network such as 10.0.0.0/8, without http:// and without a path.");
    }

    @Override
    public String toString() {
        return text;
    }
}
