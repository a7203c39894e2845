package dev.longshore.operations;

import dev.longshore.access.Actor;
import dev.longshore.inventory.Fleet;
import dev.longshore.inventory.Page;
import dev.longshore.model.OperationId;
import org.springframework.stereotype.Service;

/**
 * The one gateway through which hosts are changed: every request is typed, checked for every host, and durable together
 * with its audit row before a command leaves.
 */
@Service
public class Operations {

    /**
     * Starts an operation. Offline hosts fail at once, in their own part only.
     *
     * @throws dev.longshore.model.LongshoreException {@code FORBIDDEN}, {@code NOT_FOUND} for a host out of sight, {@code
     *     INVALID_REQUEST}, {@code STORAGE}; then nothing was started anywhere
     */
    public Operation start(Actor actor, OperationRequest request) {
        throw new UnsupportedOperationException();
    }

    /** One operation; {@code NOT_FOUND} unless the actor sees all of its hosts or started it. */
    public Operation get(Actor actor, OperationId id) {
        throw new UnsupportedOperationException();
    }

    /** A page of history, newest first. */
    public Page<Operation> list(Actor actor, OperationQuery query) {
        throw new UnsupportedOperationException();
    }

    /** Asks for its end; parts that have ended stay as they are. */
    public Operation cancel(Actor actor, OperationId id) {
        throw new UnsupportedOperationException();
    }

    /** Starts a new operation for the hosts where this one failed, was cancelled or interrupted. */
    public Operation retry(Actor actor, OperationId id) {
        throw new UnsupportedOperationException();
    }

    /** Tells the listener of changes until the subscription is closed. */
    public Fleet.Subscription subscribe(Actor actor, OperationListener listener) {
        throw new UnsupportedOperationException();
    }
}
