package dev.longshore.api;

import dev.longshore.inventory.Page;
import java.util.List;
import java.util.function.Function;

/**
 * A page of a list.
 *
 * @param total how many there are in all
 * @param page from 0
 */
record PageBody<T>(List<T> items, int total, int page, int size) {

    static <S, T> PageBody<T> of(Page<S> page, Function<S, T> body) {
        return new PageBody<>(page.items().stream().map(body).toList(), page.total(), page.page(), page.size());
    }
}
