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
    @DisplayName("catalogue 55: the agents' port speaks TLS 1.3 only, and plain HTTP not at all")
    void onlyNewTls() throws IOException {
        int port = linked.agentUrl().getPort();
        RawAgent agent = new RawAgent(linked.agentUrl());
        try (SSLSocket socket = (SSLSocket) agent.client(null)
                .sslContext()
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), port)) {
            socket.setEnabledProtocols(new String[] {"TLSv1.2"});
            assertThatThrownBy(socket::startHandshake).isInstanceOf(IOException.class);
        }
        try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), port)) {
            plain.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            String answer = new String(plain.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            assertThat(answer).doesNotContain(" 200");
        }
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
        EnrolReply first = agent.enrol(linked.token("same")).enrolled();
        EnrolReply second =
                new RawAgent(linked.agentUrl()).enrol(linked.token("same")).enrolled();
        Enrolment enrolment = linked.bean(Enrolment.class);
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
