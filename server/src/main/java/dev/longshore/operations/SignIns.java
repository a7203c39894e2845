package dev.longshore.operations;

import dev.longshore.access.Actor;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import dev.longshore.model.SafeText;
import dev.longshore.registries.Registries;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * With which account an operation goes to its registry: the one that was given for the job, or else the one that is kept
 * for the registry. Asked for when a command leaves, and kept no longer.
 */
@Component
class SignIns {

    private final Registries registries;

    SignIns(Registries registries) {
        this.registries = registries;
    }

    /**
     * What goes with the command; empty if nobody signs in.
     *
     * @throws LongshoreException {@code INVALID_REQUEST} if an account is wanted that is not kept any more
     */
    List<OperationRequest.Credentials> of(LiveOperation operation) {
        if (operation.task instanceof Task.Build build) {
            return build.signIns().stream()
                    .map(registry -> saved(registry).orElseThrow(() -> none(registry)))
                    .toList();
        }
        OperationRequest.Credentials given = operation.credentials();
        if (given != null) {
            return List.of(given);
        }
        return operation.withCredentials
                ? List.of()
                : saved(operation.task.registry()).stream().toList();
    }

    /** Refuses what wants an account that is not kept. */
    void require(Actor actor, Task task) {
        if (task instanceof Task.Build build) {
            for (String host : build.signIns()) {
                if (registries.account(actor, host).isEmpty()) {
                    throw none(host);
                }
            }
        }
    }

    private Optional<OperationRequest.Credentials> saved(String registry) {
        return registry.isEmpty()
                ? Optional.empty()
                : registries
                        .signIn(registry)
                        .map(saved -> new OperationRequest.Credentials(registry, saved.username(), saved.password()));
    }

    private static LongshoreException none(String registry) {
        return new LongshoreException(
                ErrorCode.INVALID_REQUEST,
                "signIns: no account is kept for " + SafeText.quote(registry),
                "Name a registry that has an account under Registries, or leave it out.");
    }

    /** For the audit: {@code given}, or whose account it is; empty if nobody signs in. */
    String word(LiveOperation operation) {
        if (operation.withCredentials) {
            return "given";
        }
        List<String> hosts =
                operation.task instanceof Task.Build build ? build.signIns() : List.of(operation.task.registry());
        return hosts.stream()
                .filter(host -> !host.isEmpty())
                .flatMap(host -> registries.account(operation.actor, host).stream())
                .map(account -> account.username() + " of " + account.registry())
                .collect(Collectors.joining(", "));
    }
}
