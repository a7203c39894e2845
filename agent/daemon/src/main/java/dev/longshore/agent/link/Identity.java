package dev.longshore.agent.link;

import dev.longshore.model.ErrorCode;
import dev.longshore.model.HostId;
import dev.longshore.model.LinkIdentity;
import dev.longshore.model.LongshoreException;
import dev.longshore.wire.EnrolReply;
import java.io.ByteArrayInputStream;
import java.security.KeyPair;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Who this agent is to its server: the key that never leaves the host, and the certificate made out for it.
 *
 * @param chain leaf first; the last is the pinned root
 * @param generation grows with each renewal
 * @param reply what the server sent, as it is kept on disk
 */
record Identity(
        KeyPair key, List<X509Certificate> chain, HostId host, String install, long generation, EnrolReply reply) {

    /**
     * Reads what the server sent for this key; {@link ErrorCode#CERTIFICATE_REFUSED} if it is not for this key or names
     * another host than the reply does.
     */
    static Identity of(KeyPair key, EnrolReply reply) {
        List<X509Certificate> chain = new ArrayList<>();
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (var der : reply.getChainList()) {
                chain.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der.toByteArray())));
            }
        } catch (CertificateException e) {
            throw new LongshoreException(ErrorCode.CERTIFICATE_REFUSED, "the certificate can't be read", e);
        }
        HostId host = HostId.of(reply.getHostId());
        if (chain.size() < 2
                || !chain.getFirst().getPublicKey().equals(key.getPublic())
                || !new LinkIdentity.Agent(reply.getInstallId(), host).equals(LinkIdentity.of(chain.getFirst()))) {
            throw new LongshoreException(
                    ErrorCode.CERTIFICATE_REFUSED, "the certificate is not made out for this agent's key");
        }
        return new Identity(key, List.copyOf(chain), host, reply.getInstallId(), reply.getGeneration(), reply);
    }

    X509Certificate root() {
        return chain.getLast();
    }

    Instant notBefore() {
        return chain.getFirst().getNotBefore().toInstant();
    }

    Instant notAfter() {
        return chain.getFirst().getNotAfter().toInstant();
    }

    @Override
    public String toString() {
        return host + " generation " + generation + " until " + notAfter();
    }
}
