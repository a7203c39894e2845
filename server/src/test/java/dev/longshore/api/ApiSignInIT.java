package dev.longshore.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.TestServer;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class ApiSignInIT {

    @TempDir
    static Path data;

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start(data.resolve("data"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void namePasswordGivesATokenAndTheTokenOpensTheApi() throws Exception {
        String token = server.adminToken();

        HttpResponse<String> listed = server.get(token, "/api/v1/tokens");

        assertThat(token).matches("lsp_[0-9a-f]{40}");
        assertThat(listed.statusCode()).isEqualTo(200);
        assertThat(listed.body()).doesNotContain(token).doesNotContain("secret");
        assertThat(TestServer.json(listed).get("items"))
                .anyMatch(item -> !item.get("lastUsedAt").isNull());
    }

    @Test
    void anEndedTokenOpensNothing() throws Exception {
        String token = server.adminToken();
        JsonNode items = TestServer.json(server.get(token, "/api/v1/tokens")).get("items");
        long id = items.get(items.size() - 1).get("id").asLong();

        HttpResponse<String> ended =
                server.send("DELETE", "/api/v1/tokens/" + id, "", "Authorization", "Bearer " + token);

        assertThat(ended.statusCode()).isEqualTo(204);
        assertThat(server.get(token, "/api/v1/tokens").statusCode()).isEqualTo(401);
    }

    @Test
    void whoSendsNothingIsToldSoAndNotSentToALoginPage() throws Exception {
        HttpResponse<String> answer = server.send("GET", "/api/v1/tokens", "");

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(TestServer.json(answer).get("code").asString()).isEqualTo("UNAUTHENTICATED");
        assertThat(TestServer.json(answer).get("remedy").asString()).isNotBlank();
        assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
    }

    @Test
    void passwordsAreTakenWhereATokenIsMadeOnly() throws Exception {
        String basic = TestServer.basic("admin", TestServer.ADMIN_PASSWORD);

        assertThat(server.send("GET", "/api/v1/tokens", "", "Authorization", basic)
                        .statusCode())
                .isEqualTo(401);
        assertThat(server.send(
                                "POST",
                                "/api/v1/tokens",
                                "{\"name\":\"x\"}",
                                "Authorization",
                                TestServer.basic("admin", "wrong password!"))
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void aTokenCanNotMakeAnotherOne() throws Exception {
        String token = server.adminToken();

        HttpResponse<String> answer =
                server.send("POST", "/api/v1/tokens", "{\"name\":\"more\"}", "Authorization", "Bearer " + token);

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(TestServer.json(answer).get("code").asString()).isEqualTo("FORBIDDEN");
    }

    @Test
    @DisplayName("catalogue 31: a token in the URL is not a token")
    void aTokenInTheUrlIsNotAToken() throws Exception {
        String token = server.adminToken();

        for (String name : new String[] {"token", "access_token", "api_key", "bearer", "authorization"}) {
            assertThat(server.send("GET", "/api/v1/tokens?" + name + "=" + token, "")
                            .statusCode())
                    .as(name)
                    .isEqualTo(401);
        }
        assertThat(server.send("GET", "/api/v1/tokens", "", "Cookie", "token=" + token)
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void badBodiesAreNamedAndNotExplainedWithOurClasses() throws Exception {
        String basic = TestServer.basic("admin", TestServer.ADMIN_PASSWORD);
        Map<String, String> bad = Map.of(
                "{\"name\":\"x\",\"role\":\"ADMIN\"}", "unknown field \"role\"",
                "{\"name\":\"x\",\"name\":\"y\"}", "not well-formed JSON",
                "{\"name\":", "not well-formed JSON",
                "{}", "name: is missing",
                "{\"name\":\"x\"} trailing", "not well-formed JSON",
                "{\"name\":\"x\",\"expiresAt\":\"soon\"}", "expiresAt: can't be \"soon\"",
                "[]", "wrong type");

        for (Map.Entry<String, String> body : bad.entrySet()) {
            HttpResponse<String> answer = server.send("POST", "/api/v1/tokens", body.getKey(), "Authorization", basic);
            assertThat(answer.statusCode()).as(body.getKey()).isEqualTo(400);
            assertThat(TestServer.json(answer).get("code").asString()).isEqualTo("INVALID_REQUEST");
            assertThat(TestServer.json(answer).get("detail").asString()).contains(body.getValue());
            assertThat(answer.body()).doesNotContain("dev.longshore").doesNotContain("jackson");
        }
    }

    @Test
    void aBodyOfMoreThanAMebibyteIsRefused() throws Exception {
        String basic = TestServer.basic("admin", TestServer.ADMIN_PASSWORD);
        String body = "{\"name\":\"" + "x".repeat(2 << 20) + "\"}";

        HttpResponse<String> answer = server.send("POST", "/api/v1/tokens", body, "Authorization", basic);

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(TestServer.json(answer).get("code").asString()).isEqualTo("TOO_LARGE");
    }

    @Test
    void healthNeedsNoSignInAndTellsNoDetails() throws Exception {
        HttpResponse<String> answer = server.send("GET", "/actuator/health", "");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("UP").doesNotContain("components");
        assertThat(server.send("GET", "/actuator/prometheus", "").statusCode()).isEqualTo(401);
    }
}
