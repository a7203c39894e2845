package dev.longshore.operations;

import dev.longshore.access.Actor;
import dev.longshore.inventory.Fleet;
import dev.longshore.inventory.HostFacts;
import dev.longshore.inventory.ImageView;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.HostId;
import dev.longshore.model.LongshoreException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Ends what nobody works on any more, and says what the engine holds now. Nothing stays running for ever. */
@Component
class Aftermath implements SmartInitializingSingleton {

    private static final Logger LOG = LoggerFactory.getLogger(Aftermath.class);
    private static final int MOST_NAMED = 5;
    private static final Duration FIRST_REST = Duration.ofSeconds(1);
    private static final Duration LONGEST_REST = Duration.ofMinutes(1);

    private final OperationRunner runner;
    private final OperationStore store;
    private final Fleet fleet;
    private final OperationSettings settings;
    private final Clock clock;
    private Duration rest = Duration.ZERO;
    private long restedNanos;

    Aftermath(OperationRunner runner, OperationStore store, Fleet fleet, OperationSettings settings, Clock clock) {
        this.runner = runner;
        this.store = store;
        this.fleet = fleet;
        this.settings = settings;
        this.clock = clock;
        this.restedNanos = runner.nanos();
    }

    /**
     * What an earlier life of this server left behind, before agents can connect: what was queued had not left, and what
     * was running is in the hands of its host.
     */
    @Override
    public void afterSingletonsInstantiated() {
        for (OperationStore.Stored stored : store.unfinished()) {
            LiveOperation operation = stored.operation();
            operation.lock.lock();
            try {
                runner.resume(operation);
                for (LiveOperation.Part part : List.copyOf(operation.parts())) {
                    if (part.state == OperationState.QUEUED) {
                        neverSent(operation, part);
                    } else if (part.state == OperationState.RUNNING && operation.task.carriedHere()) {
                        interrupted(operation, part, "the server was restarted in the middle of it", false);
                    }
                }
            } finally {
                operation.lock.unlock();
            }
        }
    }

    private void neverSent(LiveOperation operation, LiveOperation.Part part) {
        if (operation.withCredentials) {
            runner.settle(
                    operation,
                    part,
                    OperationState.FAILED,
                    Failures.of(
                            ErrorCode.CREDENTIALS_GONE,
                            "the server was restarted before the command left; nothing was done on this host"),
                    null,
                    false);
        } else {
            runner.settle(
                    operation,
                    part,
                    OperationState.INTERRUPTED,
                    Failures.of(
                            ErrorCode.INTERRUPTED,
                            "the server was restarted before the command left; nothing was done on this host"),
                    null,
                    false);
        }
    }

    boolean exists(HostId host) {
        try {
            fleet.host(Actor.system(), host);
            return true;
        } catch (LongshoreException gone) {
            return gone.code() != ErrorCode.NOT_FOUND;
        }
    }

    /** Looks after parts that nobody else will end. A database that refuses one end is left alone for a while. */
    @Scheduled(fixedDelayString = "PT1S")
    void look() {
        if (runner.nanos() - restedNanos < 0) {
            return;
        }
        for (LiveOperation operation : runner.live().all()) {
            operation.lock.lock();
            try {
                for (LiveOperation.Part part : List.copyOf(operation.parts())) {
                    look(operation, part);
                    if (part.unsaved) {
                        rest = rest.isZero() ? FIRST_REST : rest.multipliedBy(2);
                        rest = rest.compareTo(LONGEST_REST) > 0 ? LONGEST_REST : rest;
                        restedNanos = runner.nanos() + rest.toNanos();
                        return;
                    }
                }
            } finally {
                operation.lock.unlock();
            }
        }
        rest = Duration.ZERO;
    }

    private void look(LiveOperation operation, LiveOperation.Part part) {
        if (part.unsaved) {
            runner.storeEnd(operation, part);
            return;
        }
        if (part.state == OperationState.QUEUED) {
            runner.failIfAway(operation, part); // it went between the look at it and the place in its queue
        }
        if (part.state != OperationState.RUNNING) {
            return;
        }
        if (passed(part.sentNanos, settings.acceptWithin())) {
            part.untaken = null; // the agent would refuse it as too old
        }
        switch (part.lost) {
            case HOST_AWAY -> {
                if (passed(part.lostNanos, settings.returnWithin())) {
                    interrupted(operation, part, "the host did not come back", false);
                }
            }
            case FORGOTTEN -> {
                if (passed(part.lostNanos, settings.inventoryWithin())) {
                    interrupted(
                            operation,
                            part,
                            "the agent ended in the middle of it, and the engine does not say what it holds",
                            false);
                }
            }
            case NO -> {
                if (!part.accepted
                        && passed(part.sentNanos, settings.acceptWithin().plusSeconds(5))) {
                    interrupted(operation, part, "the agent did not take the command in time", true);
                }
            }
        }
    }

    private boolean passed(long sinceNanos, Duration bound) {
        return runner.nanos() - sinceNanos > bound.toNanos();
    }

    /** Deletes what ended long ago. */
    @Scheduled(fixedDelayString = "PT1H", initialDelayString = "PT1M")
    void forget() {
        try {
            int deleted = store.deleteEndedBefore(clock.instant().minus(settings.keep()));
            if (deleted > 0) {
                LOG.info(
                        "Deleted {} operations that ended more than {} days ago",
                        deleted,
                        settings.keep().toDays());
            }
        } catch (LongshoreException fault) {
            LOG.warn("Old operations can't be deleted: {}", fault.reason());
        }
    }

    /**
     * Ends a part whose end nobody saw. The caller holds the operation's lock.
     *
     * @param known whether the host's inventory is of now
     */
    void interrupted(LiveOperation operation, LiveOperation.Part part, String reason, boolean known) {
        String now = known ? "; " + whatIsThere(operation.task, part.host) : "";
        runner.settle(
                operation,
                part,
                OperationState.INTERRUPTED,
                Failures.of(ErrorCode.INTERRUPTED, reason + now),
                null,
                false);
    }

    private String whatIsThere(Task task, HostId host) {
        List<ImageView> images;
        try {
            images = fleet.images(Actor.system(), host);
        } catch (LongshoreException gone) {
            return gone.reason();
        }
        return switch (task) {
            case Task.Pull pull ->
                pull.allTags()
                        ? "the host now has "
                                + images.stream()
                                        .flatMap(image -> image.tags().stream())
                                        .filter(tag ->
                                                tag.startsWith(pull.reference().repository() + ":"))
                                        .count()
                                + " tags of " + pull.reference().familiarName()
                        : presence(images, new Task.Target.Named(pull.reference()));
            case Task.Push push ->
                presence(images, new Task.Target.Named(push.target())) + "; what the registry has is not known";
            case Task.Copy copy ->
                copy.references().stream()
                        .map(reference -> presence(images, new Task.Target.Named(reference)))
                        .limit(MOST_NAMED)
                        .collect(Collectors.joining("; "));
            case Task.Load _ -> "what it holds of the file is not known";
            case Task.Save _, Task.Export _ -> "nothing was changed there";
            case Task.Import root -> presence(images, new Task.Target.Named(root.target()));
            case Task.Mirrors _ -> mirrors(host);
            case Task.Tag tag -> presence(images, new Task.Target.Named(tag.target()));
            case Task.Commit commit -> presence(images, new Task.Target.Named(commit.target()));
            case Task.Build build ->
                build.names().isEmpty()
                        ? "what was built there is not known"
                        : presence(images, new Task.Target.Named(build.names().getFirst()));
            case Task.Remove remove -> presence(images, remove.targets());
            case Task.Prune prune ->
                presence(
                        images,
                        prune.images().getOrDefault(host, List.of()).stream()
                                .<Task.Target>map(Task.Target.ById::new)
                                .toList());
        };
    }

    private String mirrors(HostId host) {
        HostFacts facts = fleet.host(Actor.system(), host).facts();
        return facts == null
                ? "what its engine's configuration says is not known"
                : "its engine now has the mirrors " + facts.registries().mirrors() + " and the insecure registries "
                        + facts.registries().insecure();
    }

    private static String presence(List<ImageView> images, Task.Target target) {
        return "the host " + (has(images, target) ? "now has " : "does not have ") + name(target);
    }

    private static String presence(List<ImageView> images, List<Task.Target> targets) {
        List<String> there = new ArrayList<>();
        for (Task.Target target : targets) {
            if (has(images, target)) {
                there.add(name(target));
            }
        }
        if (there.isEmpty()) {
            return "nothing of it is left on the host";
        }
        String names = String.join(", ", there.subList(0, Math.min(there.size(), MOST_NAMED)));
        return "still on the host: " + names + (there.size() > MOST_NAMED ? " and others" : "");
    }

    private static boolean has(List<ImageView> images, Task.Target target) {
        String text = target.text();
        return images.stream().anyMatch(image -> switch (target) {
            case Task.Target.Named _ ->
                image.tags().contains(text) || image.digests().contains(text);
            case Task.Target.ById byId -> image.id().equals(byId.id());
        });
    }

    private static String name(Task.Target target) {
        return switch (target) {
            case Task.Target.Named named -> named.reference().familiar();
            case Task.Target.ById byId -> byId.id().shortForm();
        };
    }
}
