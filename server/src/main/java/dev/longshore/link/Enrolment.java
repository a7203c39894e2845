package dev.longshore.link;

import dev.longshore.model.ErrorCode;
import dev.longshore.model.HostId;
import dev.longshore.model.JoinTokenText;
import dev.longshore.model.LongshoreException;
import dev.longshore.model.SafeText;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Service;

/** Makes join tokens, and knows and removes hosts. The caller has checked and recorded the act. */
@Service
public class Enrolment {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?");
    private static final Pattern LABEL_KEY = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/-]{0,62}");
    private static final int MAX_LABELS_CHARS = 4000;
    private static final Duration TOKENS_KEPT = Duration.ofDays(7);

    private final CertificateAuthority authority;
    private final MemberStore members;
    private final Sessions sessions;
    private final Listeners listeners;
    private final LinkSettings settings;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    Enrolment(
            CertificateAuthority authority,
            MemberStore members,
            Sessions sessions,
            Listeners listeners,
            LinkSettings settings,
            Clock clock) {
        this.authority = authority;
        this.members = members;
        this.sessions = sessions;
        this.listeners = listeners;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * Makes a token that enrols one host within 15 minutes; {@code INVALID_REQUEST} for a name or label that can't be,
     * {@code HOST_NAME_TAKEN}.
     *
     * @param hostName the name the host shall have, or empty for the engine's own
     * @param creator name of who asked, kept beside the token
     */
    public JoinToken createToken(String hostName, Map<String, String> labels, String creator) {
        if (!hostName.isEmpty()) {
            checkName(hostName);
            if (members.isTaken(hostName)) { // it would be enrolled under a name that nobody asked for
                throw taken(hostName);
            }
        }
        JoinTokenText token = JoinTokenText.create(authority.root().getPublicKey(), random);
        Instant now = clock.instant();
        Instant expires = now.plus(settings.tokenLife());
        members.forgetTokensBefore(now.minus(TOKENS_KEPT).toEpochMilli());
        members.add(new TokenRecord(
                token.id(),
                JoinTokenText.digestOf(token.secret()),
                hostName,
                text(labels),
                SafeText.line(creator, 255),
                now.toEpochMilli(),
                expires.toEpochMilli(),
                null,
                null,
                null));
        return new JoinToken(token.id(), token.text(), expires);
    }

    /** Which host enrolled with the token, if one did. */
    public Optional<HostId> joined(String tokenId) {
        return members.token(tokenId).map(TokenRecord::hostId).map(HostId::of);
    }

    /** All enrolled hosts, by name. */
    public List<EnrolledHost> hosts() {
        return members.hosts().stream().map(HostRecord::toEnrolledHost).toList();
    }

    /** One enrolled host. */
    public Optional<EnrolledHost> host(HostId id) {
        return members.host(id).filter(host -> host.removedMs() == null).map(HostRecord::toEnrolledHost);
    }

    /** Revokes the host's certificate for good, closes its session now and forgets it; {@code NOT_FOUND} if unknown. */
    public void remove(HostId id) {
        if (!members.remove(id, clock.millis())) {
            throw new LongshoreException(ErrorCode.NOT_FOUND, "there is no such host: " + id);
        }
        sessions.end(id, "REVOKED", "this host was removed from Longshore");
        listeners.tell(listener -> listener.hostChanged(id));
        sessions.forget(id);
    }

    /**
     * Gives the host another name; {@code INVALID_REQUEST} if it is not 1-63 letters, digits, dots and dashes,
     * {@code HOST_NAME_TAKEN}.
     */
    public void rename(HostId id, String name) {
        checkName(name);
        HostRecord host = members.host(id)
                .filter(known -> known.removedMs() == null)
                .orElseThrow(() -> new LongshoreException(ErrorCode.NOT_FOUND, "there is no such host: " + id));
        if (!host.name().equalsIgnoreCase(name) && members.isTaken(name)) {
            throw taken(name);
        }
        try {
            members.rename(id, name);
        } catch (DuplicateKeyException e) {
            throw taken(name);
        }
        listeners.tell(listener -> listener.hostChanged(id));
    }

    private static LongshoreException taken(String name) {
        return new LongshoreException(ErrorCode.HOST_NAME_TAKEN, "another host is called " + SafeText.quote(name));
    }

    private static void checkName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new LongshoreException(
                    ErrorCode.INVALID_REQUEST,
                    "not a host name: " + SafeText.quote(name),
                    "Use 1 to 63 letters, digits, dots, dashes or underscores.");
        }
    }

    private static String text(Map<String, String> labels) {
        StringBuilder text = new StringBuilder();
        labels.forEach((key, value) -> {
            if (!LABEL_KEY.matcher(key).matches()) {
                throw new LongshoreException(ErrorCode.INVALID_REQUEST, "not a label: " + SafeText.quote(key));
            }
            text.append(key).append('=').append(SafeText.line(value, 255)).append('\n');
        });
        if (text.length() > MAX_LABELS_CHARS) {
            throw new LongshoreException(ErrorCode.TOO_LARGE, "the labels are too long");
        }
        return text.toString();
    }
}
