package dev.longshore.inventory;

import java.util.List;

/**
 * A part of a list that was filtered and sorted on the server.
 *
 * @param total how many there are in all
 * @param page from 0
 */
public record Page<T>(List<T> items, int total, int page, int size) {

    public Page {
        items = List.copyOf(items);
    }
}
