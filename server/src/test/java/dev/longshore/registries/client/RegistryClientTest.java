package dev.longshore.registries.client;

import static dev.longshore.registries.client.PlayedRegistry.IMAGE;
import static dev.longshore.registries.client.PlayedRegistry.answer;
import static dev.longshore.registries.client.PlayedRegistry.image;
import static dev.longshore.registries.client.PlayedRegistry.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longshore.model.Digest;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import dev.longshore.registries.client.PlayedRegistry.Reply;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryClientTest {

    private static final String PASSWORD = "hunter2";
    private static final String BASIC =
            "Basic " + Base64.getEncoder().encodeToString(("lab:" + PASSWORD).getBytes(StandardCharsets.UTF_8));

    private final PlayedRegistry registry = new PlayedRegistry("127.0.0.2");
    private final Map<String, String> names = new HashMap<>();
    private final RegistryClient client = new RegistryClient(
            List.of("127.0.0.2/32"),
            name -> InetAddress.getAllByName(names.getOrDefault(name, name)),
            new RegistryClient.Patience(Duration.ofSeconds(2), Duration.ofMinutes(1)));

    @AfterEach
    void close() {
        client.close();
        registry.close();
    }

    private RegistryConnection open() {
        return open(registry.host(), "");
    }

    private RegistryConnection open(String host, String user) {
        return client.open(new Endpoint(host, true, "", user, user.isEmpty() ? "" : PASSWORD));
    }

    private static Reply challenge(String header, Reply signedIn, String expected) {
        return exchange -> {
            if (expected.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                signedIn.to(exchange);
            } else {
                exchange.getResponseHeaders().set("WWW-Authenticate", header);
                json(401, "{\"errors\":[{\"code\":\"UNAUTHORIZED\",\"message\":\"authentication required\"}]}")
                        .to(exchange);
            }
        };
    }

    @Test
    void anImageIsReadWithItsConfigAndSize() {
        Digest config = registry.blob(
                "team/app",
                "{\"os\":\"linux\",\"architecture\":\"arm\",\"variant\":\"v7\",\"created\":\"2026-01-02T03:04:05.6Z\","
                        + "\"config\":{\"Labels\":{\"a\":\"b\"}}}");
        Digest digest = registry.manifest("team/app", "1", IMAGE, image(config, 5_000));
        try (RegistryConnection connection = open()) {
            assertThat(connection.manifest("team/app", "1")).isEqualTo(new Manifest.Image(digest, config, 5_100, 1));
            assertThat(connection.head("team/app", "1")).contains(new RegistryConnection.Head(digest, IMAGE));
            assertThat(connection.config("team/app", config))
                    .isEqualTo(
                            new ImageConfig("linux/arm/v7", Instant.parse("2026-01-02T03:04:05.6Z"), Map.of("a", "b")));
        }
    }

    @Test
    void anIndexNamesItsPlatformsAndNotHowItWasBuilt() {
        String child = "{\"mediaType\":\"" + IMAGE + "\",\"size\":1,\"digest\":\"sha256:%s\",\"platform\":"
                + "{\"os\":\"%s\",\"architecture\":\"%s\"%s}}";
        Digest digest = registry.manifest(
                "app",
                "1",
                "application/vnd.oci.image.index.v1+json",
                "{\"schemaVersion\":2,\"manifests\":["
                        + child.formatted("1".repeat(64), "linux", "amd64", "")
                        + ","
                        + child.formatted("2".repeat(64), "linux", "arm", ",\"variant\":\"v7\"")
                        + ","
                        + child.formatted("3".repeat(64), "unknown", "unknown", "")
                        + "]}");
        try (RegistryConnection connection = open()) {
            assertThat(connection.manifest("app", "1"))
                    .isEqualTo(new Manifest.Index(
                            digest,
                            List.of(
                                    new Manifest.Child(Digest.of("sha256:" + "1".repeat(64)), "linux/amd64"),
                                    new Manifest.Child(Digest.of("sha256:" + "2".repeat(64)), "linux/arm/v7")),
                            Set.of(
                                    Digest.of("sha256:" + "1".repeat(64)),
                                    Digest.of("sha256:" + "2".repeat(64)),
                                    Digest.of("sha256:" + "3".repeat(64))),
                            Set.of()));
        }
    }

    @Test
    void aListGoesOnWhereItsLinkLeadsButOnlyAtTheRegistryItself() {
        registry.on("/v2/app/tags/list?n=1000", exchange -> {
            exchange.getResponseHeaders()
                    .set("Link", "<https://evil.example/v2/app/tags/list?last=b&n=2>; rel=\"next\"");
            json(200, "{\"name\":\"app\",\"tags\":[\"a\",\"b\",\"../x\"]}").to(exchange);
        });
        registry.on("/v2/app/tags/list?last=b&n=2", json(200, "{\"name\":\"app\",\"tags\":[\"c\"]}"));
        registry.on("/v2/_catalog?n=2", exchange -> {
            exchange.getResponseHeaders().set("Link", "</v2/_catalog?last=b&n=2>; rel=\"next\"");
            json(200, "{\"repositories\":[\"a\",\"b\",\"Not/OK\",\"a/../b\"]}").to(exchange);
        });
        registry.on("/v2/_catalog?last=b&n=2", json(200, "{\"repositories\":[\"c/d\"]}"));
        try (RegistryConnection connection = open()) {
            assertThat(connection.tags("app")).containsExactly("a", "b", "c");
            RegistryConnection.Names first = connection.catalogue(2, "");
            assertThat(first.names()).containsExactly("a", "b");
            assertThat(connection.catalogue(2, first.next()).names()).containsExactly("c/d");
        }
    }

    @Test
    void aPasswordIsSentWhenTheRegistryAsksAndFromThenOn() {
        registry.on("/v2/", challenge("Basic realm=\"lab\"", json(200, "{}"), BASIC));
        registry.on("/v2/app/tags/list", challenge("Basic realm=\"lab\"", json(200, "{\"tags\":null}"), BASIC));
        try (RegistryConnection connection = open(registry.host(), "lab")) {
            assertThat(connection.ping()).isTrue();
            assertThat(connection.tags("app")).isEmpty();
        }
        assertThat(registry.asked().stream().map(PlayedRegistry.Asked::authorization))
                .containsExactly("", BASIC, BASIC);
    }

    @Test
    void aTokenIsFetchedFromTheServiceThatTheRegistryNames() {
        registry.on(
                "/v2/app/tags/list",
                challenge(
                        "Bearer realm=\"http://" + registry.host()
                                + "/token\",service=\"s\",scope=\"repository:app:pull\"",
                        json(200, "{\"tags\":[\"1\"]}"),
                        "Bearer t0ken"));
        registry.on("/token?service=s&scope=repository%3Aapp%3Apull&account=lab", json(200, "{\"token\":\"t0ken\"}"));
        registry.on("/token?service=s&scope=repository%3Aapp%3Apull", json(200, "{\"access_token\":\"t0ken\"}"));
        try (RegistryConnection connection = open(registry.host(), "lab")) {
            assertThat(connection.tags("app")).containsExactly("1");
        }
        assertThat(registry.asked().stream().map(PlayedRegistry.Asked::authorization))
                .containsExactly("", BASIC, "Bearer t0ken");
        try (RegistryConnection anonymous = open()) {
            assertThat(anonymous.tags("app")).containsExactly("1");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.3:1/token", "ftp://127.0.0.2/token", "http://u:p@127.0.0.2/", "", "::"})
    void aPasswordIsNotSentWithoutTlsToAnotherHost(String realm) {
        registry.on("/v2/", challenge("Bearer realm=\"" + realm + "\"", json(200, "{}"), "-"));
        try (RegistryConnection connection = open(registry.host(), "lab")) {
            failsWith(ErrorCode.REGISTRY_ERROR, "sign-in", connection::ping);
            assertThat(connection.answered()).isTrue();
        }
    }

    @Test
    @DisplayName("catalogue 48: a token service at a closed address gets no password")
    void aTokenServiceAtAClosedAddressIsNotAsked() {
        registry.on("/v2/", challenge("Bearer realm=\"https://127.0.0.1:1/token\"", json(200, "{}"), "-"));
        try (RegistryConnection connection = open(registry.host(), "lab")) {
            failsWith(ErrorCode.REGISTRY_BLOCKED, "127.0.0.1", connection::ping);
        }
    }

    @Test
    void aBlobElsewhereIsFetchedWithoutTheAccount() {
        String config = "{\"os\":\"linux\",\"architecture\":\"amd64\"}";
        Digest digest = Digest.ofText(config);
        registry.on(
                "/v2/app/blobs/" + digest,
                challenge(
                        "Basic realm=\"lab\"",
                        exchange -> {
                            exchange.getResponseHeaders().set("Location", "/store/1?signature=x");
                            answer(exchange, 307, "text/plain", new byte[0]);
                        },
                        BASIC));
        registry.on("/store/1?signature=x", json(200, config));
        try (RegistryConnection connection = open(registry.host(), "lab")) {
            assertThat(connection.config("app", digest).platform()).isEqualTo("linux/amd64");
        }
        assertThat(registry.asked().getLast()).isEqualTo(new PlayedRegistry.Asked("GET", "/store/1?signature=x", ""));
    }

    @ParameterizedTest
    @DisplayName("catalogue 48: no redirect leads to a closed address, or out of the web")
    @CsvSource({
        "http://127.0.0.1:1/x, REGISTRY_BLOCKED",
        "http://localhost:1/x, REGISTRY_BLOCKED",
        "http://[::1]:1/x, REGISTRY_BLOCKED",
        "http://[::ffff:127.0.0.1]:1/x, REGISTRY_BLOCKED",
        "http://169.254.169.254/latest/meta-data, REGISTRY_BLOCKED",
        "file:///etc/passwd, REGISTRY_ERROR",
        "gopher://127.0.0.2/, REGISTRY_ERROR"
    })
    void aRedirectEscapesNowhere(String location, ErrorCode expected) {
        registry.on("/v2/app/manifests/1", exchange -> {
            exchange.getResponseHeaders().set("Location", location);
            answer(exchange, 307, "text/plain", new byte[0]);
        });
        try (RegistryConnection connection = open()) {
            failsWith(expected, "", () -> connection.manifest("app", "1"));
        }
    }

    @Test
    @DisplayName("catalogue 48: a name that leads elsewhere at the second connection is stopped there")
    void aNameThatIsBoundAnewGainsNothing() {
        names.put("rebind.example", "127.0.0.2");
        registry.on("/v2/", exchange -> {
            exchange.getResponseHeaders().set("Connection", "close");
            json(200, "{}").to(exchange);
        });
        try (PlayedRegistry inner = new PlayedRegistry("127.0.0.1");
                RegistryConnection connection = open("rebind.example:" + registry.port(), "")) {
            connection.ping();
            names.put("rebind.example", "127.0.0.1");
            failsWith(ErrorCode.REGISTRY_BLOCKED, "127.0.0.1", connection::ping);
            assertThat(inner.asked()).isEmpty();
        }
    }

    @ParameterizedTest
    @DisplayName("catalogue 84: each answer that is no good has its own words")
    @CsvSource({
        "401, REGISTRY_UNAUTHORIZED, wants a sign-in",
        "403, REGISTRY_FORBIDDEN, forbidden",
        "404, REGISTRY_NOT_FOUND, not there",
        "405, REGISTRY_UNSUPPORTED, nothing that this registry does",
        "429, REGISTRY_RATE_LIMITED, wait 17 s",
        "500, REGISTRY_ERROR, status 500",
        "503, REGISTRY_ERROR, status 503"
    })
    void eachStatusIsToldApart(int status, ErrorCode expected, String words) {
        registry.on("/v2/app/manifests/1", exchange -> {
            exchange.getResponseHeaders().set("Retry-After", "17");
            json(status, "{\"errors\":[{\"code\":\"C\",\"message\":\"its own words\"}]}")
                    .to(exchange);
        });
        try (RegistryConnection connection = open()) {
            failsWith(expected, words, () -> connection.manifest("app", "1"));
            failsWith(expected, "its own words [C]", () -> connection.manifest("app", "1"));
            assertThat(connection.retryAfter().isPresent()).isEqualTo(status == 429);
        }
        assertThat(registry.asked()).as("nothing is tried again").hasSize(2);
    }

    @Test
    @DisplayName("catalogue 84: a wrong password is told apart from a missing one")
    void aWrongPasswordIsNamed() {
        registry.on("/v2/", challenge("Basic realm=\"lab\"", json(200, "{}"), "-"));
        try (RegistryConnection connection = open(registry.host(), "lab")) {
            failsWith(ErrorCode.REGISTRY_UNAUTHORIZED, "\"lab\" is not accepted", connection::ping);
        }
        assertThat(registry.asked()).as("tried once, not again and again").hasSize(2);
    }

    @Test
    @DisplayName("catalogue 84: cut, foreign, endless and silent answers")
    void brokenAnswersAreToldApart() {
        CountDownLatch closing = new CountDownLatch(1);
        registry.on("/v2/cut/manifests/1", exchange -> {
            exchange.sendResponseHeaders(200, 1_000);
            exchange.getResponseBody().write("{\"schema".getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
        });
        registry.on(
                "/v2/page/manifests/1",
                exchange -> answer(exchange, 200, "text/html", "<html>".getBytes(StandardCharsets.UTF_8)));
        registry.on("/v2/endless/manifests/1", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] chunk = new byte[64 << 10];
            for (int sent = 0; sent < 200; sent++) {
                exchange.getResponseBody().write(chunk);
            }
        });
        registry.on("/v2/claims/manifests/1", exchange -> {
            exchange.sendResponseHeaders(200, 1L << 40);
            exchange.getResponseBody().flush();
        });
        registry.on("/v2/silent/manifests/1", _ -> {
            try {
                closing.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        registry.on("/v2/drip/manifests/1", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try {
                while (!closing.await(200, TimeUnit.MILLISECONDS)) {
                    exchange.getResponseBody().write(' ');
                    exchange.getResponseBody().flush();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        try (RegistryConnection connection = open()) {
            failsWith(ErrorCode.REGISTRY_ERROR, "broke off", () -> connection.manifest("cut", "1"));
            failsWith(ErrorCode.REGISTRY_ERROR, "not JSON", () -> connection.manifest("page", "1"));
            failsWith(ErrorCode.REGISTRY_ERROR, "longer than", () -> connection.manifest("endless", "1"));
            failsWith(ErrorCode.REGISTRY_ERROR, "longer than", () -> connection.manifest("claims", "1"));
            failsWith(ErrorCode.REGISTRY_UNREACHABLE, "in time", () -> connection.manifest("silent", "1"));
            failsWith(ErrorCode.REGISTRY_UNREACHABLE, "in time", () -> connection.manifest("drip", "1"));
        } finally {
            closing.countDown();
        }
    }

    /** Answers, but not at once. */
    private static Reply late(CountDownLatch closing, int ms, Reply reply) {
        return exchange -> {
            try {
                if (!closing.await(ms, TimeUnit.MILLISECONDS)) {
                    reply.to(exchange);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
    }

    private static Reply redirect(String location) {
        return exchange -> {
            exchange.getResponseHeaders().set("Location", location);
            answer(exchange, 307, "text/plain", new byte[0]);
        };
    }

    @Test
    @DisplayName("catalogue 84: sign-in, redirects and pages share one deadline, however patient each of them is alone")
    void oneDeadlineForACall() {
        CountDownLatch closing = new CountDownLatch(1);
        registry.on("/v2/far/manifests/1", late(closing, 900, redirect("/hop/1")));
        registry.on("/hop/1", late(closing, 900, redirect("/hop/2")));
        registry.on("/hop/2", late(closing, 900, json(200, "{}")));
        String realm = "Bearer realm=\"http://" + registry.host() + "/token\",service=\"s\"";
        registry.on("/v2/guarded/manifests/1", late(closing, 900, challenge(realm, json(200, "{}"), "Bearer t0ken")));
        registry.on("/token", late(closing, 900, json(200, "{\"token\":\"t0ken\"}")));
        registry.on("/v2/long/tags/list", late(closing, 200, exchange -> {
            exchange.getResponseHeaders().set("Link", "</v2/long/tags/list?last=x>; rel=\"next\"");
            json(200, "{\"tags\":[\"x\"]}").to(exchange);
        }));
        try (RegistryConnection connection = open()) {
            failsWith(ErrorCode.REGISTRY_UNREACHABLE, "in time", () -> connection.manifest("far", "1"));
            failsWith(ErrorCode.REGISTRY_UNREACHABLE, "in time", () -> connection.manifest("guarded", "1"));
            failsWith(ErrorCode.REGISTRY_UNREACHABLE, "in time", () -> connection.tags("long"));
        } finally {
            closing.countDown();
        }
    }

    @Test
    @DisplayName("catalogue 84: all calls of a connection share a deadline too")
    void oneDeadlineForAConnection() {
        registry.on("/v2/", json(200, "{}"));
        try (RegistryClient hasty = new RegistryClient(
                        List.of("127.0.0.2/32"),
                        InetAddress::getAllByName,
                        new RegistryClient.Patience(Duration.ofSeconds(30), Duration.ofNanos(1)));
                RegistryConnection connection = hasty.open(new Endpoint(registry.host(), true, "", "", ""))) {
            failsWith(ErrorCode.REGISTRY_UNREACHABLE, "in time", connection::ping);
        }
        assertThat(registry.asked()).isEmpty();
    }

    @Test
    @DisplayName("catalogue 13, 84: what is nested or filled beyond any good answer is not unfolded")
    void bombs() {
        String deep = "{\"tags\":" + "[".repeat(200) + "]".repeat(200) + "}";
        String full = "{\"tags\":[" + "{},".repeat(120_000) + "{}]}";
        String number = "{\"tags\":[" + "9".repeat(1_000) + "]}";
        for (String bomb : List.of(deep, full, number)) {
            registry.on("/v2/app/tags/list", json(200, bomb));
            registry.on("/v2/app/manifests/1", json(200, bomb.replace("tags", "manifests")));
            registry.on("/v2/_catalog", json(200, bomb.replace("tags", "repositories")));
            registry.on("/v2/app/manifests/2", json(404, bomb.replace("tags", "errors")));
            try (RegistryConnection connection = open()) {
                failsWith(ErrorCode.REGISTRY_ERROR, "than any good one", () -> connection.tags("app"));
                failsWith(ErrorCode.REGISTRY_ERROR, "than any good one", () -> connection.manifest("app", "1"));
                failsWith(ErrorCode.REGISTRY_ERROR, "than any good one", () -> connection.catalogue(10, ""));
                failsWith(ErrorCode.REGISTRY_NOT_FOUND, "", () -> connection.manifest("app", "2"));
            }
        }
    }

    @Test
    @DisplayName("what a tag names is asked with a HEAD alone, which counts as no pull")
    void aHeadIsNoPull() {
        Digest config = registry.blob("app", "{}");
        registry.on(
                "/v2/app/manifests/1",
                exchange -> answer(exchange, 200, IMAGE, image(config, 1).getBytes(StandardCharsets.UTF_8)));
        try (RegistryConnection connection = open()) {
            assertThat(connection.head("app", "1")).isEmpty();
            assertThat(registry.asked())
                    .extracting(PlayedRegistry.Asked::method)
                    .containsExactly("HEAD");
            assertThat(connection.look("app", "1").digest()).isEqualTo(Digest.ofText(image(config, 1)));
        }
    }

    @Test
    @DisplayName("catalogue 84: a limit is told with the window that it counts in, also by a token service")
    void limits() {
        registry.on("/v2/hub/manifests/1", exchange -> {
            exchange.getResponseHeaders().set("RateLimit-Limit", "100;w=21600");
            json(429, "{}").to(exchange);
        });
        registry.on("/v2/", challenge("Bearer realm=\"http://" + registry.host() + "/token\"", json(200, "{}"), "-"));
        registry.on("/token", exchange -> {
            exchange.getResponseHeaders().set("Retry-After", "77");
            json(429, "{}").to(exchange);
        });
        try (RegistryConnection connection = open()) {
            failsWith(ErrorCode.REGISTRY_RATE_LIMITED, "wait 21600 s", () -> connection.manifest("hub", "1"));
            assertThat(connection.retryAfter()).contains(Duration.ofHours(6));
            failsWith(ErrorCode.REGISTRY_RATE_LIMITED, "wait 77 s", connection::ping);
            assertThat(connection.retryAfter()).contains(Duration.ofSeconds(77));
        }
    }

    @Test
    void whatIsNotOfItsDigestIsNotTaken() {
        Digest config = registry.blob("app", "{\"os\":\"linux\"}");
        registry.on("/v2/app/blobs/" + config, json(200, "{\"os\":\"other\"}"));
        registry.on("/v2/app/manifests/1", exchange -> {
            exchange.getResponseHeaders().set("Docker-Content-Digest", "sha256:" + "0".repeat(64));
            answer(exchange, 200, IMAGE, image(config, 1).getBytes(StandardCharsets.UTF_8));
        });
        registry.on("/v2/app/manifests/" + config, json(200, image(config, 1)));
        try (RegistryConnection connection = open()) {
            failsWith(ErrorCode.REGISTRY_ERROR, "digest", () -> connection.manifest("app", "1"));
            failsWith(ErrorCode.REGISTRY_ERROR, "digest", () -> connection.manifest("app", config.value()));
            failsWith(ErrorCode.REGISTRY_ERROR, "digest", () -> connection.config("app", config));
        }
    }

    @Test
    void nothingButARepositoryAndATagGoesIntoAnAddress() {
        try (RegistryConnection connection = open()) {
            for (String repository : List.of("a/../b", "..", "A", "a//b", "a?x", "a/manifests/../b", "")) {
                failsWith(ErrorCode.INVALID_REFERENCE, "", () -> connection.tags(repository));
            }
            failsWith(ErrorCode.INVALID_REFERENCE, "", () -> connection.manifest("a", "../../x"));
            failsWith(ErrorCode.INVALID_REQUEST, "", () -> connection.catalogue(10, "n=1 HTTP/1.1\r\nX: y"));
        }
        assertThat(registry.asked()).isEmpty();
    }

    @Test
    void aDeleteThatIsSwitchedOffSaysSo() {
        Digest digest = Digest.ofText("x");
        registry.on(
                "/v2/app/manifests/" + digest,
                json(405, "{\"errors\":[{\"code\":\"UNSUPPORTED\",\"message\":\"The operation is unsupported.\"}]}"));
        try (RegistryConnection connection = open()) {
            failsWith(ErrorCode.REGISTRY_UNSUPPORTED, "unsupported", () -> connection.delete("app", digest));
        }
    }

    @Test
    @DisplayName("catalogue 84: nobody there, no such name")
    void whatIsNotThereIsToldApart() {
        PlayedRegistry gone = new PlayedRegistry("127.0.0.2");
        gone.close();
        try (RegistryConnection connection = open(gone.host(), "")) {
            failsWith(ErrorCode.REGISTRY_UNREACHABLE, "nothing listens", connection::ping);
            assertThat(connection.answered()).isFalse();
        }
    }

    private static void failsWith(ErrorCode code, String words, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(LongshoreException.class, fault -> {
            assertThat(fault.code()).as(fault.reason()).isEqualTo(code);
            assertThat(fault.reason()).contains(words).doesNotContain(PASSWORD);
        });
    }
}
