package dev.longshore.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longshore.LongshoreSettings;
import dev.longshore.model.HostId;
import dev.longshore.model.LinkIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateAuthorityTest {

    @TempDir
    private Path dir;

    private Instant now = Instant.parse("2026-11-24T10:00:00Z");

    private final Clock clock = new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Instant instant() {
            return now;
        }
    };

    private CertificateAuthority open(String... hostnames) {
        return new CertificateAuthority(
                new LongshoreSettings(
                        dir, 0, 0, true, null, null, List.of(hostnames), null, null, null, null, List.of()),
                clock);
    }

    @Test
    void aRestartKeepsRootAndServerCertificate() {
        CertificateAuthority first = open();
        CertificateAuthority second = open();
        assertThat(second.root()).isEqualTo(first.root());
        assertThat(second.leaf()).isEqualTo(first.leaf());
        assertThat(second.install()).isEqualTo(first.install());
    }

    @Test
    void theServersCertificateIsRenewedAThirdBeforeItsEnd() throws Exception {
        CertificateAuthority authority = open();
        X509Certificate first = authority.leaf().certificate();
        assertThat(authority.renewLeafIfDue()).isFalse();
        now = now.plus(Duration.ofDays(61));
        assertThat(authority.renewLeafIfDue()).isTrue();
        X509Certificate second = authority.leaf().certificate();
        assertThat(second).isNotEqualTo(first);
        second.verify(authority.root().getPublicKey());
        assertThat(open().leaf().certificate()).isEqualTo(second);
    }

    @Test
    void newHostNamesMakeANewCertificate() throws Exception {
        X509Certificate first = open().leaf().certificate();
        X509Certificate second =
                open("ship.example", "10.1.2.3", "not a name").leaf().certificate();
        assertThat(second).isNotEqualTo(first);
        assertThat(second.getSubjectAlternativeNames())
                .anyMatch(name -> name.get(1).equals("ship.example"))
                .anyMatch(name -> name.get(1).equals("10.1.2.3"))
                .noneMatch(name -> String.valueOf(name.get(1)).contains("not a name"));
        assertThat(LinkIdentity.of(second)).isEqualTo(new LinkIdentity.Server(open().install()));
    }

    @Test
    @DisplayName("catalogue 9: a clock two hours slow or fast finds a new certificate and an old one valid alike")
    void clocksTwoHoursOff() throws Exception {
        CertificateAuthority authority = open();
        assertHoldsForClocksAround(authority);

        now = now.plus(Duration.ofDays(90));
        authority.renewLeafIfDue();
        assertHoldsForClocksAround(authority);
        now = now.plus(Duration.ofDays(60)).minusSeconds(1);
        assertThat(authority.renewLeafIfDue()).isFalse();
        assertHoldsForClocksAround(authority);
    }

    private void assertHoldsForClocksAround(CertificateAuthority authority) throws CertificateException {
        for (Duration off : List.of(Duration.ofHours(-2), Duration.ZERO, Duration.ofHours(2))) {
            authority.root().checkValidity(Date.from(now.plus(off)));
            authority.leaf().certificate().checkValidity(Date.from(now.plus(off)));
        }
    }

    @Test
    void anAgentsCertificateIsBackdatedAndTellsItsGeneration() {
        CertificateAuthority authority = open();
        X509Certificate agent = authority.signAgent(
                authority.root().getPublicKey(), HostId.of("h-0123456789abcdef"), 7, Duration.ofHours(24));
        assertThat(agent.getNotBefore().toInstant()).isEqualTo(now.minus(Duration.ofHours(1)));
        assertThat(agent.getNotAfter().toInstant()).isEqualTo(now.plus(Duration.ofHours(24)));
        assertThat(AgentCertificate.generation(agent)).isEqualTo(7);
    }

    @Test
    void aCrashBetweenRootKeyAndRootCertificateKeepsTheKey() throws IOException {
        CertificateAuthority first = open();
        Files.delete(dir.resolve("pki").resolve("root.crt"));
        CertificateAuthority second = open();
        assertThat(second.root().getPublicKey()).isEqualTo(first.root().getPublicKey());
        assertThat(second.install()).isEqualTo(first.install());
    }

    @Test
    void aRootKeyThatCantBeReadStopsTheStartAndIsNotReplaced() throws IOException {
        open();
        Path key = dir.resolve("pki").resolve("root.key");
        Files.write(key, new byte[] {1, 2, 3});
        assertThatThrownBy(this::open).hasMessageContaining("backup");
        assertThat(key).hasBinaryContent(new byte[] {1, 2, 3});
    }
}
