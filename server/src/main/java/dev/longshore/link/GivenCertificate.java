package dev.longshore.link;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The browsers' certificate from elsewhere. Its owner renews it, so all that can be done here is to warn in time. */
record GivenCertificate(Path file) {

    private static final Duration WARNED_BEFORE = Duration.ofDays(14);

    /** What is wrong with it, or will be within two weeks. */
    Optional<String> trouble(Instant now) {
        Instant end;
        try (InputStream in = Files.newInputStream(file)) {
            X509Certificate first =
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
            end = first.getNotAfter().toInstant();
        } catch (IOException | CertificateException e) {
            return Optional.of("the certificate in " + file + " can't be read: " + e.getMessage());
        }
        if (!end.isAfter(now)) {
            return Optional.of("the certificate in " + file + " ended at " + end + ": browsers refuse this server");
        }
        Duration left = Duration.between(now, end);
        return left.compareTo(WARNED_BEFORE) > 0
                ? Optional.empty()
                : Optional.of("the certificate in " + file + " ends in " + left.toDays() + " days, at " + end
                        + ": put its successor there, then restart the server");
    }
}
