package dev.longshore.registries;

import dev.longshore.access.Actor;
import dev.longshore.access.Permission;
import dev.longshore.audit.Gatekeeper;
import dev.longshore.audit.Gatekeeper.Act;
import dev.longshore.inventory.UpstreamTags;
import dev.longshore.model.Digest;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.ImageRef;
import dev.longshore.model.LongshoreException;
import dev.longshore.registries.client.RegistryConnection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;

/**
 * Asks registries by name what the tags that hosts hold name now, as {@link CheckPlan} says: with a HEAD, which registries
 * do not count as a pull. References pinned by a digest are in no row of the matrix, and registries without a name here are
 * not asked: what an agent reports never makes this server connect anywhere.
 */
@Service
public class UpdateChecks {

    private static final Logger LOG = LoggerFactory.getLogger(UpdateChecks.class);

    /** How often it is looked which tags hosts hold. */
    private static final Duration LOOK = Duration.ofSeconds(20);

    private final RegistryStore store;
    private final RegistryDoor door;
    private final UpstreamTags tags;
    private final Gatekeeper gatekeeper;
    private final Clock clock;
    private final boolean on;
    private final CheckPlan plan;
    private volatile Instant watched = Instant.EPOCH;

    UpdateChecks(
            RegistryStore store,
            RegistryDoor door,
            UpstreamTags tags,
            Gatekeeper gatekeeper,
            RegistrySettings settings,
            Clock clock) {
        this.store = store;
        this.door = door;
        this.tags = tags;
        this.gatekeeper = gatekeeper;
        this.clock = clock;
        this.on = settings.updateChecks();
        RandomGenerator chance = () -> ThreadLocalRandom.current().nextLong();
        this.plan = new CheckPlan(settings.updateInterval(), chance);
    }

    /**
     * Makes all of it due now; registries are asked one after the other tag. Needs {@code REGISTRY_BROWSE} somewhere.
     *
     * @throws LongshoreException {@code REGISTRY_UNSUPPORTED} if it is switched off
     */
    public void checkNow(Actor actor) {
        gatekeeper.requireAnywhere(actor, Permission.REGISTRY_BROWSE, Act.of("registry.check", "", Map.of()));
        if (!on) {
            throw new LongshoreException(
                    ErrorCode.REGISTRY_UNSUPPORTED,
                    "looking for updates is switched off",
                    "Set LONGSHORE_UPDATE_CHECKS to on.");
        }
        watch(named());
        plan.hurry(clock.instant());
    }

    @Scheduled(fixedDelayString = "PT1S", initialDelayString = "PT20S")
    void tick() {
        if (!on) {
            return;
        }
        boolean look = clock.instant().isAfter(watched.plus(LOOK));
        if (!look && !plan.anyDue(clock.instant())) {
            return;
        }
        Map<String, RegistryRow> named = named();
        if (look) {
            watch(named);
        }
        named.forEach((host, row) -> plan.next(host, clock.instant())
                .ifPresent(reference -> Thread.startVirtualThread(() -> ask(row, reference))));
    }

    private Map<String, RegistryRow> named() {
        return store.rows().stream()
                .collect(Collectors.toMap(row -> row.registry().host(), Function.identity()));
    }

    private void watch(Map<String, RegistryRow> named) {
        Set<ImageRef> wanted = named.isEmpty()
                ? Set.of()
                : tags.comparable().stream()
                        .filter(reference -> named.containsKey(reference.domain()))
                        .collect(Collectors.toSet());
        watched = clock.instant();
        plan.watch(wanted, watched);
        tags.keepOnly(wanted);
    }

    /** At Docker Hub with nothing but a HEAD: whatever else reads a manifest there counts as a pull. */
    static Optional<Digest> now(RegistryConnection connection, ImageRef reference) {
        String tag = String.valueOf(reference.tag());
        return reference.domain().equals(RegistryHost.DOCKER_HUB)
                ? connection.head(reference.path(), tag).map(RegistryConnection.Head::digest)
                : Optional.of(connection.look(reference.path(), tag).digest());
    }

    private void ask(RegistryRow row, ImageRef reference) {
        Duration asked = null;
        try (RegistryConnection connection = door.open(row)) {
            try {
                now(connection, reference)
                        .ifPresentOrElse(now -> tags.tell(reference, now), () -> tags.forget(reference));
            } finally {
                asked = connection.retryAfter().orElse(null);
            }
            plan.done(reference, clock.instant());
        } catch (LongshoreException fault) {
            switch (fault.code()) {
                case REGISTRY_NOT_FOUND, REGISTRY_FORBIDDEN -> {
                    tags.forget(reference);
                    plan.done(reference, clock.instant());
                }
                default -> {
                    LOG.info(
                            "Registry {} is left alone for a while: {}",
                            row.registry().name(),
                            fault.reason());
                    boolean limited = fault.code() == ErrorCode.REGISTRY_RATE_LIMITED;
                    plan.refused(reference, limited, asked, clock.instant());
                }
            }
        } catch (RuntimeException fault) {
            LOG.error("A question to registry {} failed", row.registry().name(), fault);
            plan.refused(reference, false, null, clock.instant());
        }
    }
}
