package dev.longshore.link;

import dev.longshore.LongshoreSettings;
import dev.longshore.access.Actor;
import dev.longshore.audit.AuditLog;
import dev.longshore.model.HostId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Keeps a fresh join token in a file until an agent has enrolled with one, for an agent that starts beside the server
 * and shares a directory with it. With a host enrolled already, none is written.
 */
@Component
class BootstrapToken {

    private static final Logger log = LoggerFactory.getLogger(BootstrapToken.class);
    private static final Duration RENEWED_BEFORE = Duration.ofMinutes(5);

    private final @Nullable Path file;
    private final Enrolment enrolment;
    private final MemberStore members;
    private final AuditLog audit;
    private final Clock clock;
    private final Set<String> written = new HashSet<>();
    private Instant expires = Instant.EPOCH;
    private boolean done;

    BootstrapToken(LongshoreSettings settings, Enrolment enrolment, MemberStore members, AuditLog audit, Clock clock) {
        this.file = settings.bootstrapTokenFile();
        this.enrolment = enrolment;
        this.members = members;
        this.audit = audit;
        this.clock = clock;
    }

    @EventListener(ApplicationReadyEvent.class)
    void ready() {
        keepFresh();
    }

    @Scheduled(fixedDelay = 15, initialDelay = 15, timeUnit = TimeUnit.SECONDS)
    synchronized void keepFresh() {
        Path target = file;
        if (target == null || done) {
            return;
        }
        if (isUsed() || (written.isEmpty() && !enrolment.hosts().isEmpty())) {
            done = true;
            return;
        }
        if (clock.instant().isBefore(expires.minus(RENEWED_BEFORE))) {
            return;
        }
        JoinToken token = enrolment.createToken("", Map.of(), "bootstrap");
        // before anybody can read it
        audit.record(
                Actor.system(),
                "host.invite",
                "",
                Map.of("token", token.id(), "file", target.toString()),
                true,
                "succeeded",
                null);
        PrivateFiles.write(target.toAbsolutePath(), (token.text() + "\n").getBytes(StandardCharsets.UTF_8));
        written.add(token.id());
        expires = token.expiresAt();
        log.info("a join token is in {}", target);
    }

    private boolean isUsed() {
        for (String id : written) {
            TokenRecord token = members.token(id).orElse(null);
            if (token != null && token.hostId() != null) {
                HostId host = HostId.of(token.hostId());
                log.info("{} enrolled with the token in the file", host);
                return true;
            }
        }
        return false;
    }
}
