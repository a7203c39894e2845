package dev.longshore.ui.kit;

import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.data.provider.AbstractBackEndDataProvider;
import com.vaadin.flow.data.provider.Query;
import com.vaadin.flow.function.SerializableFunction;
import dev.longshore.inventory.Page;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.stream.Stream;

/**
 * Fills a grid from a list that is filtered, sorted and paged on the server, and keeps it live: {@link #refresh} reads
 * the pages in sight again and sends only the rows that changed, so that scroll position and selection stay. Only when
 * rows came, went or moved is the list renewed.
 *
 * @param <T> a row; two rows with the same key are the same thing, equal ones look the same
 */
public final class PagedRows<T> extends AbstractBackEndDataProvider<T, Void> {

    private static final int KEPT_PAGES = 12;
    private static final int BIG_PAGE = 1000;

    private final transient Grid<T> grid;
    private final transient Source<T> source;
    private final SerializableFunction<T, Object> key;
    private final transient Map<Integer, List<T>> sent = new LinkedHashMap<>();
    private transient IntConsumer onTotal = _ -> {};
    private int pageSize;
    private int total = -1;

    /** Where rows come from. */
    public interface Source<T> {
        /** One page, with the filter and order of now. */
        Page<T> read(int page, int size);
    }

    private PagedRows(Grid<T> grid, SerializableFunction<T, Object> key, Source<T> source) {
        this.grid = grid;
        this.source = source;
        this.key = key;
        this.pageSize = grid.getPageSize();
    }

    /** Gives the grid its rows. */
    public static <T> PagedRows<T> into(Grid<T> grid, SerializableFunction<T, Object> key, Source<T> source) {
        var rows = new PagedRows<>(grid, key, source);
        grid.setDataProvider(rows);
        return rows;
    }

    /** Tells how many rows there are, whenever that was read. */
    public PagedRows<T> onTotal(IntConsumer listener) {
        onTotal = listener;
        return this;
    }

    @Override
    public Object getId(T row) {
        return key.apply(row);
    }

    @Override
    protected Stream<T> fetchFromBackEnd(Query<T, Void> query) {
        int size = query.getLimit();
        if (size > KEPT_PAGES * pageSize) {
            return whole(query.getOffset(), size);
        }
        if (query.getOffset() % pageSize == 0 && size <= pageSize) {
            var page = sent.get(query.getOffset() / pageSize);
            // the count of this very round trip has read the first page already
            return (page != null && query.getOffset() == 0 ? page : read(query.getOffset() / pageSize))
                    .stream().limit(size);
        }
        return Stream.iterate(query.getOffset() / pageSize, page -> page + 1)
                .limit((query.getOffset() % pageSize + size + pageSize - 1) / pageSize)
                .flatMap(page -> read(page).stream())
                .skip(query.getOffset() % pageSize)
                .limit(size);
    }

    /** Somebody wants far more than is ever in sight, for example to select all of it: nothing of that is remembered. */
    private Stream<T> whole(int offset, int size) {
        var rows = new ArrayList<T>();
        for (int page = 0; ; page++) {
            var read = source.read(page, BIG_PAGE);
            rows.addAll(read.items());
            if (read.items().isEmpty() || rows.size() >= read.total() || rows.size() - offset >= size) {
                return rows.stream().skip(offset).limit(size);
            }
        }
    }

    @Override
    protected int sizeInBackEnd(Query<T, Void> query) {
        sent.clear();
        read(0);
        return total;
    }

    private List<T> read(int page) {
        var read = source.read(page, pageSize);
        total = read.total();
        onTotal.accept(total);
        sent.put(page, read.items());
        if (sent.size() > KEPT_PAGES) {
            sent.remove(sent.keySet().iterator().next());
        }
        return read.items();
    }

    /** Brings what is in sight up to date. Call it with the session locked. */
    public void refresh() {
        if (total < 0) {
            return;
        }
        var communicator = grid.getDataCommunicator();
        for (int page : List.copyOf(sent.keySet())) {
            var before = sent.getOrDefault(page, List.of());
            if (page != 0 && before.stream().noneMatch(communicator::isItemActive)) {
                sent.remove(page);
                continue;
            }
            int totalBefore = total;
            var now = read(page);
            if (total != totalBefore || !sameKeys(before, now)) {
                refreshAll();
                return;
            }
            for (int i = 0; i < now.size(); i++) {
                if (!now.get(i).equals(before.get(i))) {
                    refreshItem(now.get(i));
                }
            }
        }
    }

    private boolean sameKeys(List<T> before, List<T> now) {
        if (before.size() != now.size()) {
            return false;
        }
        for (int i = 0; i < now.size(); i++) {
            if (!key.apply(before.get(i)).equals(key.apply(now.get(i)))) {
                return false;
            }
        }
        return true;
    }
}
