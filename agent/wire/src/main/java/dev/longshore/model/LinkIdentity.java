package dev.longshore.model;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Who a certificate of the link belongs to. The URI in its subject alternative names says it, and nothing else does. */
public sealed interface LinkIdentity {

    /** The install that both ends belong to. */
    String install();

    /** The URI, for example {@code longshore://i-7f…/agent/h-…}. */
    String uri();

    /** The server of an install. */
    record Server(String install) implements LinkIdentity {
        @Override
        public String uri() {
            return "longshore://" + install + "/server";
        }
    }

    /** The agent of one host. */
    record Agent(String install, HostId host) implements LinkIdentity {
        @Override
        public String uri() {
            return "longshore://" + install + "/agent/" + host.value();
        }
    }

    /** The identity in the certificate, or null unless it has exactly one URI name and that is one of ours. */
    static @Nullable LinkIdentity of(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            if (names == null) {
                return null;
            }
            LinkIdentity found = null;
            for (List<?> name : names) {
                if (Integer.valueOf(6).equals(name.get(0))) {
                    if (found != null) {
                        return null;
                    }
                    found = parse(String.valueOf(name.get(1)));
                    if (found == null) {
                        return null;
                    }
                }
            }
            return found;
        } catch (CertificateParsingException e) {
            return null;
        }
    }

    /** Reads a URI; null if it is not of the form. */
    static @Nullable LinkIdentity parse(String uri) {
        Matcher parts = Form.URI.matcher(uri);
        if (uri.length() > 200 || !parts.matches()) {
            return null;
        }
        String host = parts.group("host");
        return host == null ? new Server(parts.group("install")) : new Agent(parts.group("install"), HostId.of(host));
    }

    /** The form of the URIs. */
    final class Form {
        private static final Pattern URI =
                Pattern.compile("longshore://(?<install>[a-z0-9-]{1,64})/(?:server|agent/(?<host>h-[a-z0-9]{16}))");

        private Form() {}
    }
}
