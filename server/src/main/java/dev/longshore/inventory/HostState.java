package dev.longshore.inventory;

/** How a host is, worst last in nothing: each has its own colour and word on the page. */
public enum HostState {
    /** Agent connected, engine answering. */
    ONLINE,
    /** Agent connected, engine not running. */
    ENGINE_DOWN,
    /** Agent connected, engine running but silent. */
    ENGINE_HUNG,
    /** Agent not connected; what is shown is as last reported. */
    OFFLINE,
    /** Enrolled, and never connected yet. */
    PENDING,
    /** Two machines used one identity: neither is let in. */
    QUARANTINED;

    /** Whether commands can be carried out now. */
    public boolean ready() {
        return this == ONLINE;
    }
}
