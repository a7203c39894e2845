package dev.longshore.ui.kit;

import static org.assertj.core.api.Assertions.assertThat;

import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.data.provider.Query;
import dev.longshore.inventory.Page;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PagedRowsTest {

    private static final List<Integer> ALL = IntStream.range(0, 2_345).boxed().toList();

    private final PagedRows<Integer> rows = PagedRows.into(new Grid<>(), row -> row, PagedRowsTest::page);

    private static Page<Integer> page(int page, int size) {
        int from = Math.min(page * size, ALL.size());
        return new Page<>(ALL.subList(from, Math.min(from + size, ALL.size())), ALL.size(), page, size);
    }

    @Test
    @DisplayName("whoever asks for everything gets everything, as selecting all rows does")
    void everything() {
        assertThat(rows.fetch(new Query<>())).containsExactlyElementsOf(ALL);
    }

    @Test
    @DisplayName("any range of rows is what it says, also across pages and past the end")
    void ranges() {
        assertThat(range(0, 50)).containsExactlyElementsOf(ALL.subList(0, 50));
        assertThat(range(30, 100)).containsExactlyElementsOf(ALL.subList(30, 130));
        assertThat(range(2_300, 50)).containsExactlyElementsOf(ALL.subList(2_300, 2_345));
        assertThat(range(10, 2_000)).containsExactlyElementsOf(ALL.subList(10, 2_010));
        assertThat(rows.size(new Query<>())).isEqualTo(ALL.size());
    }

    private List<Integer> range(int offset, int limit) {
        return rows.fetch(new Query<>(offset, limit, List.of(), null, null)).toList();
    }
}
