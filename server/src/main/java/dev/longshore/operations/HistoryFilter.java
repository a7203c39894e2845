package dev.longshore.operations;

import dev.longshore.model.HostId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A query of the history as SQL over {@code operations o}. */
record HistoryFilter(String where, List<Object> params) {

    /**
     * What the query asks for, of what the account may see: its own operations, and those whose hosts it sees all.
     *
     * @param visible the hosts in sight, or null for all
     */
    static HistoryFilter of(OperationQuery query, long actorId, @Nullable Collection<HostId> visible) {
        List<String> conditions = new ArrayList<>();
        List<Object> params = new ArrayList<>();
        if (query.type() != null) {
            conditions.add("o.type = ?");
            params.add(query.type());
        }
        if (query.state() != null) {
            conditions.add("o.state = ?");
            params.add(query.state().name());
        }
        if (query.host() != null) {
            conditions.add("EXISTS (SELECT 1 FROM operation_parts p WHERE p.operation_id = o.id AND p.host_id = ?)");
            params.add(query.host().value());
        }
        String text = query.text().strip();
        if (!text.isEmpty()) {
            String pattern = "%"
                    + text.toLowerCase(Locale.ROOT)
                            .replace("!", "!!")
                            .replace("%", "!%")
                            .replace("_", "!_")
                    + "%";
            conditions.add("(LOWER(o.title) LIKE ? ESCAPE '!' OR LOWER(o.actor_name) LIKE ? ESCAPE '!')");
            params.add(pattern);
            params.add(pattern);
        }
        if (visible != null) {
            String hosts = visible.isEmpty() ? "" : " AND p.host_id NOT IN (" + marks(visible.size()) + ")";
            conditions.add("(o.actor_id = ? OR NOT EXISTS (SELECT 1 FROM operation_parts p"
                    + " WHERE p.operation_id = o.id" + hosts + "))");
            params.add(actorId);
            visible.forEach(host -> params.add(host.value()));
        }
        return new HistoryFilter(
                conditions.isEmpty() ? "" : "WHERE " + String.join(" AND ", conditions), List.copyOf(params));
    }

    private static String marks(int count) {
        return "?" + ", ?".repeat(count - 1);
    }
}
