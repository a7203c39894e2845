package dev.longshore.registries;

import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A change worked out before anything is written: what the registry will be, and what becomes of its password. A password
 * goes with the host, the account and the encryption that it was given for, and with no other.
 *
 * @param password what to keep from now on; null for what there was, or nothing if {@code cleared}
 * @param cleared whether what there was is forgotten
 */
record RegistryEdit(Fields after, @Nullable String password, boolean cleared) {

    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N} ._@:/-]{0,63}");
    private static final Pattern USERNAME = Pattern.compile("[^\\p{Cntrl}:]{1,255}");
    private static final int LONGEST_PASSWORD = 10_000;
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));
    private static final int LONGEST_PEM = 60_000;

    /** All of a registry but its password. */
    record Fields(String name, RegistryHost host, String username, String certificateAuthority, boolean plainHttp) {}

    @Override
    public String toString() {
        return "RegistryEdit[" + after.name() + "]";
    }

    /** A new registry; name and host must be there. */
    static RegistryEdit adding(RegistryChange wanted) {
        String name = name(present("name", wanted.name()));
        RegistryHost host = RegistryHost.of(present("host", wanted.host()));
        String username = username(wanted.username() == null ? "" : wanted.username());
        String password = password(wanted.password() == null ? "" : wanted.password());
        if (username.isEmpty() != password.isEmpty()) {
            throw invalid(username.isEmpty() ? "username: must be there with a password" : "password: is missing");
        }
        return new RegistryEdit(
                new Fields(
                        name,
                        host,
                        username,
                        pem(wanted.certificateAuthority() == null ? "" : wanted.certificateAuthority()),
                        Boolean.TRUE.equals(wanted.plainHttp())),
                password.isEmpty() ? null : password,
                false);
    }

    /** A change of one that is there. */
    static RegistryEdit changing(Fields before, boolean hadPassword, RegistryChange wanted) {
        RegistryHost host = wanted.host() == null ? before.host() : RegistryHost.of(wanted.host());
        boolean plainHttp = wanted.plainHttp() == null ? before.plainHttp() : wanted.plainHttp();
        String password = wanted.password() == null ? null : password(wanted.password());
        // catalogue 49: nobody gets at a password by pointing it at a server, or a wire, of their own
        boolean repointed = !host.equals(before.host()) || (plainHttp && !before.plainHttp());
        String username = wanted.username() != null
                ? username(wanted.username())
                : repointed && password == null ? "" : before.username();
        boolean cleared = repointed || username.isEmpty() || "".equals(password);
        if (password != null && !password.isEmpty() && username.isEmpty()) {
            throw invalid("username: must be there with a password");
        }
        boolean needsPassword = !username.isEmpty() && (cleared || !username.equals(before.username()) || !hadPassword);
        if (needsPassword && (password == null || password.isEmpty())) {
            throw invalid("password: must be given for another user name or host, or both left empty");
        }
        return new RegistryEdit(
                new Fields(
                        wanted.name() == null ? before.name() : name(wanted.name()),
                        host,
                        username,
                        wanted.certificateAuthority() == null
                                ? before.certificateAuthority()
                                : pem(wanted.certificateAuthority()),
                        plainHttp),
                password == null || password.isEmpty() ? null : password,
                cleared);
    }

    private static String name(String text) {
        String name = text.strip();
        if (!NAME.matcher(name).matches()) {
            throw invalid("name: needs 1 to 64 letters, digits, spaces, and . _ @ : / -");
        }
        return name;
    }

    private static String username(String text) {
        String username = text.strip();
        if (!username.isEmpty() && !USERNAME.matcher(username).matches()) {
            throw invalid("username: at most 255 characters, without colon and control characters");
        }
        return username;
    }

    private static String password(String text) {
        if (text.length() > LONGEST_PASSWORD) {
            throw invalid("password: at most " + LONGEST_PASSWORD + " characters");
        }
        return text;
    }

    private static String pem(String text) {
        String pem = text.strip();
        if (pem.isEmpty()) {
            return "";
        }
        if (pem.length() > LONGEST_PEM) {
            throw invalid("certificateAuthority: at most " + LONGEST_PEM + " characters");
        }
        try {
            StringBuilder certificates = new StringBuilder();
            for (Certificate each : CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8)))) {
                certificates.append("-----BEGIN CERTIFICATE-----\n");
                certificates.append(LINES.encodeToString(each.getEncoded()));
                certificates.append("\n-----END CERTIFICATE-----\n");
            }
            if (!certificates.isEmpty()) {
                return certificates.toString(); // and nothing else of what was pasted
            }
        } catch (CertificateException unreadable) {
            // the same answer as for a text without any certificate
        }
        throw new LongshoreException(
                ErrorCode.INVALID_REQUEST,
                "certificateAuthority: holds no certificate that can be read",
                "Give the CA's certificate as PEM: the lines from BEGIN CERTIFICATE to END CERTIFICATE.");
    }

    private static String present(String field, @Nullable String value) {
        if (value == null || value.isBlank()) {
            throw invalid(field + ": is missing");
        }
        return value;
    }

    private static LongshoreException invalid(String reason) {
        return new LongshoreException(ErrorCode.INVALID_REQUEST, reason);
    }
}
