package dev.longshore.operations;

import dev.longshore.model.HostId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What somebody asks for.
 *
 * @param hosts at least one, each once
 * @param credentials for a pull or a push, this job only; never stored
 * @param idempotencyKey the same key from the same account gives the same operation, or null
 */
public record OperationRequest(
        Task task,
        List<HostId> hosts,
        @Nullable Credentials credentials,
        @Nullable String idempotencyKey) {

    public OperationRequest {
        hosts = List.copyOf(hosts);
    }

    /** Sign-in to one registry. */
    public record Credentials(String registry, String username, String password) {

        @Override
        public String toString() {
            return "Credentials[" + registry + "]";
        }
    }
}
