package dev.longshore.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.LongshoreSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A certificate from elsewhere")
class GivenCertificateTest {

    @TempDir
    private Path dir;

    @Test
    @DisplayName("catalogue 55: is warned of from 14 days before its end on, and after it")
    void warned() throws IOException, CertificateEncodingException {
        X509Certificate certificate = new CertificateAuthority(
                        new LongshoreSettings(
                                dir, 0, 0, true, null, null, List.of(), null, null, null, null, List.of()),
                        Clock.systemUTC())
                .leaf()
                .certificate();
        Path file = Files.writeString(
                dir.resolve("given.crt"),
                "-----BEGIN CERTIFICATE-----\n"
                        + Base64.getMimeEncoder().encodeToString(certificate.getEncoded())
                        + "\n-----END CERTIFICATE-----\n");
        GivenCertificate given = new GivenCertificate(file);
        Instant end = certificate.getNotAfter().toInstant();

        assertThat(given.trouble(end.minus(Duration.ofDays(14)).minusSeconds(1)))
                .isEmpty();
        assertThat(given.trouble(end.minus(Duration.ofDays(13))))
                .hasValueSatisfying(text -> assertThat(text).contains("ends in 13 days", file.toString()));
        assertThat(given.trouble(end))
                .hasValueSatisfying(text -> assertThat(text).contains("ended"));
    }

    @Test
    void thatCanNotBeReadIsSaid() throws IOException {
        Path file = Files.writeString(dir.resolve("given.crt"), "no certificate");
        assertThat(new GivenCertificate(file).trouble(Instant.EPOCH))
                .hasValueSatisfying(text -> assertThat(text).contains("can't be read"));
    }
}
