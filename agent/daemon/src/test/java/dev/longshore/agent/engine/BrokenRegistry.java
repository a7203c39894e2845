package dev.longshore.agent.engine;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.longshore.lab.Lab;
import dev.longshore.lab.LabHost;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A registry with TLS whose repositories each fail in their own way: {@code status-429/x:1} answers 429, {@code cut/x:1}
 * breaks off within the manifest, {@code short/x:1} has a layer that lacks its end, {@code silent/x:1} never answers.
 * A search finds two repositories.
 */
final class BrokenRegistry implements AutoCloseable {

    private static final String FOUND = """
            {"num_results":2,"query":"app","results":[
            {"name":"library/app","description":"The app\\u202e itself","star_count":1234,"is_official":true},
            {"name":"team/app","description":"","star_count":0,"is_official":false}]}""";

    private final HttpsServer server;
    private final String host;
    private final Lab lab;
    private final Queue<String> requests = new ConcurrentLinkedQueue<>();
    private final CountDownLatch closing = new CountDownLatch(1);

    BrokenRegistry(Lab lab) {
        this.lab = lab;
        try {
            server = HttpsServer.create(new InetSocketAddress(lab.address(), 0), 50);
            server.setHttpsConfigurator(new HttpsConfigurator(tls(lab.folder().resolve("registry-tls"))));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        host = lab.address() + ":" + server.getAddress().getPort();
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    /** A reference here. */
    String reference(String repositoryAndTag) {
        return host + "/" + repositoryAndTag;
    }

    /** Lets the host's engine trust this registry as it trusts the lab's own. */
    void trustedBy(LabHost by) {
        for (String folder : List.of("/etc/docker/certs.d/", "/etc/containers/certs.d/")) {
            by.exec("mkdir", "-p", folder + host);
            by.exec("cp", folder + lab.privateRegistry().host() + "/ca.crt", folder + host + "/ca.crt");
        }
    }

    /** How many requests came for a repository. */
    long requests(String repository) {
        return requests.stream()
                .filter(path -> path.startsWith("/v2/" + repository + "/"))
                .count();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        requests.add(path);
        exchange.getResponseHeaders().add("Docker-Distribution-Api-Version", "registry/2.0");
        try (exchange) {
            if (path.startsWith("/v2/status-")) {
                int status = Integer.parseInt(path.substring(11, 14));
                answer(exchange, status, "application/json", error(status));
            } else if (path.startsWith("/v2/cut/")) {
                exchange.getResponseHeaders().add("Docker-Content-Digest", ShortImage.MANIFEST_DIGEST);
                breakOff(exchange);
            } else if (path.startsWith("/v2/short/") && path.contains("/manifests/")) {
                exchange.getResponseHeaders().add("Docker-Content-Digest", ShortImage.MANIFEST_DIGEST);
                answer(exchange, 200, ShortImage.MANIFEST_TYPE, ShortImage.MANIFEST);
            } else if (path.startsWith("/v2/short/")) {
                byte[] blob = path.endsWith(ShortImage.CONFIG_DIGEST) ? ShortImage.CONFIG : ShortImage.LAYER_SENT;
                answer(exchange, 200, "application/octet-stream", blob);
            } else if (path.startsWith("/v1/search")) {
                answer(exchange, 200, "application/json", FOUND.getBytes(StandardCharsets.UTF_8));
            } else if (path.startsWith("/v2/silent/")) {
                closing.await();
            } else {
                answer(exchange, 200, "application/json", "{}".getBytes(StandardCharsets.UTF_8));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void answer(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", type);
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().add("Content-Length", Integer.toString(body.length));
            exchange.sendResponseHeaders(status, -1);
        } else {
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    /** Promises a manifest, and closes the connection after its first bytes. */
    private static void breakOff(HttpExchange exchange) throws IOException {
        if (exchange.getRequestMethod().equals("HEAD")) {
            answer(exchange, 200, ShortImage.MANIFEST_TYPE, ShortImage.MANIFEST);
            return;
        }
        exchange.getResponseHeaders().add("Content-Type", ShortImage.MANIFEST_TYPE);
        exchange.sendResponseHeaders(200, ShortImage.MANIFEST.length);
        exchange.getResponseBody().write(ShortImage.MANIFEST, 0, 40);
        exchange.getResponseBody().flush();
    }

    private static byte[] error(int status) {
        return ("{\"errors\":[{\"code\":\"" + code(status) + "\",\"message\":\"" + word(status) + "\"}]}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String code(int status) {
        return switch (status) {
            case 401 -> "UNAUTHORIZED";
            case 403 -> "DENIED";
            case 404 -> "MANIFEST_UNKNOWN";
            case 429 -> "TOOMANYREQUESTS";
            default -> "UNKNOWN";
        };
    }

    private static String word(int status) {
        return switch (status) {
            case 401 -> "authentication required";
            case 403 -> "requested access to the resource is denied";
            case 404 -> "manifest unknown";
            case 429 -> "too many requests";
            default -> "unknown error";
        };
    }

    private static SSLContext tls(Path folder) throws IOException, GeneralSecurityException {
        String pem = Files.readString(folder.resolve("server.key"));
        String base64 = pem.replaceAll("-----[A-Z ]+-----|\\s", "");
        PrivateKey key = KeyFactory.getInstance("EC")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
        Certificate certificate = CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(folder.resolve("server.crt"))));
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("registry", key, new char[0], new Certificate[] {certificate});
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
    }
}
