package dev.longshore;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * {@code longshore train}: the run from which an AOT cache is recorded. Starts on ports that are free, answers its own
 * first requests, and ends by itself, because a JVM that is killed leaves no usable cache. Give it a data directory that
 * can be thrown away.
 */
final class TrainCommand {

    private static final List<String> PAGES =
            List.of("/actuator/health", "/login", "/setup", "/api/v1/hosts", "/longshore/app.css");

    private TrainCommand() {}

    /** Exit status: 0 if the server started and answered. */
    static int run() {
        try (ConfigurableApplicationContext context =
                SpringApplication.run(Longshore.class, "--longshore.port=0", "--longshore.agent-port=0")) {
            boolean tls = context.getBean(LongshoreSettings.class).tls();
            String port = context.getEnvironment().getRequiredProperty("local.server.port");
            return visit((tls ? "https" : "http") + "://127.0.0.1:" + port);
        }
    }

    private static int visit(String server) {
        try (HttpClient client = HealthCommand.client()) {
            for (String page : PAGES) {
                HttpRequest request = HttpRequest.newBuilder(URI.create(server + page))
                        .timeout(Duration.ofSeconds(60))
                        .build();
                int status = client.send(request, HttpResponse.BodyHandlers.discarding())
                        .statusCode();
                if (status >= 500) {
                    System.err.println("Training: " + page + " answered " + status);
                    return 1;
                }
            }
            return 0;
        } catch (IOException | GeneralSecurityException trouble) {
            System.err.println("Training: the server does not answer at " + server + ": " + trouble);
            return 1;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }
}
