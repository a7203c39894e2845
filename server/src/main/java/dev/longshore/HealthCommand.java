package dev.longshore;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * {@code longshore health}: asks the server on this machine how it is, for a container's health check. Starts no Spring;
 * the certificate is not checked, since the address is the loopback and nothing secret is sent.
 */
final class HealthCommand {

    private HealthCommand() {}

    /** Exit status: 0 if the server says that it is up, 1 otherwise. */
    static int run(Map<String, String> environment) {
        String scheme = "off".equalsIgnoreCase(environment.getOrDefault("LONGSHORE_TLS", "on")) ? "http" : "https";
        String port = environment.getOrDefault("LONGSHORE_PORT", "8443");
        URI uri = URI.create(scheme + "://127.0.0.1:" + port + "/actuator/health");
        try (HttpClient client = client()) {
            HttpRequest request =
                    HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(5)).build();
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            System.out.println(response.body());
            return response.statusCode() == 200 ? 0 : 1;
        } catch (IOException | GeneralSecurityException trouble) {
            System.err.println("The server does not answer at " + uri + ": " + trouble);
            return 1;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    /** For this machine's own server: whatever certificate it shows is taken. */
    static HttpClient client() throws GeneralSecurityException {
        return HttpClient.newBuilder()
                .sslContext(trustingLoopback())
                .connectTimeout(Duration.ofSeconds(3))
                .build();
    }

    private static SSLContext trustingLoopback() throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new AnyCertificate()}, null);
        return context;
    }

    private static final class AnyCertificate extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, java.net.Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, java.net.Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
