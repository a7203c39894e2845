package dev.longshore.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.longshore.LongshoreSettings;
import dev.longshore.agent.AgentSettings;
import dev.longshore.agent.FakeEngine;
import dev.longshore.agent.link.AgentLink;
import dev.longshore.model.HostId;
import dev.longshore.wire.BulkCommand;
import dev.longshore.wire.EnrolReply;
import dev.longshore.wire.LoopbackWork;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartIT {

    @TempDir
    private Path dir;

    @Test
    void anAgentJoinsByTheTokenFileAndIsNamedAfterItsEngine() throws Exception {
        Path file = dir.resolve("join-token");
        Path state = dir.resolve("agent");
        try (Linked linked = Linked.start(
                dir.resolve("one"),
                Map.of("longshore.bootstrap-token-file", file.toString(), "longshore.tls", "off"))) {
            assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
            AgentSettings settings =
                    new AgentSettings(linked.agentUrl(), null, file, "unix:///none", state, "", dir.resolve("none"));
            FakeEngine engine = new FakeEngine("engine-name");
            try (Linked.Agent _ =
                    new Linked.Agent(engine, AgentLink.open(settings, engine, "test", Clock.systemUTC()))) {
                HostId host =
                        await().atMost(Linked.SOON).until(() -> linked.connected("engine-name"), Objects::nonNull);
                assertThat(AgentLink.healthy(state, Clock.systemUTC())).isTrue();

                linked.bean(BootstrapToken.class).keepFresh();
                linked.time().advance(Duration.ofMinutes(20));
                String before = Files.readString(file);
                linked.bean(BootstrapToken.class).keepFresh();
                assertThat(Files.readString(file)).isEqualTo(before);

                HttpURLConnection plain =
                        (HttpURLConnection) URI.create("http://127.0.0.1:" + linked.browserPort() + "/actuator/health")
                                .toURL()
                                .openConnection();
                assertThat(plain.getResponseCode()).isEqualTo(200);
                linked.bean(Enrolment.class).remove(host);
            }
            assertThat(AgentLink.healthy(state, Clock.systemUTC())).isFalse();
        }
    }

    @Test
    @DisplayName("catalogue 64: a server with linked agents and a stream under way stops, and takes them up again")
    void stopAndStart() throws Exception {
        Path data = dir.resolve("two");
        Path state = data.resolve("agent-host");
        int port;
        HostId host;
        FakeEngine engine = new FakeEngine("host");
        Linked.Agent agent;
        try (Linked linked = Linked.start(data)) {
            port = linked.agentUrl().getPort();
            AgentSettings settings = linked.settings("host", linked.token("host"), linked.agentUrl());
            agent = new Linked.Agent(engine, AgentLink.open(settings, engine, "test", Clock.systemUTC()));
            host = await().atMost(Linked.SOON).until(() -> linked.connected("host"), Objects::nonNull);
            RawAgent raw = new RawAgent(linked.agentUrl());
            EnrolReply sink = raw.enrol(linked.token("sink")).enrolled();
            RawAgent.Control control = raw.connect(RawAgent.leaf(sink));
            CountDownLatch begun = new CountDownLatch(1);
            IncomingStream<Boolean> stream = linked.bean(Streams.class).receive(host, noise(), in -> {
                begun.countDown();
                in.transferTo(OutputStream.nullOutputStream());
            });
            assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
            linked.stopServer();
            await().atMost(Linked.SOON).until(() -> control.goodbye().equals("SHUTTING_DOWN"));
            assertThat(stream.result()).isCompletedExceptionally();
        }
        assertThat(state).isDirectory();
        Given given = given();
        try (agent;
                Linked again = Linked.start(
                        data,
                        Map.of(
                                "longshore.agent-port", Integer.toString(port),
                                "longshore.tls-cert-file", given.certificate().toString(),
                                "longshore.tls-key-file", given.key().toString()))) {
            assertThat(shownToBrowsers(again.browserPort())).isEqualTo(given.shown());
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> again.bean(Agents.class).session(host).isPresent());
        }
    }

    private record Given(Path certificate, Path key, X509Certificate shown) {}

    /** A certificate from elsewhere, as PEM files. */
    private Given given() throws Exception {
        CertificateAuthority other = new CertificateAuthority(
                new LongshoreSettings(
                        dir.resolve("elsewhere"), 0, 0, true, null, null, List.of(), null, null, null, null, List.of()),
                Clock.systemUTC());
        CertificateAuthority.ServerLeaf leaf = other.leaf();
        return new Given(
                Files.writeString(
                        dir.resolve("given.crt"),
                        pem("CERTIFICATE", leaf.certificate().getEncoded())),
                Files.writeString(
                        dir.resolve("given.key"), pem("PRIVATE KEY", leaf.key().getEncoded())),
                leaf.certificate());
    }

    private static String pem(String kind, byte[] der) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n";
    }

    private static Certificate shownToBrowsers(int port) throws Exception {
        RawAgent browser = new RawAgent(URI.create("https://127.0.0.1:" + port));
        try (SSLSocket socket = (SSLSocket) browser.client(null)
                .sslContext()
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), port)) {
            return socket.getSession().getPeerCertificates()[0];
        }
    }

    private static BulkCommand.Builder noise() {
        return BulkCommand.newBuilder()
                .setLoopback(LoopbackWork.newBuilder().setBytes(1L << 40).setSeed(1));
    }

    @Test
    @DisplayName("catalogue 8: an agent that was away until its certificate ran out recovers by itself")
    void awayForTooLong() throws Exception {
        try (Linked linked = Linked.start(dir.resolve("three"), Map.of("longshore.link.certificate-life", "6s"))) {
            HostId host = linked.join("away");
            linked.lastAgent().close();
            TimeUnit.SECONDS.sleep(7);

            linked.agent("away", null, linked.agentUrl());
            await().atMost(Linked.SOON)
                    .until(() -> linked.bean(Agents.class).session(host).isPresent());
            assertThat(linked.bean(MemberStore.class).host(host).orElseThrow().recoveries())
                    .isEqualTo(1);
            // Renewals go on by themselves from then on.
            await().atMost(Linked.SOON)
                    .until(() -> linked.bean(MemberStore.class)
                                    .host(host)
                                    .orElseThrow()
                                    .seenGeneration()
                            > 3);
        }
    }
}
