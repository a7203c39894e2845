package dev.longshore.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.longshore.LongshoreSettings;
import dev.longshore.access.Actor;
import dev.longshore.audit.AuditLog;
import dev.longshore.link.LinkIncident.Kind;
import dev.longshore.model.HostId;
import dev.longshore.model.JoinTokenText;
import dev.longshore.model.LinkIdentity;
import dev.longshore.wire.EnrolReply;
import dev.longshore.wire.NonceReply;
import dev.longshore.wire.NonceRequest;
import dev.longshore.wire.RecoverRequest;
import dev.longshore.wire.RenewRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EnrolmentIT {

    private Linked linked;
    private int tests;

    @TempDir
    private static Path dir;

    @BeforeAll
    void start() {
        linked = Linked.start(dir.resolve("one"));
    }

    @AfterAll
    void stop() {
        linked.close();
    }

    /** Two minutes after the test before, so that its failures are forgiven. */
    @BeforeEach
    void setTheClock() {
        linked.time().reset();
        linked.time().advance(Duration.ofMinutes(2L * ++tests));
    }

    @Test
    @DisplayName("catalogue 1: a server with another root never gets a byte of the request")
    void nothingIsSentToAnotherServer() throws Exception {
        CertificateAuthority other = authority(dir.resolve("other"));
        try (Listening trap = new Listening(other)) {
            linked.agent("trapped", linked.token("trapped"), trap.url());

            await().atMost(Linked.SOON).until(() -> trap.handshakes() >= 2);
            assertThat(trap.plaintext()).isEmpty();
        }
    }

    @Test
    @DisplayName("catalogue 2: one token used fifty times at once enrols exactly one host")
    void oneTokenOneHost() throws Exception {
        String token = linked.token("race");
        List<Future<Integer>> answers = new ArrayList<>();
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 50; i++) {
                answers.add(executor.submit(
                        () -> new RawAgent(linked.agentUrl()).enrol(token).status()));
            }
        }
        long enrolled = 0;
        for (Future<Integer> answer : answers) {
            enrolled += answer.get() == 200 ? 1 : 0;
        }
        assertThat(enrolled).isEqualTo(1);
        assertThat(linked.bean(Enrolment.class).hosts())
                .filteredOn(host -> host.name().startsWith("race"))
                .hasSize(1);
    }

    @Test
    @DisplayName("catalogue 3: expired, unknown and altered tokens get one answer, are recorded, and are slowed down")
    void badTokensLookAlike() {
        RawAgent agent = new RawAgent(linked.agentUrl());
        String expired = linked.token("late");
        linked.time().advance(Duration.ofMinutes(16));
        JoinTokenText unknown = JoinTokenText.create(
                linked.bean(CertificateAuthority.class).root().getPublicKey(), new java.security.SecureRandom());
        String right = linked.token("altered");
        String altered =
                new JoinTokenText(unknown.pin(), JoinTokenText.parse(right).id(), unknown.secret()).text();
        int before = linked.heard().incidents(Kind.TOKEN_REFUSED).size();

        RawAgent.Answer first = agent.enrol(expired);
        assertThat(first.status()).isEqualTo(401);
        assertThat(first.code()).isEqualTo("TOKEN_REFUSED");
        for (String bad : List.of(unknown.text(), altered)) {
            RawAgent.Answer next = agent.enrol(bad);
            assertThat(next.status()).isEqualTo(401);
            assertThat(next.body()).isEqualTo(first.body());
        }
        assertThat(linked.heard().incidents(Kind.TOKEN_REFUSED)).hasSize(before + 3);
        assertThat(linked.bean(AuditLog.class).list(Actor.system(), "link.token-refused", Long.MAX_VALUE, 100))
                .hasSizeGreaterThanOrEqualTo(3)
                .noneSatisfy(line -> assertThat(line.toString()).contains(unknown.secret()));

        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            statuses.add(agent.enrol(unknown.text()).status());
        }
        assertThat(statuses).contains(429);
    }

    @Test
    @DisplayName("catalogue 4: when the reply is lost, the same key gets the same certificate; another key gets none")
    void lostReply() {
        String token = linked.token("lost");
        RawAgent agent = new RawAgent(linked.agentUrl());
        EnrolReply first = agent.enrol(token).enrolled();

        EnrolReply again = agent.enrol(token).enrolled();
        assertThat(again.getChain(0)).isEqualTo(first.getChain(0));
        assertThat(again.getHostId()).isEqualTo(first.getHostId());

        RawAgent.Answer replay = new RawAgent(linked.agentUrl()).enrol(token);
        assertThat(replay.status()).isEqualTo(409);
        assertThat(linked.heard().incidents(Kind.TOKEN_REPLAYED))
                .anySatisfy(one -> assertThat(one.host()).isEqualTo(HostId.of(first.getHostId())));

        linked.time().advance(Duration.ofMinutes(6));
        assertThat(agent.enrol(token).status()).isEqualTo(409);
    }

    @Test
    @DisplayName("catalogue 4: the same reply is for a host as it was enrolled: not removed since, nor renewed")
    void lostReplyOfAnotherTime() {
        String removed = linked.token("removed-since");
        RawAgent gone = new RawAgent(linked.agentUrl());
        linked.bean(Enrolment.class)
                .remove(HostId.of(gone.enrol(removed).enrolled().getHostId()));
        assertThat(gone.enrol(removed).status()).isEqualTo(409);

        String renewed = linked.token("renewed-since");
        RawAgent agent = new RawAgent(linked.agentUrl());
        RenewRequest renewal = RenewRequest.newBuilder()
                .setCsr(ByteString.copyFrom(agent.csr()))
                .build();
        agent.post(AgentPaths.RENEW, renewal, RawAgent.leaf(agent.enrol(renewed).enrolled()))
                .enrolled();
        assertThat(agent.enrol(renewed).status()).isEqualTo(409);
    }

    @Test
    @DisplayName("catalogue 5: a request that names itself admin, a CA, and another host gets a plain certificate")
    void theRequestDecidesNothing() throws Exception {
        RawAgent agent = new RawAgent(linked.agentUrl());
        String token = linked.token("modest");

        EnrolReply reply = agent.post(
                        AgentPaths.ENROL,
                        agent.enrolment(token)
                                .setCsr(ByteString.copyFrom(boastful(agent.key)))
                                .build(),
                        null)
                .enrolled();
        X509Certificate leaf = RawAgent.leaf(reply);
        assertThat(leaf.getSubjectX500Principal().getName()).isEqualTo("CN=" + reply.getHostId());
        assertThat(leaf.getBasicConstraints()).isEqualTo(-1);
        assertThat(leaf.getSubjectAlternativeNames()).hasSize(1);
        assertThat(LinkIdentity.of(leaf))
                .isEqualTo(new LinkIdentity.Agent(reply.getInstallId(), HostId.of(reply.getHostId())));
        assertThat(leaf.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.2");
    }

    @Test
    @DisplayName("catalogue 6: no certificate, one of another CA, and the server's own are refused")
    void otherCertificates() throws Exception {
        RawAgent agent = new RawAgent(linked.agentUrl());
        EnrolReply reply = agent.enrol(linked.token("six")).enrolled();
        RenewRequest renewal = RenewRequest.newBuilder()
                .setCsr(ByteString.copyFrom(agent.csr()))
                .build();
        assertThat(agent.post(AgentPaths.RENEW, renewal, null).status()).isEqualTo(401);

        X509Certificate foreign = authority(dir.resolve("foreign"))
                .signAgent(agent.key.getPublic(), HostId.of(reply.getHostId()), 1, Duration.ofHours(1));
        assertThatThrownBy(() -> agent.post(AgentPaths.RENEW, renewal, foreign))
                .hasRootCauseInstanceOf(IOException.class);

        CertificateAuthority own = linked.bean(CertificateAuthority.class);
        RawAgent server = new RawAgent(
                linked.agentUrl(),
                new KeyPair(own.leaf().certificate().getPublicKey(), own.leaf().key()));
        assertThatThrownBy(
                        () -> server.post(AgentPaths.RENEW, renewal, own.leaf().certificate()))
                .hasRootCauseInstanceOf(IOException.class);

        // Another key with a certificate of ours for this host: not the key that was bound.
        RawAgent thief = new RawAgent(linked.agentUrl());
        X509Certificate stolen =
                own.signAgent(thief.key.getPublic(), HostId.of(reply.getHostId()), 1, Duration.ofHours(1));
        assertThat(thief.post(AgentPaths.RENEW, renewal, stolen).code()).isEqualTo("CERTIFICATE_REFUSED");
        assertThat(agent.post(AgentPaths.RENEW, renewal, RawAgent.leaf(reply)).status())
                .isEqualTo(200);
    }

    @Test
    @DisplayName("catalogue 8: a certificate that ran out is recovered by the bound key alone, and counted")
    void recovery() throws Exception {
        RawAgent agent = new RawAgent(linked.agentUrl());
        EnrolReply reply = agent.enrol(linked.token("away")).enrolled();
        HostId host = HostId.of(reply.getHostId());

        RawAgent.Answer recovered = recover(agent, host, agent.key);
        assertThat(recovered.status()).isEqualTo(200);
        assertThat(recovered.enrolled().getGeneration()).isEqualTo(2);
        assertThat(linked.bean(MemberStore.class).host(host).orElseThrow().recoveries())
                .isEqualTo(1);
        assertThat(linked.heard().incidents(Kind.RECOVERED))
                .anySatisfy(one -> assertThat(one.host()).isEqualTo(host));

        assertThat(recover(agent, host, RawAgent.newKey()).code()).isEqualTo("CERTIFICATE_REFUSED");
        linked.time().advance(Duration.ofDays(32));
        assertThat(recover(agent, host, agent.key).code()).isEqualTo("CERTIFICATE_REFUSED");
    }

    private static RawAgent.Answer recover(RawAgent agent, HostId host, KeyPair signing)
            throws IOException, GeneralSecurityException {
        byte[] nonce = NonceReply.parseFrom(agent.post(
                                AgentPaths.NONCE,
                                NonceRequest.newBuilder()
                                        .setHostId(host.value())
                                        .build(),
                                null)
                        .body())
                .getNonce()
                .toByteArray();
        byte[] csr = agent.csr();
        Signature signer = Signature.getInstance("SHA256withECDSA");
        signer.initSign(signing.getPrivate());
        signer.update("longshore-recover".getBytes(StandardCharsets.UTF_8));
        signer.update(nonce);
        signer.update(csr);
        return agent.post(
                AgentPaths.RECOVER,
                RecoverRequest.newBuilder()
                        .setHostId(host.value())
                        .setNonce(ByteString.copyFrom(nonce))
                        .setCsr(ByteString.copyFrom(csr))
                        .setSignature(ByteString.copyFrom(signer.sign()))
                        .build(),
                null);
    }

    private static byte[] boastful(KeyPair key) throws IOException, OperatorCreationException {
        ExtensionsGenerator wishes = new ExtensionsGenerator();
        wishes.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
        wishes.addExtension(
                Extension.subjectAlternativeName,
                false,
                new GeneralNames(new GeneralName(
                        GeneralName.uniformResourceIdentifier, "longshore://i-x/agent/h-aaaaaaaaaaaaaaaa")));
        return new JcaPKCS10CertificationRequestBuilder(new X500Name("CN=admin"), key.getPublic())
                .addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, wishes.generate())
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate()))
                .getEncoded();
    }

    private static CertificateAuthority authority(Path dataDir) {
        return new CertificateAuthority(
                new LongshoreSettings(dataDir, 0, 0, true, null, null, List.of(), null, null, null, null, List.of()),
                Clock.systemUTC());
    }

    /** A TLS server of another install, which keeps whatever it is sent. */
    private static final class Listening implements AutoCloseable {

        private final SSLServerSocket socket;
        private final List<byte[]> plaintext = new java.util.concurrent.CopyOnWriteArrayList<>();
        private final java.util.concurrent.atomic.AtomicInteger accepted =
                new java.util.concurrent.atomic.AtomicInteger();
        private final CompletableFuture<Void> ended;

        Listening(CertificateAuthority other) throws GeneralSecurityException, IOException {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("k", other.leaf().key(), new char[0], new Certificate[] {
                other.leaf().certificate(), other.root()
            });
            KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
            keys.init(store, new char[0]);
            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(keys.getKeyManagers(), null, null);
            socket = (SSLServerSocket)
                    tls.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
            ended = CompletableFuture.runAsync(this::accept);
        }

        private void accept() {
            while (!socket.isClosed()) {
                try (var connection = socket.accept();
                        InputStream in = connection.getInputStream()) {
                    byte[] buffer = new byte[8192];
                    int count = in.read(buffer);
                    if (count > 0) {
                        plaintext.add(Arrays.copyOf(buffer, count));
                    }
                    accepted.incrementAndGet();
                } catch (IOException e) {
                    accepted.incrementAndGet();
                }
            }
        }

        URI url() {
            return URI.create("https://127.0.0.1:" + socket.getLocalPort());
        }

        int handshakes() {
            return accepted.get();
        }

        List<byte[]> plaintext() {
            return plaintext;
        }

        @Override
        public void close() throws IOException {
            socket.close();
            ended.join();
        }
    }
}
