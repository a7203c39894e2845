package dev.longshore.operations;

import dev.longshore.model.OperationId;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The operations that have not ended, or whose end is not stored yet. There is one instance of each. */
final class LiveOperations {

    private final OperationStore store;
    private final Map<OperationId, LiveOperation> live = new ConcurrentHashMap<>();

    LiveOperations(OperationStore store) {
        this.store = store;
    }

    void add(LiveOperation operation) {
        live.put(operation.id, operation);
    }

    @Nullable
    LiveOperation find(OperationId id) {
        return live.get(id);
    }

    Collection<LiveOperation> all() {
        return Collections.unmodifiableCollection(live.values());
    }

    /**
     * The one instance of an operation that may have ended and is to change all the same; null if there is none any more.
     * To be asked for {@link #counts} once its lock is held, and handed to {@link #drop} after use.
     */
    @Nullable
    LiveOperation recall(OperationId id) {
        return live.computeIfAbsent(
                id, _ -> store.find(id).map(OperationStore.Stored::operation).orElse(null));
    }

    /** Whether this is still the instance that counts. */
    boolean counts(LiveOperation operation) {
        return live.get(operation.id) == operation;
    }

    /** Lets go of an operation if all of it has ended and is stored. The caller holds its lock. */
    void drop(LiveOperation operation) {
        if (operation.ended() && operation.parts().stream().noneMatch(part -> part.unsaved)) {
            live.remove(operation.id);
        }
    }
}
