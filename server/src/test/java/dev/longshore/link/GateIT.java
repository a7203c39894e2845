package dev.longshore.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.longshore.wire.EnrolReply;
import dev.longshore.wire.RenewRequest;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GateIT {

    private Linked linked;

    @TempDir
    private static Path dir;

    @BeforeAll
    void start() {
        linked = Linked.start(dir);
    }

    @AfterAll
    void stop() {
        linked.close();
    }

    /** The status line for a request target sent exactly as written. */
    private static String status(int port, String method, String target) throws IOException {
        RawAgent agent = new RawAgent(URI.create("https://127.0.0.1:" + port));
        try (Socket socket = agent.client(null)
                .sslContext()
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), port)) {
            ((SSLSocket) socket).startHandshake();
            OutputStream out = socket.getOutputStream();
            out.write((method + " " + target
                            + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            return answer.lines().findFirst().orElse("");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/agent/v1/enrol",
                "/agent/v1/nonce",
                "/agent//v1/enrol",
                "//agent/v1/enrol",
                "/agent/v1/enrol;x=y",
                "/agent;a/v1/enrol",
                "/%61gent/v1/enrol",
                "/agent/v1/%65nrol",
                "/x/../agent/v1/enrol",
                "/agent/v1/control",
                "/agent/v1/streams/s-1"
            })
    @DisplayName("catalogue 17: no spelling of an agents' path answers on the browsers' port")
    void agentPathsOnTheBrowserPort(String target) throws IOException {
        assertThat(status(linked.browserPort(), "POST", target)).containsAnyOf(" 400", " 404");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/actuator/health",
                "/actuator",
                "/api/v1/hosts",
                "/VAADIN/",
                "/login",
                "/error",
                "//actuator/health",
                "/agent/v1/enrol/../../../actuator/health",
                "/agent/v1/enrol;/../actuator/health",
                "/agent/v1/..;/..;/actuator/health",
                "/%61ctuator/health",
                "/AGENT/V1/ENROL",
                "/agent/v1/enrol/",
                "/agent/v1"
            })
    @DisplayName("catalogue 17: nothing but the agents' servlets answers on the agents' port")
    void otherPathsOnTheAgentPort(String target) throws IOException {
        for (String method : new String[] {"GET", "POST"}) {
            assertThat(status(linked.agentUrl().getPort(), method, target)).containsAnyOf(" 400", " 404");
        }
    }

    @Test
    @DisplayName("catalogue 6: without a certificate everything but enrolment is refused")
    void withoutACertificate() throws IOException {
        int port = linked.agentUrl().getPort();
        assertThat(status(port, "POST", AgentPaths.RENEW)).contains(" 401");
        assertThat(status(port, "GET", AgentPaths.CONTROL)).contains(" 401");
        assertThat(status(port, "PUT", AgentPaths.STREAMS + "/s-1")).contains(" 401");
        assertThat(status(port, "GET", AgentPaths.STREAMS + "/s-1")).contains(" 401");
    }

    @Test
    @DisplayName("catalogue 55: agents get TLS 1.3 only, browsers 1.2 and 1.3, and nobody anything older")
    void onlyNewTls() throws IOException {
        int agents = linked.agentUrl().getPort();
        int browsers = linked.browserPort();
        assertThat(handshake(agents, "TLSv1.3")).isEqualTo("TLSv1.3");
        assertThatThrownBy(() -> handshake(agents, "TLSv1.2")).isInstanceOf(SSLException.class);
        assertThat(handshake(browsers, "TLSv1.3")).isEqualTo("TLSv1.3");
        assertThat(handshake(browsers, "TLSv1.2")).isEqualTo("TLSv1.2");
        for (int port : new int[] {agents, browsers}) {
            assertThat(OldHello.answer(port, OldHello.TLS_1_0)).isEqualTo(OldHello.ALERT);
            assertThat(OldHello.answer(port, OldHello.TLS_1_1)).isEqualTo(OldHello.ALERT);
        }
    }

    @Test
    @DisplayName("catalogue 55: the agents' port does not speak plain HTTP")
    void noPlainHttp() throws IOException {
        try (Socket plain =
                new Socket(InetAddress.getLoopbackAddress(), linked.agentUrl().getPort())) {
            plain.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            String answer = new String(plain.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            assertThat(answer).doesNotContain(" 200");
        }
    }

    @Test
    @DisplayName("catalogue 55: the server's certificate is renewed a month before its end, at once on both ports")
    void renewedWithoutARestart() throws IOException {
        X509Certificate before = shown(linked.agentUrl().getPort());
        assertThat(shown(linked.browserPort())).isEqualTo(before);
        linked.time().advance(Duration.ofDays(61));
        try {
            linked.bean(AgentPort.class).renewCertificate();
        } finally {
            linked.time().reset();
        }
        X509Certificate after = shown(linked.agentUrl().getPort());
        assertThat(after.getNotAfter()).isAfter(before.getNotAfter());
        assertThat(after.getIssuerX500Principal()).isEqualTo(before.getIssuerX500Principal());
        assertThat(shown(linked.browserPort())).isEqualTo(after);
    }

    /** The version that was agreed on. */
    private String handshake(int port, String version) throws IOException {
        try (SSLSocket socket = socket(port)) {
            socket.setEnabledProtocols(new String[] {version});
            socket.startHandshake();
            return socket.getSession().getProtocol();
        }
    }

    private X509Certificate shown(int port) throws IOException {
        try (SSLSocket socket = socket(port)) {
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }

    private SSLSocket socket(int port) throws IOException {
        return (SSLSocket) new RawAgent(linked.agentUrl())
                .client(null)
                .sslContext()
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), port);
    }

    @Test
    void aBodyThatIsTooLargeIsRefused() {
        RawAgent agent = new RawAgent(linked.agentUrl());
        HttpRequest request = HttpRequest.newBuilder(linked.agentUrl().resolve(AgentPaths.ENROL))
                .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[17 * 1024]))
                .build();
        assertThat(agent.send(request, null).code()).isEqualTo("TOO_LARGE");
    }

    @Test
    void keysAreForTheServersUserAlone() throws IOException {
        Path pki = dir.resolve("server").resolve("pki");
        assertThat(Files.getPosixFilePermissions(pki)).isEqualTo(PosixFilePermissions.fromString("rwx------"));
        assertThat(Files.getPosixFilePermissions(pki.resolve("root.key")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void aRemovedHostsNameIsFreeAgain() {
        RawAgent agent = new RawAgent(linked.agentUrl());
        String tokenOfSecond = linked.token("same"); // made while the name was free
        EnrolReply first = agent.enrol(linked.token("same")).enrolled();
        EnrolReply second = new RawAgent(linked.agentUrl()).enrol(tokenOfSecond).enrolled();
        Enrolment enrolment = linked.bean(Enrolment.class);
        assertThatThrownBy(() -> linked.token("Same"))
                .isInstanceOfSatisfying(
                        dev.longshore.model.LongshoreException.class,
                        refused -> assertThat(refused.code()).isEqualTo(dev.longshore.model.ErrorCode.HOST_NAME_TAKEN));
        assertThat(enrolment.hosts()).extracting(EnrolledHost::name).contains("same", "same-2");

        enrolment.remove(dev.longshore.model.HostId.of(first.getHostId()));
        enrolment.rename(dev.longshore.model.HostId.of(second.getHostId()), "same");
        assertThat(enrolment.hosts())
                .extracting(EnrolledHost::name)
                .contains("same")
                .doesNotContain("same-2");
        RenewRequest renewal = RenewRequest.newBuilder()
                .setCsr(ByteString.copyFrom(agent.csr()))
                .build();
        assertThat(agent.post(AgentPaths.RENEW, renewal, RawAgent.leaf(first)).code())
                .isEqualTo("HOST_REVOKED");
    }
}
