package dev.longshore.registries.client;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Opens connections to registries, none of which leads to this machine or its link unless its admin says so. */
public final class RegistryClient implements AutoCloseable {

    private final AddressGuard guard;
    private final Patience patience;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("registry-deadlines").factory());

    /**
     * How long registries are waited for.
     *
     * @param call one call of a connection, with its sign-in, its redirects and all of its pages
     * @param whole all calls of a connection together
     */
    record Patience(Duration call, Duration whole) {

        static final Patience USUAL = new Patience(Duration.ofSeconds(30), Duration.ofMinutes(5));
    }

    /**
     * A client that stays away from this machine and its link.
     *
     * @param networks addresses and networks (CIDR) that may be connected to although they are this machine's or its link's
     */
    public RegistryClient(List<String> networks) {
        this(networks, InetAddress::getAllByName, Patience.USUAL);
    }

    RegistryClient(List<String> networks, AddressGuard.Names names, Patience patience) {
        this.guard = new AddressGuard(networks, names);
        this.patience = patience;
    }

    /** For a while: connects when something is asked, and remembers how to sign in. */
    public RegistryConnection open(Endpoint endpoint) {
        return new RegistryConnection(
                endpoint, new Transport(guard, tls(endpoint.certificateAuthority()), timer), patience);
    }

    private static SSLContext tls(String pem) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, pem.isEmpty() ? null : trusting(pem), null);
            return context;
        } catch (GeneralSecurityException | IOException unreadable) {
            throw new IllegalStateException("a certificate that was read before can't be read now", unreadable);
        }
    }

    /** Everybody's CAs and this one: a token service or a store of blobs may be signed by either. */
    private static TrustManager[] trusting(String pem) throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        int number = 0;
        for (TrustManager each : managers(null)) {
            if (each instanceof X509TrustManager known) {
                for (X509Certificate certificate : known.getAcceptedIssuers()) {
                    trusted.setCertificateEntry("known-" + number++, certificate);
                }
            }
        }
        for (Certificate certificate : CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8)))) {
            trusted.setCertificateEntry("given-" + number++, certificate);
        }
        return managers(trusted);
    }

    private static TrustManager[] managers(@Nullable KeyStore trusted) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        return factory.getTrustManagers();
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
