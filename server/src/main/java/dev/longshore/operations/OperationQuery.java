package dev.longshore.operations;

import dev.longshore.model.HostId;
import org.jspecify.annotations.Nullable;

/**
 * Which operations to list, newest first.
 *
 * @param type pull, push, tag, remove, prune, or null for all
 * @param state or null for all
 * @param host only those with a part on it, or null
 * @param text part of title or actor; empty for all
 * @param page from 0
 * @param size 1 to 200
 */
public record OperationQuery(
        @Nullable String type,
        @Nullable OperationState state,
        @Nullable HostId host,
        String text,
        int page,
        int size) {

    /** The newest, of all kinds. */
    public static OperationQuery newest(int size) {
        return new OperationQuery(null, null, null, "", 0, size);
    }
}
