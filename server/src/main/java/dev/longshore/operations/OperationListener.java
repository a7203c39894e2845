package dev.longshore.operations;

/** Told of operations that the actor who subscribed may see. */
public interface OperationListener {

    /** It began, moved on (at most four times a second) or ended. */
    void changed(Operation operation);
}
