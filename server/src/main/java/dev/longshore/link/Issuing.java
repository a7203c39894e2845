package dev.longshore.link;

import com.google.protobuf.ByteString;
import dev.longshore.link.LinkIncident.Kind;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.HostId;
import dev.longshore.model.JoinTokenText;
import dev.longshore.model.LongshoreException;
import dev.longshore.model.SafeText;
import dev.longshore.wire.EnrolReply;
import dev.longshore.wire.EnrolRequest;
import dev.longshore.wire.RecoverRequest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Gives out certificates: for a join token, for the certificate before, or for the bound key when that has run out. */
@Component
class Issuing {

    private static final Duration SAME_KEY_RETRY = Duration.ofMinutes(5);
    private static final Duration RECOVERABLE = Duration.ofDays(30);
    private static final Pattern NOT_IN_NAMES = Pattern.compile("[^A-Za-z0-9._-]+");
    private static final int MAX_NAME = 63;
    private static final String ID_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";

    private final CertificateAuthority authority;
    private final MemberStore members;
    private final LinkSettings settings;
    private final Listeners listeners;
    private final IncidentAudit audit;
    private final Clock clock;
    private final Nonces nonces;
    private final TransactionTemplate transaction;
    private final SecureRandom random = new SecureRandom();

    Issuing(
            CertificateAuthority authority,
            MemberStore members,
            LinkSettings settings,
            Listeners listeners,
            IncidentAudit audit,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.authority = authority;
        this.members = members;
        this.settings = settings;
        this.listeners = listeners;
        this.audit = audit;
        this.clock = clock;
        this.nonces = new Nonces(clock);
        this.transaction = new TransactionTemplate(transactions);
    }

    /** Enrols a new host. Whatever is wrong with a token, the answer is the same; the incident says which. */
    EnrolReply enrol(EnrolRequest request, String peer) {
        PublicKey key = AgentCertificate.requestedKey(request.getCsr().toByteArray());
        String thumbprint = AgentCertificate.thumbprint(key);
        TokenRecord token = request.getTokenId().length() > 12
                ? null
                : members.token(request.getTokenId()).orElse(null);
        if (token == null
                || !MessageDigest.isEqual(
                        JoinTokenText.digestOf(request.getSecret()).getBytes(StandardCharsets.US_ASCII),
                        token.secretDigest().getBytes(StandardCharsets.US_ASCII))) {
            throw refusedToken(peer, token == null ? "no such token" : "a wrong secret for token " + token.id());
        }
        if (token.usedMs() == null && token.expiresMs() > clock.millis()) {
            EnrolReply reply = transaction.execute(_ -> enrolOnce(token, request, key, thumbprint, peer));
            if (reply != null) {
                listeners.incident(enrolled(HostId.of(reply.getHostId()), peer, token));
                listeners.tell(listener -> listener.hostChanged(HostId.of(reply.getHostId())));
                return reply;
            }
        }
        return again(members.token(token.id()).orElse(token), thumbprint, peer);
    }

    private static LinkIncident enrolled(HostId host, String peer, TokenRecord token) {
        return new LinkIncident(Kind.ENROLLED, host, peer, "with token " + token.id());
    }

    private @Nullable EnrolReply enrolOnce(
            TokenRecord token, EnrolRequest request, PublicKey key, String thumbprint, String peer) {
        HostId id = newId();
        if (!members.use(token.id(), clock.millis(), thumbprint, id)) {
            return null;
        }
        String wish = cleaned(token.hostName().isEmpty() ? request.getHostName() : token.hostName());
        X509Certificate certificate = authority.signAgent(key, id, 1, settings.certificateLife());
        members.add(new HostRecord(
                id,
                freeName(wish.isEmpty() ? id.value() : wish),
                !wish.isEmpty(),
                token.labels(),
                clock.millis(),
                null,
                null,
                null,
                Base64.getEncoder().encodeToString(key.getEncoded()),
                thumbprint,
                encoded(certificate),
                certificate.getNotAfter().toInstant().toEpochMilli(),
                1,
                0,
                0));
        audit.record(enrolled(id, peer, token));
        return reply(id, certificate, 1);
    }

    /** The reply to a used token may have been lost: the same key gets it once more, any other is a replay. */
    private EnrolReply again(TokenRecord token, String thumbprint, String peer) {
        Long used = token.usedMs();
        if (used == null || token.hostId() == null) {
            throw refusedToken(peer, "token " + token.id() + " has expired");
        }
        HostRecord host = members.host(HostId.of(token.hostId())).orElse(null);
        if (thumbprint.equals(token.keyThumbprint())
                && host != null
                && host.removedMs() == null
                && host.issuedGeneration() == 1
                && clock.millis() - used <= SAME_KEY_RETRY.toMillis()) {
            return reply(host.id(), decoded(host.certificate()), 1);
        }
        listeners.incident(new LinkIncident(
                Kind.TOKEN_REPLAYED,
                host == null ? null : host.id(),
                peer,
                "token " + token.id() + " was used before, by " + token.hostId()));
        throw new LongshoreException(ErrorCode.TOKEN_USED, "this join token was used before");
    }

    private LongshoreException refusedToken(String peer, String why) {
        listeners.incident(new LinkIncident(Kind.TOKEN_REFUSED, null, peer, why));
        return new LongshoreException(ErrorCode.TOKEN_REFUSED, "the join token is not valid");
    }

    /** The next generation for the same key; the one before holds until this one is first seen. */
    EnrolReply renew(Peer peer, byte[] csr) {
        PublicKey key = AgentCertificate.requestedKey(csr);
        HostRecord host = peer.host();
        if (!AgentCertificate.thumbprint(key).equals(host.keyThumbprint())) {
            throw new LongshoreException(ErrorCode.CERTIFICATE_REFUSED, "a renewal is for the key that was enrolled");
        }
        return next(host, key);
    }

    private EnrolReply next(HostRecord host, PublicKey key) {
        long generation = Math.max(host.issuedGeneration(), host.seenGeneration()) + 1;
        X509Certificate certificate = authority.signAgent(key, host.id(), generation, settings.certificateLife());
        if (!members.issue(
                host.id(),
                host.issuedGeneration(),
                generation,
                encoded(certificate),
                certificate.getNotAfter().toInstant().toEpochMilli())) {
            throw new LongshoreException(ErrorCode.HOST_BUSY, "another renewal of this host is under way");
        }
        return reply(host.id(), certificate, generation);
    }

    byte[] nonce(HostId host) {
        return nonces.make(host);
    }

    /** A certificate in place of one that ran out; the signature proves the key that was bound at enrolment. */
    EnrolReply recover(RecoverRequest request, String peer) {
        HostId id = HostId.of(request.getHostId());
        byte[] nonce = request.getNonce().toByteArray();
        byte[] csr = request.getCsr().toByteArray();
        HostRecord host = members.host(id).orElse(null);
        boolean fresh = nonces.take(id, nonce);
        if (host == null
                || !fresh
                || !signed(host, nonce, csr, request.getSignature().toByteArray())) {
            listeners.incident(new LinkIncident(
                    Kind.CERTIFICATE_REFUSED, host == null ? null : id, peer, "a recovery without proof"));
            throw new LongshoreException(ErrorCode.CERTIFICATE_REFUSED, "the recovery was not proven");
        }
        if (host.removedMs() != null) {
            throw new LongshoreException(ErrorCode.HOST_REVOKED, "this host was removed");
        }
        if (host.quarantinedMs() != null) {
            throw new LongshoreException(ErrorCode.HOST_QUARANTINED, "two machines used this identity");
        }
        if (clock.millis() - host.certificateExpiresMs() > RECOVERABLE.toMillis()) {
            throw new LongshoreException(
                    ErrorCode.CERTIFICATE_REFUSED,
                    "this host was away for more than " + RECOVERABLE.toDays() + " days");
        }
        PublicKey key = AgentCertificate.requestedKey(csr);
        if (!AgentCertificate.thumbprint(key).equals(host.keyThumbprint())) {
            throw new LongshoreException(ErrorCode.CERTIFICATE_REFUSED, "a recovery is for the key that was enrolled");
        }
        LinkIncident recovered =
                new LinkIncident(Kind.RECOVERED, id, peer, "for the " + (host.recoveries() + 1) + ". time");
        EnrolReply reply = transaction.execute(_ -> {
            EnrolReply next = next(host, key);
            members.countRecovery(id);
            audit.record(recovered);
            return next;
        });
        listeners.incident(recovered);
        return Objects.requireNonNull(reply);
    }

    private static boolean signed(HostRecord host, byte[] nonce, byte[] csr, byte[] signature) {
        try {
            Signature verifier = Signature.getInstance("SHA256withECDSA");
            verifier.initVerify(AgentCertificate.decodeKey(host.publicKey()));
            verifier.update("longshore-recover".getBytes(StandardCharsets.UTF_8));
            verifier.update(nonce);
            verifier.update(csr);
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** The name itself, or the first of name-2, name-3 … that no other host has. */
    String freeName(String wish) {
        String name = wish;
        for (int n = 2; members.isTaken(name); n++) {
            String suffix = "-" + n;
            name = wish.substring(0, Math.min(wish.length(), MAX_NAME - suffix.length())) + suffix;
        }
        return name;
    }

    /** What of a wish can be a host's name, perhaps nothing. */
    static String cleaned(String wish) {
        String cleaned = NOT_IN_NAMES.matcher(SafeText.line(wish, 200)).replaceAll("-");
        cleaned = cleaned.replaceAll("^[-._]+|[-._]+$", "");
        return cleaned.length() > MAX_NAME ? cleaned.substring(0, MAX_NAME) : cleaned;
    }

    private HostId newId() {
        StringBuilder id = new StringBuilder("h-");
        for (int i = 0; i < 16; i++) {
            id.append(ID_LETTERS.charAt(random.nextInt(ID_LETTERS.length())));
        }
        return HostId.of(id.toString());
    }

    private EnrolReply reply(HostId host, X509Certificate certificate, long generation) {
        try {
            return EnrolReply.newBuilder()
                    .setHostId(host.value())
                    .setInstallId(authority.install())
                    .addChain(ByteString.copyFrom(certificate.getEncoded()))
                    .addChain(ByteString.copyFrom(authority.root().getEncoded()))
                    .setGeneration(generation)
                    .setServerTimeMs(clock.millis())
                    .build();
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate just made can't be encoded", e);
        }
    }

    private static String encoded(X509Certificate certificate) {
        try {
            return Base64.getEncoder().encodeToString(certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate just made can't be encoded", e);
        }
    }

    private static X509Certificate decoded(String base64) {
        try {
            return CertificateAuthority.certificate(Base64.getDecoder().decode(base64));
        } catch (GeneralSecurityException e) {
            throw new LongshoreException(ErrorCode.STORAGE, "a certificate in the database can't be read", e);
        }
    }
}
