package dev.longshore;

import static dev.longshore.MatrixHosts.FOREIGN;
import static dev.longshore.MatrixHosts.MISSING;
import static dev.longshore.MatrixHosts.OWN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.MatrixHosts.Person;
import dev.longshore.access.Actor;
import dev.longshore.access.Permission;
import dev.longshore.model.HostId;
import dev.longshore.model.ImageRef;
import dev.longshore.operations.OperationRequest;
import dev.longshore.operations.Operations;
import dev.longshore.operations.Task;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Every route of the API, for everybody. A route without a row here fails. */
@DisplayName("catalogue 16, 18: every route x role x own, foreign and missing host, and nobody at all")
class RouteMatrixIT {

    private static final String IMAGE = "sha256:" + "a".repeat(64);

    @TempDir
    static Path dir;

    private static TestServer server;
    private static long registry;
    private static final Map<String, String> TOKENS = new HashMap<>();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @BeforeAll
    static void start() throws Exception {
        MatrixHosts.enrol(dir.resolve("data"));
        server = TestServer.start(dir.resolve("data"));
        MatrixHosts.hire(server);
        registry = MatrixHosts.registry(server);
        for (Person person : MatrixHosts.PEOPLE) {
            TOKENS.put(person.name(), server.token(person.name(), MatrixHosts.PASSWORD));
        }
    }

    @AfterAll
    static void stop() {
        HTTP.shutdownNow();
        server.close();
    }

    /**
     * One row.
     *
     * @param needs null if nothing but sight of the host, or nothing at all
     * @param path of a host; null if the route is not about one host
     */
    private record Row(
            String route,
            @Nullable Permission needs,
            @Nullable Function<HostId, String> path,
            Function<HostId, String> body,
            String query) {

        Row(
                String route,
                @Nullable Permission needs,
                @Nullable Function<HostId, String> path,
                Function<HostId, String> body) {
            this(route, needs, path, body, "");
        }

        String method() {
            return route.substring(0, route.indexOf(' '));
        }

        String path(HostId host) {
            return path == null
                    ? route.substring(route.indexOf(' ') + 1).replace("{id}", String.valueOf(registry)) + query
                    : path.apply(host);
        }
    }

    private static Row global(String route, @Nullable Permission needs, String body) {
        return new Row(route, needs, null, _ -> body);
    }

    private static Row inRegistry(String route, Permission needs, String query) {
        return new Row(route, needs, null, _ -> "", "?" + query);
    }

    private static Row onHost(String route, Permission needs, Function<HostId, String> body) {
        String pattern = route.substring(route.indexOf(' ') + 1);
        return new Row(
                route,
                needs,
                host -> pattern.replace("{id}", host.value())
                        .replace("{imageId}", IMAGE)
                        .replace("{diffId}", IMAGE)
                        .replace("{kind}", "info"),
                body);
    }

    private static Row onOperation(String route, Permission needs) {
        String pattern = route.substring(route.indexOf(' ') + 1);
        return new Row(route, needs, host -> pattern.replace("{id}", startedByBoss(host)), _ -> "");
    }

    private static Row start(Permission needs, String fields) {
        return new Row(
                "POST /api/v1/operations",
                needs,
                _ -> "/api/v1/operations",
                host -> "{\"hosts\":[\"" + host + "\"]," + fields.replace("HOST", host.value()) + "}");
    }

    private static Row load(Permission needs, String more) {
        return new Row(
                "POST /api/v1/images/import",
                needs,
                host -> "/api/v1/images/import?host=" + host + more,
                _ -> "no archive");
    }

    private static Row compare(Permission needs, String more) {
        return new Row(
                "GET /api/v1/images/compare",
                needs,
                host -> "/api/v1/images/compare?left=" + host + "/" + IMAGE + "&right=" + host + "/" + IMAGE + more,
                _ -> "");
    }

    private static Row build(Permission needs, String more) {
        return new Row(
                "POST /api/v1/images/build",
                needs,
                host -> "/api/v1/images/build?host=" + host + more,
                _ -> "FROM scratch");
    }

    private static List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        rows.add(global("GET /api/v1/tokens", null, ""));
        rows.add(global("POST /api/v1/tokens", null, "{\"name\":\"more\"}"));
        rows.add(new Row("DELETE /api/v1/tokens/{id}", null, _ -> "/api/v1/tokens/999999", _ -> ""));
        rows.add(global("GET /api/v1/audit", Permission.AUDIT_VIEW, ""));
        rows.add(global("GET /api/v1/audit/verification", Permission.AUDIT_VIEW, ""));
        rows.add(global("GET /api/v1/audit/export", Permission.AUDIT_VIEW, ""));
        rows.add(global("GET /api/v1/hosts", null, ""));
        rows.add(global("GET /api/v1/images", null, ""));
        rows.add(global("GET /api/v1/containers", null, ""));
        rows.add(global("GET /api/v1/operations", null, ""));
        rows.add(global("GET /api/v1/events", null, ""));
        rows.add(global("GET /api/v1/openapi", null, ""));
        rows.add(global("GET /api/v1/openapi.yaml", null, ""));
        rows.add(global(
                "POST /api/v1/join-tokens",
                Permission.HOST_ADD,
                "{\"hostName\":\"x\",\"agentUrl\":\"https://longshore.example:8444\"}"));
        rows.add(onHost("GET /api/v1/hosts/{id}", Permission.FLEET_VIEW, _ -> ""));
        rows.add(onHost("GET /api/v1/hosts/{id}/runtimes", Permission.FLEET_VIEW, _ -> ""));
        rows.add(onHost("GET /api/v1/hosts/{id}/images", Permission.FLEET_VIEW, _ -> ""));
        rows.add(onHost("GET /api/v1/hosts/{id}/images/{imageId}", Permission.FLEET_VIEW, _ -> ""));
        rows.add(new Row(
                "GET /api/v1/hosts/{id}/images/copy-preview",
                Permission.FLEET_VIEW,
                host -> "/api/v1/hosts/" + host + "/images/copy-preview?ref=nginx:1.27&to=" + host,
                _ -> ""));
        rows.add(new Row(
                "GET /api/v1/images/{imageId}/layers",
                Permission.FLEET_VIEW,
                host -> "/api/v1/images/" + IMAGE + "/layers?host=" + host,
                _ -> ""));
        rows.add(onHost(
                "GET /api/v1/hosts/{id}/images/{imageId}/layers/{diffId}/files", Permission.IMAGE_FILES, _ -> ""));
        rows.add(compare(Permission.FLEET_VIEW, ""));
        rows.add(compare(Permission.IMAGE_FILES, "&files=true"));
        rows.add(onHost("GET /api/v1/hosts/{id}/prune-preview", Permission.FLEET_VIEW, _ -> ""));
        rows.add(onHost("GET /api/v1/hosts/{id}/raw/{kind}", Permission.RAW_INSPECT, _ -> ""));
        rows.add(onHost(
                "PATCH /api/v1/hosts/{id}",
                Permission.HOST_ADD,
                host -> "{\"name\":\"" + (host.equals(OWN) ? "own" : "foreign") + "\"}"));
        rows.add(start(Permission.IMAGE_PULL, "\"type\":\"pull\",\"reference\":\"nginx:1.27\""));
        rows.add(start(Permission.IMAGE_PUSH, "\"type\":\"push\",\"target\":\"nginx:1.27\""));
        rows.add(start(Permission.IMAGE_TAG, "\"type\":\"tag\",\"source\":\"nginx:1.27\",\"target\":\"web:1\""));
        rows.add(start(
                Permission.IMAGE_TAG_OVERWRITE,
                "\"type\":\"tag\",\"source\":\"nginx:1.27\",\"target\":\"web:1\",\"overwrite\":true"));
        rows.add(start(
                Permission.IMAGE_COMMIT,
                "\"type\":\"commit\",\"container\":\"" + "c".repeat(64) + "\",\"target\":\"web:1\""));
        rows.add(start(Permission.IMAGE_REMOVE, "\"type\":\"remove\",\"targets\":[\"nginx:1.27\"]"));
        rows.add(start(
                Permission.IMAGE_PRUNE, "\"type\":\"prune\",\"images\":{\"HOST\":[\"" + IMAGE + "\"]},\"all\":true"));
        rows.add(
                start(
                        Permission.HOST_CONFIGURE,
                        "\"type\":\"mirrors\",\"mirrors\":{\"set\":[\"https://mirror.example\"]},\"seen\":{\"HOST\":\"absent\"}"));
        rows.add(new Row(
                "POST /api/v1/mirrors/preview",
                Permission.HOST_CONFIGURE,
                _ -> "/api/v1/mirrors/preview",
                host -> "{\"hosts\":[\"" + host + "\"],\"mirrors\":{\"set\":[\"https://mirror.example\"]}}"));
        rows.add(new Row(
                "GET /api/v1/hosts/{id}/images/export",
                Permission.IMAGE_SAVE,
                host -> "/api/v1/hosts/" + host + "/images/export?ref=nginx:1.27&compress=gzip",
                _ -> ""));
        rows.add(new Row(
                "GET /api/v1/hosts/{id}/containers/{containerId}/export",
                Permission.CONTAINER_EXPORT,
                host -> "/api/v1/hosts/" + host + "/containers/" + "c".repeat(64) + "/export?compress=zstd",
                _ -> ""));
        rows.add(load(Permission.IMAGE_LOAD, ""));
        rows.add(new Row(
                "POST /api/v1/images/import/check",
                Permission.IMAGE_LOAD,
                host -> "/api/v1/images/import/check?host=" + host,
                _ -> "no archive"));
        rows.add(load(Permission.IMAGE_LOAD, "&kind=rootfs&target=web:1&change=ENV%20A=b"));
        rows.add(load(Permission.IMAGE_TAG_OVERWRITE, "&kind=rootfs&target=web:1&overwrite=true"));
        rows.add(load(Permission.IMAGE_TAG_OVERWRITE, "&overwrite=true"));
        rows.add(build(Permission.IMAGE_BUILD, ""));
        rows.add(build(Permission.IMAGE_TAG, "&tag=web:1"));
        rows.add(build(Permission.IMAGE_TAG_OVERWRITE, "&tag=web:1&overwrite=true"));
        rows.add(onOperation("GET /api/v1/operations/{id}", Permission.FLEET_VIEW));
        rows.add(onOperation("GET /api/v1/operations/{id}/events", Permission.FLEET_VIEW));
        rows.add(onOperation("DELETE /api/v1/operations/{id}", Permission.OPERATION_OTHERS));
        rows.add(onOperation("POST /api/v1/operations/{id}/retry", Permission.OPERATION_OTHERS));
        String another = "{\"name\":\"another\",\"host\":\"another.example\"}";
        rows.add(global("GET /api/v1/registries", null, ""));
        rows.add(global("POST /api/v1/registries", Permission.REGISTRY_ADMIN, another));
        rows.add(global("GET /api/v1/registries/{id}", null, ""));
        rows.add(global("PATCH /api/v1/registries/{id}", Permission.REGISTRY_ADMIN, "{\"name\":\"renamed\"}"));
        rows.add(global("POST /api/v1/images/updates", Permission.REGISTRY_BROWSE, ""));
        rows.add(inRegistry("GET /api/v1/registries/search", Permission.REGISTRY_BROWSE, "q=app"));
        rows.add(new Row(
                "GET /api/v1/hosts/{id}/images/search",
                Permission.IMAGE_PULL,
                host -> "/api/v1/hosts/" + host + "/images/search?q=app",
                _ -> ""));
        rows.add(global("POST /api/v1/registries/{id}/test", Permission.REGISTRY_ADMIN, ""));
        rows.add(global("GET /api/v1/registries/{id}/repositories", Permission.REGISTRY_BROWSE, ""));
        rows.add(inRegistry("GET /api/v1/registries/{id}/tags", Permission.REGISTRY_BROWSE, "repository=a"));
        rows.add(inRegistry(
                "GET /api/v1/registries/{id}/tags/deletion", Permission.REGISTRY_DELETE, "repository=a&tag=1"));
        rows.add(inRegistry(
                "DELETE /api/v1/registries/{id}/tags",
                Permission.REGISTRY_DELETE,
                "repository=a&tag=1&digest=" + IMAGE));
        rows.add(global("DELETE /api/v1/registries/{id}", Permission.REGISTRY_ADMIN, ""));
        rows.add(onHost("DELETE /api/v1/hosts/{id}", Permission.HOST_REMOVE, _ -> ""));
        return rows;
    }

    @Test
    void everyRouteHasItsRow() {
        Set<String> all = new TreeSet<>();
        server.bean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
                .getHandlerMethods()
                .keySet()
                .forEach(info -> all.addAll(routes(info)));
        // what no route answers: leads nowhere for anybody
        assertThat(all.remove("ANY /api/**")).isTrue();
        Set<String> covered = rows().stream().map(Row::route).collect(Collectors.toSet());

        assertThat(all).contains("GET /api/v1/hosts").isSubsetOf(covered);
    }

    private static Set<String> routes(RequestMappingInfo info) {
        Set<String> routes = new TreeSet<>();
        for (String path : info.getPatternValues()) {
            if (path.startsWith("/api/") || path.startsWith("/v3/") || path.startsWith("/swagger")) {
                Set<String> methods = info.getMethodsCondition().getMethods().stream()
                        .map(Enum::name)
                        .collect(Collectors.toSet());
                (methods.isEmpty() ? Set.of("ANY") : methods).forEach(method -> routes.add(method + " " + path));
            }
        }
        return routes;
    }

    @TestFactory
    Stream<DynamicTest> nobodyGetsAnythingWithoutAToken() {
        return rows().stream()
                .map(row -> DynamicTest.dynamicTest(row.route(), () -> {
                    Answer answer = send(row, OWN, null);
                    assertThat(answer.status()).isEqualTo(401);
                    assertThat(answer.body()).contains("UNAUTHENTICATED");
                }));
    }

    @TestFactory
    Stream<DynamicTest> everyRowHoldsForEverybody() {
        return rows().stream()
                .flatMap(row -> MatrixHosts.PEOPLE.stream()
                        .flatMap(person -> hosts(row, person)
                                .map(host -> DynamicTest.dynamicTest(
                                        row.route() + " " + row.needs() + ", " + person + ", " + host,
                                        () -> check(row, person, host)))));
    }

    private static Stream<HostId> hosts(Row row, Person person) {
        if (row.path() == null || row.needs() == null) {
            return Stream.of(OWN);
        }
        if (row.route().startsWith("DELETE /api/v1/hosts/")) {
            // who may remove a host removes one that no other row needs
            return switch (person.name()) {
                case "admin-everywhere" -> Stream.of(MatrixHosts.TO_REMOVE.get(0), MISSING);
                case "admin-of-own" -> Stream.of(MatrixHosts.TO_REMOVE.get(1), FOREIGN, MISSING);
                default -> Stream.of(OWN, FOREIGN, MISSING);
            };
        }
        return Stream.of(OWN, FOREIGN, MISSING);
    }

    private static void check(Row row, Person person, HostId host) throws Exception {
        Answer answer = send(row, host, TOKENS.get(person.name()));
        Permission needs = row.needs();
        boolean aboutHost = row.path() != null && needs != null;
        boolean holds = needs == null
                || (person.role() != null
                        && person.role().permissions().contains(needs)
                        && (person.everywhere()
                                || MatrixHosts.ANYWHERE.contains(needs)
                                || (aboutHost && needs.perHost())));
        if (row.route().equals("POST /api/v1/tokens")) {
            assertThat(answer.status()).as("a token makes no token").isEqualTo(403);
        } else if (aboutHost && !person.sees(host)) {
            assertThat(answer.status()).as(answer.body()).isEqualTo(404);
            assertThat(answer.body()).contains("\"NOT_FOUND\"").doesNotContain("foreign\"");
        } else if (!holds) {
            assertThat(answer.status()).as(answer.body()).isEqualTo(403);
            assertThat(answer.body()).contains("\"FORBIDDEN\"");
        } else {
            assertThat(answer.status()).as(answer.body()).isNotIn(401, 403, 500);
            assertThat(answer.body()).doesNotContain("no host", "no operation");
        }
        if (!person.sees(FOREIGN) && !host.equals(FOREIGN)) {
            assertThat(answer.body()).doesNotContain(FOREIGN.value());
        }
    }

    private record Answer(int status, String body) {}

    /** Of an endless stream only the status is read. */
    private static Answer send(Row row, HostId host, @Nullable String token) throws Exception {
        String body = row.body().apply(host);
        HttpRequest.Builder request = HttpRequest.newBuilder(server.uri(row.path(host)))
                .timeout(Duration.ofSeconds(60))
                .method(row.method(), HttpRequest.BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            request.header("Content-Type", body.startsWith("{") ? "application/json" : "application/x-tar");
        }
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        HttpResponse<java.io.InputStream> answer =
                HTTP.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        try (java.io.InputStream content = answer.body()) {
            boolean endless =
                    answer.headers().firstValue("Content-Type").orElse("").startsWith("text/event-stream");
            return new Answer(
                    answer.statusCode(),
                    endless ? "" : new String(content.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8));
        }
    }

    /** An operation that the boss started on the host; an id that there never was for a missing one. */
    private static String startedByBoss(HostId host) {
        if (host.equals(MISSING)) {
            return "op-" + "0".repeat(26);
        }
        Actor boss = MatrixHosts.actor(server, MatrixHosts.PEOPLE.getFirst());
        Task pull = new Task.Pull(ImageRef.of("nginx:1.27"), false, null);
        return server.bean(Operations.class)
                .start(boss, new OperationRequest(pull, List.of(host), null, null))
                .id()
                .value();
    }
}
