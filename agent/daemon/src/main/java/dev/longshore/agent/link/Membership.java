package dev.longshore.agent.link;

import dev.longshore.agent.AgentSettings;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.JoinTokenText;
import dev.longshore.model.LongshoreException;
import dev.longshore.wire.Welcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This host's membership in an install: gained once by a token, renewed at a random 50-80 % of each certificate's life,
 * recovered by the key when the certificate ran out meanwhile. A new token is used only when there is no membership, when
 * the server will have no more of it, or when the token is another install's.
 */
final class Membership {

    private static final Logger log = LoggerFactory.getLogger(Membership.class);
    private static final long MAX_TOKEN_FILE_BYTES = 4096;

    private final AgentSettings settings;
    private final StateDirectory state;
    private final String version;
    private final Clock clock;
    private final AgentPort port;
    private final SecureRandom random = new SecureRandom();
    private @Nullable Credentials held;
    private boolean refusedForGood;
    private boolean perhapsExpired;
    private long serverAheadMs;
    private volatile boolean renewAsked;
    private long renewAtMs;
    private boolean waitingSaid;

    Membership(AgentSettings settings, StateDirectory state, String version, Clock clock) {
        this.settings = settings;
        this.state = state;
        this.version = version;
        this.clock = clock;
        this.port = new AgentPort(settings.server(), clock);
    }

    /** What to dial with; enrols or recovers first if need be, and waits for a token file. Null once stopped. */
    @Nullable
    Credentials credentials(BooleanSupplier stopped) throws IOException, InterruptedException {
        Credentials known = held;
        if (known == null) {
            Identity kept = state.identity();
            known = kept == null ? null : Credentials.of(kept);
        }
        JoinTokenText token = token();
        if (known != null && token != null && replaces(token, known.identity())) {
            log.info("enrolling anew with token {}", token);
            state.forget();
            known = null;
        }
        if (known != null) {
            held = expired(known.identity()) ? recovered(known.identity()) : known;
            return held;
        }
        while (token == null) {
            if (stopped.getAsBoolean()) {
                return null;
            }
            pause(Duration.ofSeconds(1));
            token = token();
        }
        Identity fresh = port.enrol(token, state.key(), settings.hostName(), version);
        state.enrolledWith(token.id());
        state.keep(fresh);
        refusedForGood = false;
        log.info("enrolled as {}", fresh);
        held = Credentials.of(fresh);
        return held;
    }

    private boolean replaces(JoinTokenText token, Identity identity) {
        return !token.id().equals(state.enrolledWith())
                && (refusedForGood || !token.names(identity.root().getPublicKey()));
    }

    private Credentials recovered(Identity identity) throws IOException {
        Identity fresh = port.recover(identity);
        state.keep(fresh);
        perhapsExpired = false;
        log.info("recovered with {}", fresh);
        return Credentials.of(fresh);
    }

    private boolean expired(Identity identity) {
        return perhapsExpired
                || clock.millis() + serverAheadMs >= identity.notAfter().toEpochMilli();
    }

    private @Nullable JoinTokenText token() throws IOException {
        if (settings.token() != null) {
            return JoinTokenText.parse(settings.token());
        }
        Path file = settings.tokenFile();
        if (file == null) {
            if (state.identity() == null) {
                throw new LongshoreException(
                        ErrorCode.TOKEN_REFUSED,
                        "this host is not enrolled, and neither LONGSHORE_TOKEN nor LONGSHORE_TOKEN_FILE is set",
                        "Make an install line under Hosts, Add host, and run that.");
            }
            return null;
        }
        if (!Files.exists(file) || Files.size(file) > MAX_TOKEN_FILE_BYTES) {
            if (!waitingSaid && state.identity() == null) {
                waitingSaid = true;
                log.info("waiting for the join token in {}", file);
            }
            return null;
        }
        String text = Files.readString(file).strip();
        return text.isEmpty() ? null : JoinTokenText.parse(text);
    }

    /** A session began: the time of the next renewal is drawn, by the server's clock. */
    void linked(Welcome welcome) {
        Credentials shown = held;
        if (shown == null) {
            return;
        }
        serverAheadMs = welcome.getServerTimeMs() - clock.millis();
        if (Math.abs(serverAheadMs) > 60_000) {
            log.warn("this host's clock is {} s off the server's; set it, for example with NTP", serverAheadMs / -1000);
        }
        long from = shown.identity().notBefore().toEpochMilli();
        long life = shown.identity().notAfter().toEpochMilli() - from;
        renewAtMs = from + (long) (life * random.nextDouble(0.5, 0.8));
    }

    void renewNow() {
        renewAsked = true;
    }

    /** New credentials if it was time and it worked; otherwise null, and it is tried again later. */
    @Nullable
    Credentials renewIfDue(long serverTimeMs) {
        Credentials shown = held;
        if (shown == null || (!renewAsked && serverTimeMs < renewAtMs)) {
            return null;
        }
        renewAsked = false;
        try {
            Identity fresh = port.renew(shown.identity());
            state.keep(fresh);
            log.info("renewed: {}", fresh);
            held = Credentials.of(fresh);
            return held;
        } catch (IOException | LongshoreException e) {
            log.warn(
                    "the certificate could not be renewed, and holds until {}: {}",
                    shown.identity().notAfter(),
                    e.getMessage());
            renewAtMs = serverTimeMs + random.nextLong(60_000, 300_000);
            return null;
        }
    }

    /** The server refused this agent. */
    void refused(ErrorCode code) {
        refusedForGood |= needsPerson(code) && code != ErrorCode.TOKEN_REFUSED && code != ErrorCode.TOKEN_USED;
        perhapsExpired = false;
    }

    /** Whether dialling again helps only after a person did something. */
    boolean needsPerson(ErrorCode code) {
        return switch (code) {
            case TOKEN_REFUSED, TOKEN_USED, CERTIFICATE_REFUSED, HOST_REVOKED, HOST_QUARANTINED -> true;
            default -> false;
        };
    }

    /** The connection broke. With a clock that is off, only the server's alert tells that the certificate ran out. */
    void broke(IOException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SSLException
                    && String.valueOf(cause.getMessage())
                            .toLowerCase(Locale.ROOT)
                            .contains("certificate_expired")) {
                perhapsExpired = true;
            }
        }
    }

    /** Waits; a stop interrupts. */
    void pause(Duration time) throws InterruptedException {
        Thread.sleep(time);
    }
}
