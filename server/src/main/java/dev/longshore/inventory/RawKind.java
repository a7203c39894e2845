package dev.longshore.inventory;

/** Which of the engine's own JSON documents to show. */
public enum RawKind {
    INFO,
    VERSION,
    IMAGE,
    CONTAINER
}
