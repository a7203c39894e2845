package dev.longshore.e2e;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import dev.longshore.lab.LabHost;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The server's jar and an agent's jar for each host, run as programs of their own, and a browser that is signed in. */
final class Installation {

    static final String PASSWORD = "correct-horse-battery-1";

    private static @Nullable Installation shared;
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Path folder;
    private final int port = freePort();
    private final int agentPort = freePort();
    private final Process server;
    private final Map<String, Process> agents = new HashMap<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private final Playwright playwright =
            Playwright.create(new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    private final Browser browser;
    private final String token;

    /** One for all tests of this JVM: it goes when the JVM does. Hosts that a test joins stay. */
    static synchronized Installation shared() {
        var made = shared;
        if (made == null) {
            made = new Installation();
            shared = made;
            Runtime.getRuntime().addShutdownHook(new Thread(made::endPrograms, "installation-down"));
        }
        return made;
    }

    private Installation() {
        try {
            folder = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "e2e");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server = run(
                "server",
                List.of(
                        "-Xmx512m",
                        "-XX:TieredStopAtLevel=1",
                        "-Dspring.aot.enabled=true", // as the images start it
                        "-jar",
                        jar("target", "longshore-frontend-", "-boot.jar")),
                Map.of(
                        "LONGSHORE_DATA_DIR", folder.resolve("data").toString(),
                        "LONGSHORE_PORT", Integer.toString(port),
                        "LONGSHORE_AGENT_PORT", Integer.toString(agentPort),
                        "LONGSHORE_TLS", "off",
                        "LONGSHORE_ADMIN_PASSWORD", PASSWORD));
        until("the server is ready", Duration.ofMinutes(4), () -> log("server").contains("Longshore is ready"));
        var basic =
                "Basic " + Base64.getEncoder().encodeToString(("admin:" + PASSWORD).getBytes(StandardCharsets.UTF_8));
        token = post("/api/v1/tokens", basic, "{\"name\":\"e2e\"}").get("token").asString();
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(Path.of("/usr/bin/chromium"))
                        .setArgs(List.of(
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-quic",
                                "--no-first-run",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync")));
    }

    /** Starts an agent for the host unless it has one, and waits until the server calls it online. */
    void join(LabHost host) {
        join(host, Map.of());
    }

    /** The same, with more variables in the agent's environment. */
    void join(LabHost host, Map<String, String> more) {
        if (agents.containsKey(host.name())) {
            return;
        }
        var joinToken = post("/api/v1/join-tokens", "Bearer " + token, "{\"hostName\":\"" + host.name() + "\"}")
                .get("token")
                .asString();
        startAgent(host.name(), joinToken, host, more);
        until(
                host.name() + " is online",
                Duration.ofMinutes(2),
                () -> state(host.name()).equals("online"));
    }

    /** Starts an agent by that name for the engine of a host. */
    void startAgent(String name, String joinToken, LabHost engine) {
        startAgent(name, joinToken, engine, Map.of());
    }

    private void startAgent(String name, String joinToken, LabHost engine, Map<String, String> more) {
        var environment = new HashMap<>(Map.of(
                "LONGSHORE_SERVER", "https://localhost:" + agentPort,
                "LONGSHORE_TOKEN", joinToken,
                "LONGSHORE_STATE_DIR", folder.resolve("state-" + name).toString(),
                "LONGSHORE_POLICY_FILE", folder.resolve("none").toString(),
                "DOCKER_HOST", engine.socket()));
        environment.putAll(more);
        agents.put(
                name,
                run("agent-" + name, List.of("-Xmx64m", "-XX:TieredStopAtLevel=1", "-jar", agentJar()), environment));
    }

    /** Ends the agent of that name. */
    void endAgent(String name) {
        var agent = agents.remove(name);
        if (agent != null) {
            end(agent);
        }
    }

    /** The host's state as the API tells it; empty without such a host. */
    String state(String name) {
        for (JsonNode host : get("/api/v1/hosts").get("items")) {
            if (host.get("name").asString().equals(name)) {
                return host.get("state").asString();
            }
        }
        return "";
    }

    /** A tab that is signed in as the administrator. */
    Page page(ColorScheme colors, int widthPx, int heightPx) {
        return page(colors, widthPx, heightPx, "en-US");
    }

    /** The same in a language. */
    Page page(ColorScheme colors, int widthPx, int heightPx, String locale) {
        var page = anonymous(colors, widthPx, heightPx, locale);
        signIn(page, "admin", PASSWORD);
        page.waitForURL(url -> !url.contains("login"));
        return page;
    }

    /** A tab of a browser that nobody is signed in with. */
    Page anonymous(ColorScheme colors, int widthPx, int heightPx) {
        return anonymous(colors, widthPx, heightPx, "en-US");
    }

    private Page anonymous(ColorScheme colors, int widthPx, int heightPx, String locale) {
        var context = browser.newContext(new Browser.NewContextOptions()
                .setViewportSize(widthPx, heightPx)
                .setLocale(locale)
                .setColorScheme(colors));
        var page = context.newPage();
        page.setDefaultTimeout(60_000);
        return page;
    }

    /** Fills in the sign-in and sends it. */
    void signIn(Page page, String name, String password) {
        page.navigate(address("login"));
        page.locator("input[name=username]").fill(name);
        page.locator("input[name=password]").fill(password);
        page.locator("input[name=password]").press("Enter");
    }

    /** Has the server ask registries now what their tags name. */
    void lookForUpdates() {
        post("/api/v1/images/updates", "Bearer " + token, "");
    }

    /** The status that a request with these headers, name after name and value, is answered with. */
    int status(String path, String... headers) {
        var request = HttpRequest.newBuilder(URI.create(address(path)))
                .headers(headers)
                .GET()
                .build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    String address(String path) {
        return "http://localhost:" + port + "/" + path;
    }

    /** Keeps what the page looks like, for people. */
    static void screenshot(Page page, String name) {
        page.screenshot(new Page.ScreenshotOptions().setPath(Path.of("target", "screenshots", name + ".png")));
    }

    private JsonNode get(String path) {
        return send(HttpRequest.newBuilder(URI.create(address(path.substring(1))))
                .header("Authorization", "Bearer " + token)
                .GET()
                .build());
    }

    private JsonNode post(String path, String authorization, String body) {
        return send(HttpRequest.newBuilder(URI.create(address(path.substring(1))))
                .header("Authorization", authorization)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    private JsonNode send(HttpRequest request) {
        try {
            var response = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() / 100 != 2) {
                throw new AssertionError(request.uri() + ": " + response.statusCode() + " " + response.body());
            }
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private Process run(String name, List<String> arguments, Map<String, String> environment) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(arguments);
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".log").toFile());
        builder.environment().putAll(environment);
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the program has written so far. */
    String log(String name) {
        try {
            return Files.readString(folder.resolve(name + ".log"));
        } catch (IOException _) {
            return "";
        }
    }

    private static String agentJar() {
        return jar("../agent/daemon/target", "longshore-agent", ".jar");
    }

    private static String jar(String directory, String start, String end) {
        try (var files = Files.list(Path.of(directory))) {
            return files.map(Path::toString)
                    .filter(file -> Path.of(file).getFileName().toString().startsWith(start) && file.endsWith(end))
                    .min(Comparator.comparingInt(String::length))
                    .orElseThrow(() -> new AssertionError(
                            "no " + start + "…" + end + " in " + directory + ": build the jars first (mvn package)"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for a condition, at most so long. */
    static void until(String what, Duration most, BooleanSupplier condition) {
        long end = System.nanoTime() + most.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("waited " + most.toSeconds() + " s, and still not: " + what);
            }
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void end(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private void endPrograms() {
        agents.values().forEach(Installation::end);
        end(server);
    }
}
