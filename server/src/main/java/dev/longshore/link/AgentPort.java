package dev.longshore.link;

import dev.longshore.LongshoreSettings;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;
import org.apache.tomcat.util.threads.VirtualThreadExecutor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** The two ports of the server: browsers' with TLS as the settings say, and agents' with TLS 1.3 and certificates. */
@Component
class AgentPort implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

    private static final Logger log = LoggerFactory.getLogger(AgentPort.class);
    private static final int HEADER_TIMEOUT_MS = 30_000;
    private static final int BODY_TIMEOUT_MS = (int) TimeUnit.MINUTES.toMillis(10);
    private static final char[] IN_MEMORY = "in-memory".toCharArray();

    private final LongshoreSettings settings;
    private final CertificateAuthority authority;
    private final Clock clock;
    private final Connector agents = new Connector(new Http11NioProtocol());
    private volatile Connector browsers = agents;

    AgentPort(LongshoreSettings settings, CertificateAuthority authority, Clock clock) {
        this.settings = settings;
        this.authority = authority;
        this.clock = clock;
    }

    /** The agents' port, the one the system chose if the settings say 0; -1 before the start. */
    int port() {
        return agents.getLocalPort();
    }

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        factory.setPort(settings.port());
        factory.addConnectorCustomizers(this::customizeBrowsers);
        customizeAgents();
        factory.addAdditionalConnectors(agents);
        factory.addContextValves(new AgentGate(agents));
    }

    private void customizeBrowsers(Connector connector) {
        if (connector.equals(agents) || !settings.tls()) {
            return;
        }
        browsers = connector;
        SSLHostConfig tls = new SSLHostConfig();
        tls.setProtocols("TLSv1.2+TLSv1.3");
        if (settings.tlsCertFile() != null && settings.tlsKeyFile() != null) {
            if (!Files.isReadable(settings.tlsCertFile()) || !Files.isReadable(settings.tlsKeyFile())) {
                throw new LongshoreException(
                        ErrorCode.INVALID_REQUEST,
                        "LONGSHORE_TLS_CERT_FILE or LONGSHORE_TLS_KEY_FILE can't be read",
                        "Give paths of PEM files that the server may read.");
            }
            SSLHostConfigCertificate given = new SSLHostConfigCertificate(tls, SSLHostConfigCertificate.Type.UNDEFINED);
            given.setCertificateFile(settings.tlsCertFile().toAbsolutePath().toString());
            given.setCertificateKeyFile(settings.tlsKeyFile().toAbsolutePath().toString());
            tls.addCertificate(given);
        } else {
            tls.addCertificate(ownCertificate(tls));
        }
        secure(connector, tls);
    }

    private void customizeAgents() {
        SSLHostConfig tls = new SSLHostConfig();
        tls.setProtocols("TLSv1.3");
        // Optional, because enrolment comes without one; every other path demands it.
        tls.setCertificateVerification("optional");
        tls.setTrustStore(trustStore());
        tls.addCertificate(ownCertificate(tls));
        secure(agents, tls);
        agents.setPort(settings.agentPort());
        agents.setXpoweredBy(false);
        if (agents.getProtocolHandler() instanceof AbstractHttp11Protocol<?> protocol) {
            protocol.setExecutor(new VirtualThreadExecutor("agent-port-"));
            protocol.setConnectionTimeout(HEADER_TIMEOUT_MS);
            protocol.setDisableUploadTimeout(false);
            protocol.setConnectionUploadTimeout(BODY_TIMEOUT_MS);
            protocol.setMaxSwallowSize(64 * 1024);
        }
    }

    private static void secure(Connector connector, SSLHostConfig tls) {
        connector.setScheme("https");
        connector.setSecure(true);
        connector.addSslHostConfig(tls);
        if (connector.getProtocolHandler() instanceof AbstractHttp11Protocol<?> protocol) {
            protocol.setSSLEnabled(true);
        }
    }

    private SSLHostConfigCertificate ownCertificate(SSLHostConfig tls) {
        SSLHostConfigCertificate own = new SSLHostConfigCertificate(tls, SSLHostConfigCertificate.Type.UNDEFINED);
        own.setCertificateKeystore(keyStore());
        own.setCertificateKeystorePassword(new String(IN_MEMORY));
        own.setCertificateKeyAlias("server");
        return own;
    }

    private KeyStore keyStore() {
        CertificateAuthority.ServerLeaf leaf = authority.leaf();
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry(
                    "server", leaf.key(), IN_MEMORY, new Certificate[] {leaf.certificate(), authority.root()});
            return store;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("a key store in memory failed", e);
        }
    }

    private KeyStore trustStore() {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry("root", authority.root());
            return store;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("a trust store in memory failed", e);
        }
    }

    /** The server's own certificate lasts 90 days; a server that runs longer takes up a new one without a restart. */
    @Scheduled(fixedDelay = 6, timeUnit = TimeUnit.HOURS, initialDelay = 6)
    void renewCertificate() {
        if (!authority.renewLeafIfDue()) {
            return;
        }
        for (Connector connector : new Connector[] {agents, browsers}) {
            if (connector.getProtocolHandler() instanceof AbstractHttp11Protocol<?> protocol) {
                for (SSLHostConfig tls : protocol.findSslHostConfigs()) {
                    tls.getCertificates().stream()
                            .filter(certificate -> certificate.getCertificateFile() == null)
                            .forEach(certificate -> certificate.setCertificateKeystore(keyStore()));
                }
                protocol.reloadSslHostConfigs();
            }
        }
        log.info("the server's certificate was renewed");
    }

    @Scheduled(fixedDelay = 24, timeUnit = TimeUnit.HOURS)
    void lookAtGivenCertificate() {
        if (settings.tls() && settings.tlsCertFile() != null) {
            new GivenCertificate(settings.tlsCertFile())
                    .trouble(clock.instant())
                    .ifPresent(trouble -> log.warn("{}", trouble));
        }
    }
}
