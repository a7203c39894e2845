package dev.longshore.registries;

import dev.longshore.model.ErrorCode;
import dev.longshore.model.ImageRef;
import dev.longshore.model.LongshoreException;
import dev.longshore.model.SafeText;
import java.util.Locale;
import java.util.Set;

/**
 * Where a registry is, as references name it: {@code host[:port]} in lower case. Docker Hub is {@code docker.io}.
 *
 * @param value for example {@code registry.example:5000}
 */
record RegistryHost(String value) {

    static final String DOCKER_HUB = "docker.io";

    private static final Set<String> ALSO_DOCKER_HUB =
            Set.of("index.docker.io", "registry-1.docker.io", "hub.docker.com", "registry.hub.docker.com");
    private static final int MOST_CHARS = 200;

    /** Parses what a person wrote; {@code INVALID_REQUEST} unless an image's reference can begin with it. */
    static RegistryHost of(String text) {
        String host = text.strip().toLowerCase(Locale.ROOT);
        if (host.contains("/")) {
            throw bad(text, "without https:// and without a path");
        }
        if (ALSO_DOCKER_HUB.contains(host)) {
            return new RegistryHost(DOCKER_HUB);
        }
        if (host.length() > MOST_CHARS || !names(host) || !portIsGood(host)) {
            throw bad(text, "a host name or address, and a port if it is not the usual one");
        }
        return new RegistryHost(host);
    }

    /** A first part without dot and port is no registry but a part of a repository's name. */
    private static boolean names(String host) {
        try {
            return ImageRef.ofName(host + "/x").domain().equals(host);
        } catch (LongshoreException outsideTheGrammar) {
            return false;
        }
    }

    private static boolean portIsGood(String host) {
        int colon = host.lastIndexOf(':');
        if (colon < 0 || host.endsWith("]")) {
            return true;
        }
        String port = host.substring(colon + 1);
        return port.length() <= 5 && Integer.parseInt(port) >= 1 && Integer.parseInt(port) <= 65_535;
    }

    private static LongshoreException bad(String text, String how) {
        return new LongshoreException(
                ErrorCode.INVALID_REQUEST,
                "host: not the host of a registry: " + SafeText.quote(text) + ": " + how,
                "Write it as in a reference: registry.example, registry.example:5000 or docker.io.");
    }

    @Override
    public String toString() {
        return value;
    }
}
