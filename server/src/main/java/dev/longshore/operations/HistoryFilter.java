package dev.longshore.operations;

import dev.longshore.model.HostId;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A query of the history as the database takes it; an empty text stands for all.
 *
 * @param pattern of {@code LIKE}, in lower case, with ! as its escape
 * @param everything whether all operations are in sight
 * @param visible the hosts in sight otherwise; never empty, as SQL knows no empty list
 */
record HistoryFilter(
        String type,
        String state,
        String host,
        String pattern,
        boolean everything,
        long actorId,
        Collection<String> visible) {

    /** The id of no host. */
    private static final List<String> NONE = List.of("");

    /**
     * What the query asks for, of what the account may see: its own operations, and those whose hosts it sees all.
     *
     * @param visible the hosts in sight, or null for all
     */
    static HistoryFilter of(OperationQuery query, long actorId, @Nullable Collection<HostId> visible) {
        return new HistoryFilter(
                query.type() == null ? "" : query.type(),
                query.state() == null ? "" : query.state().name(),
                query.host() == null ? "" : query.host().value(),
                pattern(query.text().strip()),
                visible == null,
                actorId,
                visible == null || visible.isEmpty()
                        ? NONE
                        : visible.stream().map(HostId::value).toList());
    }

    private static String pattern(String text) {
        return text.isEmpty()
                ? ""
                : "%"
                        + text.toLowerCase(Locale.ROOT)
                                .replace("!", "!!")
                                .replace("%", "!%")
                                .replace("_", "!_")
                        + "%";
    }
}
