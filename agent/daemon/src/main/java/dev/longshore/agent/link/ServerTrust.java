package dev.longshore.agent.link;

import dev.longshore.model.JoinTokenText;
import dev.longshore.model.LinkIdentity;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Trusts one server: its chain ends in the pinned root, and its certificate carries the URI of this install's server.
 * DNS names are not looked at, since agents reach their server by whatever address works. It runs within the handshake,
 * so nothing is sent to a server that fails it.
 */
final class ServerTrust extends X509ExtendedTrustManager {

    private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";

    private final String pin;
    private final @Nullable String install;

    private ServerTrust(String pin, @Nullable String install) {
        this.pin = pin;
        this.install = install;
    }

    /** Before enrolment: only the root is known, by the token. */
    static ServerTrust of(JoinTokenText token) {
        return new ServerTrust(token.pin(), null);
    }

    /** After enrolment: the root and the install. */
    static ServerTrust of(Identity identity) {
        return new ServerTrust(JoinTokenText.pinOf(identity.root().getPublicKey()), identity.install());
    }

    private void check(X509Certificate[] chain) throws CertificateException {
        X509Certificate root = Arrays.stream(chain)
                .filter(certificate -> pin.equals(JoinTokenText.pinOf(certificate.getPublicKey())))
                .findFirst()
                .orElseThrow(() -> new CertificateException(
                        "the server's root is not the one that the token or the enrolment named"));
        X509Certificate leaf = chain[0];
        if (leaf.equals(root)) {
            throw new CertificateException("the server shows its root as its own certificate");
        }
        try {
            root.checkValidity();
            List<X509Certificate> path =
                    Arrays.stream(chain).filter(one -> !one.equals(root)).toList();
            PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(root, null)));
            parameters.setRevocationEnabled(false);
            CertPathValidator.getInstance("PKIX")
                    .validate(CertificateFactory.getInstance("X.509").generateCertPath(path), parameters);
        } catch (GeneralSecurityException e) {
            throw new CertificateException("the server's certificate does not hold: " + e.getMessage(), e);
        }
        List<String> usages = leaf.getExtendedKeyUsage();
        if (usages == null || !usages.contains(SERVER_AUTH)) {
            throw new CertificateException("the certificate shown is not a server's");
        }
        if (!(LinkIdentity.of(leaf) instanceof LinkIdentity.Server server)
                || (install != null && !server.install().equals(install))) {
            throw new CertificateException("the certificate shown is not of this install's server");
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        checkClientTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        checkClientTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("an agent takes no calls");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
