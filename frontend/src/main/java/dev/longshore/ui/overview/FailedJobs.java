package dev.longshore.ui.overview;

import dev.longshore.access.Actor;
import dev.longshore.inventory.HostView;
import dev.longshore.model.HostId;
import dev.longshore.model.OperationId;
import dev.longshore.operations.Operation;
import dev.longshore.operations.OperationQuery;
import dev.longshore.operations.OperationState;
import dev.longshore.operations.Operations;
import dev.longshore.ui.kit.Texts;
import dev.longshore.ui.kit.Tone;
import dev.longshore.ui.overview.Trouble.Way;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * Finds operations that failed of late and have not been made good since. They are over: what they left undone is for
 * somebody to know, and nothing that is wrong with a host now.
 */
@Component
final class FailedJobs {

    private static final Duration RECENT = Duration.ofHours(1);
    private static final int LOOKED_THROUGH = 100;

    private final Operations operations;
    private final Clock clock;

    FailedJobs(Operations operations, Clock clock) {
        this.operations = operations;
        this.clock = clock;
    }

    /**
     * Those of the last hour, the newest first. A part on a host that has been removed does not count, nor one that the
     * same kind of operation with the same target did on that host later on.
     */
    List<Trouble> look(Actor actor, List<HostView> hosts) {
        Instant from = clock.instant().minus(RECENT);
        OperationQuery failed = new OperationQuery(null, OperationState.FAILED, null, "", 0, LOOKED_THROUGH);
        List<Operation> recent = operations.list(actor, failed).items().stream()
                .filter(operation -> endedSince(operation, from))
                .toList();
        if (recent.isEmpty()) {
            return List.of();
        }
        Set<HostId> known = hosts.stream().map(HostView::id).collect(Collectors.toSet());
        List<Operation> newest =
                operations.list(actor, OperationQuery.newest(LOOKED_THROUGH)).items();
        // of what was tried again only what becomes of that counts
        Set<OperationId> retried =
                newest.stream().map(Operation::retryOf).filter(Objects::nonNull).collect(Collectors.toSet());
        return recent.stream()
                .filter(operation -> !retried.contains(operation.id()))
                .map(operation -> tell(operation, undone(operation, known, newest)))
                .filter(trouble -> !trouble.hosts().isEmpty())
                .toList();
    }

    private static boolean endedSince(Operation operation, Instant from) {
        Instant ended = operation.finishedAt();
        return ended != null && !ended.isBefore(from);
    }

    private static List<Operation.Part> undone(Operation operation, Set<HostId> known, List<Operation> newest) {
        List<Operation> later = newest.stream()
                .filter(other -> other.createdAt().isAfter(operation.createdAt()))
                .filter(other -> other.type().equals(operation.type()))
                .filter(other -> other.title().equals(operation.title()))
                .toList();
        return operation.parts().stream()
                .filter(part -> part.state() == OperationState.FAILED)
                .filter(part -> known.contains(part.host()))
                .filter(part -> later.stream().noneMatch(other -> succeeded(other, part.host())))
                .toList();
    }

    private static boolean succeeded(Operation operation, HostId host) {
        return operation.parts().stream()
                .anyMatch(part -> part.host().equals(host) && part.state() == OperationState.SUCCEEDED);
    }

    private static Trouble tell(Operation operation, List<Operation.Part> undone) {
        List<String> hosts =
                undone.stream().map(Operation.Part::hostName).distinct().toList();
        String why = undone.stream()
                .map(Operation.Part::failure)
                .filter(Objects::nonNull)
                .map(failure -> Texts.error(failure.code()))
                .distinct()
                .limit(2)
                .collect(Collectors.joining(" · "));
        return new Trouble(
                Tone.WARN,
                Texts.of("overview.failed", Texts.of("operation.type." + operation.type()), operation.title()),
                Texts.list(hosts, 3) + " · " + why,
                hosts,
                operation.finishedAt(),
                List.of(new Way(
                        Texts.of("overview.way.operation"),
                        "operations",
                        Map.of("op", operation.id().value()))));
    }
}
