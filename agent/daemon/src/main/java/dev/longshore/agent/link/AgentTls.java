package dev.longshore.agent.link;

import dev.longshore.model.JoinTokenText;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** TLS contexts of the agent: without a certificate of its own before enrolment and in recovery, with it otherwise. */
final class AgentTls {

    private AgentTls() {}

    /** Shows no certificate; trusts the root that the token names. */
    static SSLContext enrolling(JoinTokenText token) {
        return context(null, ServerTrust.of(token));
    }

    /** Shows no certificate, because the one there is has run out. */
    static SSLContext recovering(Identity identity) {
        return context(null, ServerTrust.of(identity));
    }

    /** Both ends show certificates. A renewed identity needs a context of its own. */
    static SSLContext mutual(Identity identity) {
        return context(new OneKey(identity), ServerTrust.of(identity));
    }

    private static SSLContext context(@Nullable KeyManager key, TrustManager trust) {
        try {
            SSLContext context = SSLContext.getInstance("TLSv1.3");
            context.init(key == null ? new KeyManager[0] : new KeyManager[] {key}, new TrustManager[] {trust}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has TLS 1.3", e);
        }
    }

    /** Always the agent's one key. */
    private static final class OneKey extends X509ExtendedKeyManager {

        private static final String ALIAS = "agent";
        private final Identity identity;

        OneKey(Identity identity) {
            this.identity = identity;
        }

        @Override
        public String[] getClientAliases(String keyType, Principal[] issuers) {
            return new String[] {ALIAS};
        }

        @Override
        public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
            return ALIAS;
        }

        @Override
        public String chooseEngineClientAlias(String[] keyTypes, Principal[] issuers, SSLEngine engine) {
            return ALIAS;
        }

        @Override
        public String @Nullable [] getServerAliases(String keyType, Principal[] issuers) {
            return null;
        }

        @Override
        public @Nullable String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
            return null;
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return identity.chain().toArray(X509Certificate[]::new);
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return identity.key().getPrivate();
        }
    }
}
