package dev.longshore.link;

import dev.longshore.link.LinkIncident.Kind;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.LinkIdentity;
import dev.longshore.model.LongshoreException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Tells who an agent is, and whether it is still welcome. The certificate's URI is the identity; the key must be the one
 * that was bound at enrolment; and a generation below one already seen means that two machines hold one identity.
 */
@Component
class Admission {

    private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";

    private final CertificateAuthority authority;
    private final MemberStore members;
    private final Sessions sessions;
    private final Listeners listeners;
    private final Clock clock;

    Admission(
            CertificateAuthority authority, MemberStore members, Sessions sessions, Listeners listeners, Clock clock) {
        this.authority = authority;
        this.members = members;
        this.sessions = sessions;
        this.listeners = listeners;
        this.clock = clock;
    }

    /**
     * Checks the certificate that the TLS handshake proved.
     *
     * @throws LongshoreException {@code CERTIFICATE_REFUSED}, {@code HOST_REVOKED} or {@code HOST_QUARANTINED}
     */
    Peer identify(X509Certificate @Nullable [] chain, String address) {
        if (chain == null || chain.length == 0) {
            throw refused("no certificate was shown");
        }
        X509Certificate shown = chain[0];
        if (!(LinkIdentity.of(shown) instanceof LinkIdentity.Agent agent)
                || !agent.install().equals(authority.install())
                || !isForClients(shown)) {
            throw refused("the certificate shown is not an agent's of this install");
        }
        HostRecord host = members.host(agent.host()).orElse(null);
        if (host == null) {
            listeners.incident(new LinkIncident(
                    Kind.CERTIFICATE_REFUSED, agent.host(), address, "a certificate of ours for a host not known"));
            throw refused("this host is not known here");
        }
        if (host.removedMs() != null) {
            throw new LongshoreException(ErrorCode.HOST_REVOKED, "this host was removed");
        }
        if (!AgentCertificate.thumbprint(shown.getPublicKey()).equals(host.keyThumbprint())) {
            listeners.incident(new LinkIncident(
                    Kind.CERTIFICATE_REFUSED, host.id(), address, "a key that is not the one bound at enrolment"));
            throw refused("the key is not the one bound at enrolment");
        }
        if (host.quarantinedMs() != null) {
            throw new LongshoreException(ErrorCode.HOST_QUARANTINED, "two machines used this identity");
        }
        return new Peer(host, AgentCertificate.generation(shown), shown, address);
    }

    /** A stream may not be opened with a generation that is already dead; it was begun in a race with a renewal. */
    void checkCurrent(Peer peer) {
        if (peer.generation() < peer.host().seenGeneration()) {
            throw refused("the certificate was replaced meanwhile");
        }
    }

    /** To be asked at each dial and renewal: kills lower generations, and finds clones by them. */
    void admit(Peer peer) {
        HostRecord host = peer.host();
        if (peer.generation() < host.seenGeneration()) {
            members.quarantine(host.id(), clock.millis());
            sessions.end(host.id(), "QUARANTINED", "two machines use this identity");
            listeners.incident(new LinkIncident(
                    Kind.CLONE_QUARANTINED,
                    host.id(),
                    peer.address(),
                    "certificate generation " + peer.generation() + " came back after " + host.seenGeneration()));
            listeners.tell(listener -> listener.hostChanged(host.id()));
            throw new LongshoreException(ErrorCode.HOST_QUARANTINED, "two machines used this identity");
        }
        if (peer.generation() > host.issuedGeneration()) {
            listeners.incident(new LinkIncident(
                    Kind.RESTORED_SERVER,
                    host.id(),
                    peer.address(),
                    "certificate generation " + peer.generation() + " is newer than the database knows ("
                            + host.issuedGeneration() + "); was the server restored from a backup?"));
        }
        if (peer.generation() > host.seenGeneration()) {
            members.seen(host.id(), peer.generation());
        }
    }

    private static boolean isForClients(X509Certificate certificate) {
        try {
            List<String> usages = certificate.getExtendedKeyUsage();
            return usages != null && usages.contains(CLIENT_AUTH);
        } catch (CertificateParsingException e) {
            return false;
        }
    }

    private static LongshoreException refused(String why) {
        return new LongshoreException(ErrorCode.CERTIFICATE_REFUSED, why);
    }
}
