package dev.longshore.model;

import java.util.List;

/** A list as it was and as it is, or would be. */
public record ListChange(List<String> before, List<String> after) {

    public ListChange {
        before = List.copyOf(before);
        after = List.copyOf(after);
    }

    /** Whether the list stays as it was. */
    public boolean unchanged() {
        return before.equals(after);
    }
}
