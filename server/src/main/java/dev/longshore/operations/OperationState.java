package dev.longshore.operations;

/** Where an operation, or its part on one host, stands. */
public enum OperationState {
    QUEUED,
    RUNNING,
    SUCCEEDED,
    FAILED,
    CANCELLED,
    /** Nobody saw its end: a program or the link ended in the middle. */
    INTERRUPTED;

    /** Whether nothing will happen any more. */
    public boolean ended() {
        return this != QUEUED && this != RUNNING;
    }
}
