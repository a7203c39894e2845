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
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A registry with TLS whose repositories each fail in their own way: {@code status-429/x:1} answers 429. */
final class BrokenRegistry implements AutoCloseable {

    private final HttpsServer server;
    private final String host;
    private final Lab lab;

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

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        try (exchange) {
            int status = path.startsWith("/v2/status-") ? Integer.parseInt(path.substring(11, 14)) : 200;
            byte[] body = (status == 200
                            ? "{}"
                            : "{\"errors\":[{\"code\":\"" + code(status) + "\",\"message\":\"" + word(status) + "\"}]}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.getResponseHeaders().add("Docker-Distribution-Api-Version", "registry/2.0");
            boolean head = exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(status, head ? -1 : body.length);
            if (!head) {
                exchange.getResponseBody().write(body);
            }
        }
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
        server.stop(0);
    }
}
