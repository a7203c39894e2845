package dev.longshore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.access.Actor;
import dev.longshore.audit.AuditEntry;
import dev.longshore.audit.AuditLog;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** The port of browsers and programs, without the page: headers, spellings of paths, forged headers, secrets in logs. */
@ExtendWith(OutputCaptureExtension.class)
class BrowserPortIT {

    @TempDir
    static Path dir;

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start(
                dir.resolve("data"),
                Map.of(
                        "longshore.admin-password",
                        TestServer.ADMIN_PASSWORD,
                        "longshore.trusted-proxies",
                        "127.0.0.2/32"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    @DisplayName("catalogue 35: every response tells browsers what it must not be used for")
    void headersAreOnEveryResponse() throws Exception {
        String token = server.adminToken();
        List<HttpResponse<String>> all = List.of(
                server.send("GET", "/", ""),
                server.send("GET", "/no/such/page", ""),
                server.send("GET", "/api/v1/hosts", ""),
                server.send("POST", "/api/v1/hosts", "{}"),
                server.get(token, "/api/v1/hosts"),
                server.get(token, "/api/v1/nothing"),
                server.get(token, "/api/v1/hosts/junk"),
                server.send("GET", "/actuator/health", ""),
                server.send("GET", "/actuator/env", ""),
                server.send("PUT", "/login", "x"),
                server.send("GET", "//api", ""));
        for (HttpResponse<String> answer : all) {
            assertThat(header(answer, "X-Content-Type-Options"))
                    .as(answer.uri().toString())
                    .isEqualTo("nosniff");
            assertThat(header(answer, "Content-Security-Policy"))
                    .contains("frame-ancestors 'none'")
                    .contains("object-src 'none'")
                    .contains("form-action 'self'");
            assertThat(header(answer, "Referrer-Policy")).isEqualTo("same-origin");
            assertThat(header(answer, "Permissions-Policy")).contains("camera=()");
            assertThat(answer.headers().firstValue("Server")).isEmpty();
            assertThat(answer.headers().firstValue("X-Powered-By")).isEmpty();
            assertThat(answer.headers().firstValue("Strict-Transport-Security"))
                    .as("nothing is promised over plain HTTP")
                    .isEmpty();
        }
        assertThat(header(server.get(token, "/api/v1/hosts"), "Cache-Control")).contains("no-store");
    }

    @Test
    @DisplayName("catalogue 17: no spelling of a path leads to data")
    void noSpellingOfAPathLeadsToData() throws Exception {
        for (String path : List.of(
                "/api/v1/hosts",
                "/api/v1/hosts/",
                "//api/v1/hosts",
                "/api//v1/hosts",
                "/api/v1/hosts;x=1",
                "/api;x/v1/hosts",
                "/;/api/v1/hosts",
                "/API/v1/hosts",
                "/Api/V1/Hosts",
                "/api/%2e/v1/hosts",
                "/api/./v1/hosts",
                "/VAADIN/../api/v1/hosts",
                "/VAADIN/%2e%2e/api/v1/hosts",
                "/VAADIN/..;/api/v1/hosts",
                "/VAADIN//api/v1/hosts",
                "/%61pi/v1/hosts",
                "/api%2fv1%2fhosts",
                "/api/v1/hosts%00",
                "/api/v1/hosts%0a",
                "/api/v1/hosts.json",
                "/api\\v1\\hosts",
                "/actuator",
                "/actuator/",
                "/actuator/env",
                "/actuator/heapdump",
                "/ACTUATOR/prometheus",
                "/actuator/prometheus",
                "/actuator;x/prometheus",
                "/actuator/%70rometheus",
                "/actuator/health/../prometheus",
                "/actuator/health;x",
                "/actuator/health/db",
                "/error",
                "/v3/api-docs",
                "/swagger-ui/index.html",
                "/agent/v1/control",
                "/agent/v1/enrol")) {
            String answer = raw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            int status = Integer.parseInt(answer.substring(9, 12));
            assertThat(status).as(path).isIn(400, 401, 403, 404);
            assertThat(answer).as(path).doesNotContain("\"items\"", "jvm_memory", "Apache Tomcat", "Exception");
        }
    }

    @Test
    @DisplayName("catalogue 37: forwarded headers are believed from trusted proxies only")
    void forgedHeadersAreIgnored() throws Exception {
        assertThat(peerOfRefusedLogin("127.0.0.1")).isEqualTo("127.0.0.1");
        assertThat(peerOfRefusedLogin("127.0.0.2")).isEqualTo("203.0.113.9");
    }

    @Test
    @DisplayName("catalogue 37: behind a trusted proxy the browser's HTTPS counts, for others it is a lie")
    void theSchemeIsBelievedFromTheTrustedProxyOnly() throws Exception {
        String request = String.join(
                "\r\n",
                "GET /api/v1/hosts HTTP/1.1",
                "Host: localhost",
                "Connection: close",
                "X-Forwarded-For: 203.0.113.9",
                "X-Forwarded-Proto: https",
                "",
                "");
        assertThat(raw(request, "127.0.0.2")).contains("Strict-Transport-Security");
        assertThat(raw(request, "127.0.0.1")).doesNotContain("Strict-Transport-Security");
    }

    @Test
    @DisplayName("catalogue 36: a WebSocket without Origin, or from elsewhere, and a foreign POST are refused with 403")
    void foreignOriginsAreRefused() throws Exception {
        String own = "http://localhost:" + server.port();
        assertThat(webSocket("")).isEqualTo(403);
        for (String origin : List.of(
                "https://evil.example",
                "null",
                "http://localhost:1",
                "http://localhost.evil.example:" + server.port(),
                "file://",
                own + "@evil.example",
                "http://evil.example#" + own)) {
            assertThat(webSocket("Origin: " + origin + "\r\n")).as(origin).isEqualTo(403);
            assertThat(server.send("POST", "/login", "x", "Origin", origin).statusCode())
                    .as(origin)
                    .isEqualTo(403);
        }
        assertThat(webSocket("Origin: " + own + "\r\n"))
                .as("let through, to where nothing listens without the page")
                .isEqualTo(401);
    }

    @Test
    @DisplayName("catalogue 31: no secret is in any log")
    void noSecretIsInTheLog(CapturedOutput log) throws Exception {
        String token = server.adminToken();
        server.get(token, "/api/v1/hosts");
        server.send("GET", "/api/v1/hosts?token=" + token, "");
        server.send("POST", "/api/v1/tokens", "{", "Authorization", TestServer.basic("admin", "a wrong password"));

        assertThat(log.getAll()).doesNotContain(token, TestServer.ADMIN_PASSWORD, "a wrong password");
    }

    @Test
    void theDataDirectoryIsClosedToOthers() throws Exception {
        assertThat(java.nio.file.attribute.PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(dir.resolve("data"))))
                .isEqualTo("rwx------");
        assertThat(dir.resolve("data/setup-secret")).doesNotExist();
    }

    private String peerOfRefusedLogin(String from) throws IOException {
        raw(
                "POST /api/v1/tokens HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\nContent-Length: 0\r\n"
                        + "X-Forwarded-For: 203.0.113.9\r\nX-Forwarded-Host: evil.example\r\nForwarded: for=203.0.113.8\r\n"
                        + "X-Real-IP: 203.0.113.7\r\nAuthorization: " + TestServer.basic("mallory", "some password")
                        + "\r\n\r\n",
                from);
        AuditEntry newest = server.bean(AuditLog.class)
                .list(Actor.system(), "mallory", Long.MAX_VALUE, 1)
                .getFirst();
        return newest.peer();
    }

    private int webSocket(String origin) throws IOException {
        String answer = raw("GET /VAADIN/push?v-r=push HTTP/1.1\r\nHost: localhost:" + server.port()
                + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" + origin + "\r\n");
        return Integer.parseInt(answer.substring(9, 12));
    }

    private static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    private static String raw(String request) throws IOException {
        return raw(request, "127.0.0.1");
    }

    /** Sends these very bytes; the answer's head and what comes with it. */
    private static String raw(String request, String from) throws IOException {
        try (Socket socket = new Socket(
                java.net.InetAddress.getLoopbackAddress(),
                server.port(),
                java.net.InetAddress.getAllByName(from)[0],
                0)) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            StringBuilder answer = new StringBuilder();
            byte[] buffer = new byte[8192];
            while (!answer.toString().contains("\r\n\r\n")) {
                int got = socket.getInputStream().read(buffer);
                if (got < 0) {
                    break;
                }
                answer.append(new String(buffer, 0, got, StandardCharsets.UTF_8));
            }
            return answer.toString();
        }
    }
}
