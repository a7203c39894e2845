package dev.longshore.operations;

import dev.longshore.registries.Registries;
import dev.longshore.registries.SavedSignIn;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
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

    /** What goes with the command; null if nobody signs in. */
    OperationRequest.@Nullable Credentials of(LiveOperation operation) {
        OperationRequest.Credentials given = operation.credentials();
        return given != null || operation.withCredentials
                ? given
                : saved(operation.task)
                        .map(saved -> new OperationRequest.Credentials(
                                operation.task.registry(), saved.username(), saved.password()))
                        .orElse(null);
    }

    private Optional<SavedSignIn> saved(Task task) {
        return task.registry().isEmpty() ? Optional.empty() : registries.signIn(task.registry());
    }

    /** For the audit: {@code given}, or whose account it is; empty if nobody signs in. */
    String word(LiveOperation operation) {
        if (operation.withCredentials) {
            return "given";
        }
        return operation.task.registry().isEmpty()
                ? ""
                : registries
                        .account(operation.actor, operation.task.registry())
                        .map(account -> account.username() + " of " + account.registry())
                        .orElse("");
    }
}
