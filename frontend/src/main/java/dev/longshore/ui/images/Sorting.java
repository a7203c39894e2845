package dev.longshore.ui.images;

import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.grid.GridSortOrder;
import com.vaadin.flow.data.provider.SortDirection;
import dev.longshore.inventory.ImageQuery.Sort;
import java.util.List;
import java.util.function.BiConsumer;

/** What a click on a column's head asks for. */
final class Sorting {

    private Sorting() {}

    /** Tells the sort of the first column; without any it is the usual one. */
    static <T> void tell(List<GridSortOrder<T>> orders, BiConsumer<Sort, Boolean> listener) {
        if (orders.isEmpty()) {
            listener.accept(Sort.REFERENCE, false);
            return;
        }
        Grid.Column<T> column = orders.getFirst().getSorted();
        boolean descending = orders.getFirst().getDirection() == SortDirection.DESCENDING;
        column.getSortOrder(SortDirection.ASCENDING)
                .findFirst()
                .ifPresent(order -> listener.accept(Sort.valueOf(order.getSorted()), descending));
    }
}
