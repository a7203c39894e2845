package dev.longshore.metrics.history;

import dev.longshore.model.HostId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The numbers of subjects, and the time of each one's last row, as the one thread that appends knows them. Rows that are newer
 * than the last need no look into the store; all others are looked for there.
 */
final class Subjects {

    /** A row that is kept, with its subject's number. */
    record Kept(int subject, Row row) {}

    private static final int MAX_KNOWN = 200_000;
    private static final int AT_ONCE = 500;
    private static final long RECENT_MS = 600_000;
    private static final long CLEAN_EACH_MS = 86_400_000;

    private static final class Known {
        private final int id;
        private String name;
        private long lastMs;

        private Known(int id, String name, long lastMs) {
            this.id = id;
            this.name = name;
            this.lastMs = lastMs;
        }
    }

    private final Map<Subject, Known> known = new HashMap<>();
    private boolean loaded;
    private int nextId;
    private long newestMs;
    private long cleanedMs;

    /** What is in the store may differ from what was known: after a failure, or a new connection. */
    void forget() {
        known.clear();
        loaded = false;
    }

    /**
     * Those rows that are to be kept, in a transaction that writes them down as well. If that fails, {@link #forget}.
     *
     * @param closedMs rows before it are too late
     */
    List<Kept> take(Connection connection, List<Row> rows, long closedMs) throws SQLException {
        if (!loaded) {
            load(connection);
        }
        if (known.size() > MAX_KNOWN) {
            known.values().removeIf(subject -> subject.lastMs < newestMs - RECENT_MS);
        }
        meet(connection, rows, closedMs);
        List<Kept> kept = new ArrayList<>(rows.size());
        for (Row row : rows) {
            Known subject = known.get(row.subject());
            if (row.atMs() < closedMs || subject == null) {
                continue;
            }
            if (row.atMs() > subject.lastMs) {
                subject.lastMs = row.atMs();
                newestMs = Math.max(newestMs, row.atMs());
            } else if (isThere(connection, subject.id, row.atMs(), kept)) {
                continue;
            }
            kept.add(new Kept(subject.id, row));
            rename(connection, subject, row.name());
        }
        return kept;
    }

    /** Learns the numbers of subjects that are new here, and gives one to those that have none. */
    private void meet(Connection connection, List<Row> rows, long closedMs) throws SQLException {
        Map<Subject, Row> strangers = new LinkedHashMap<>();
        for (Row row : rows) {
            if (row.atMs() >= closedMs && !known.containsKey(row.subject())) {
                strangers.putIfAbsent(row.subject(), row);
            }
        }
        List<Row> all = List.copyOf(strangers.values());
        for (int from = 0; from < all.size(); from += AT_ONCE) {
            List<Row> some = all.subList(from, Math.min(all.size(), from + AT_ONCE));
            Set<Subject> asked = some.stream().map(Row::subject).collect(Collectors.toSet());
            // nothing of them is newer than the newest row of all
            SqlReader.find(connection, asked, (id, subject, name) -> known.put(subject, new Known(id, name, newestMs)));
            insert(
                    connection,
                    some.stream()
                            .filter(row -> !known.containsKey(row.subject()))
                            .toList());
        }
    }

    private void insert(Connection connection, List<Row> strangers) throws SQLException {
        if (strangers.isEmpty()) {
            return;
        }
        String values = strangers.stream().map(_ -> "(?, ?, ?, ?)").collect(Collectors.joining(", "));
        try (PreparedStatement statement = connection.prepareStatement(
                "INSERT INTO " + Tables.SUBJECT + " (id, host, workload, name) VALUES " + values)) {
            int next = 1;
            for (Row row : strangers) {
                Known subject = new Known(nextId++, row.name(), 0);
                known.put(row.subject(), subject);
                statement.setInt(next++, subject.id);
                statement.setString(next++, row.subject().host().value());
                statement.setString(next++, row.subject().workload());
                statement.setString(next++, row.name());
            }
            statement.executeUpdate();
        }
    }

    private static void rename(Connection connection, Known subject, String name) throws SQLException {
        if (name.isEmpty() || name.equals(subject.name)) {
            return;
        }
        subject.name = name;
        try (PreparedStatement statement =
                connection.prepareStatement("UPDATE " + Tables.SUBJECT + " SET name = ? WHERE id = ?")) {
            statement.setString(1, name);
            statement.setInt(2, subject.id);
            statement.executeUpdate();
        }
    }

    private void load(Connection connection) throws SQLException {
        newestMs = Tables.number(connection, "SELECT coalesce(max(at_ms), 0) FROM " + Level.RAW.table());
        nextId = (int) Tables.number(connection, "SELECT coalesce(max(id), 0) + 1 FROM " + Tables.SUBJECT);
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT id, host, workload, name FROM " + Tables.SUBJECT
                        + " WHERE id IN (SELECT subject FROM " + Level.RAW.table() + " WHERE at_ms > "
                        + (newestMs - RECENT_MS) + ")")) {
            while (rows.next()) {
                Subject subject = new Subject(HostId.of(rows.getString(2)), rows.getString(3));
                known.put(subject, new Known(rows.getInt(1), rows.getString(4), newestMs));
            }
        }
        loaded = true;
    }

    private static boolean isThere(Connection connection, int subject, long atMs, List<Kept> kept) throws SQLException {
        for (Kept each : kept) {
            if (each.subject() == subject && each.row().atMs() == atMs) {
                return true;
            }
        }
        return Tables.number(
                        connection,
                        "SELECT count(*) FROM " + Level.RAW.table() + " WHERE subject = " + subject + " AND at_ms = "
                                + atMs)
                > 0;
    }

    /** Once a day: forgets subjects of which no row is left. Not in a transaction. */
    void clean(Connection connection, long nowMs) throws SQLException {
        if (nowMs - cleanedMs < CLEAN_EACH_MS) {
            return;
        }
        cleanedMs = nowMs;
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("DELETE FROM " + Tables.SUBJECT + " WHERE id NOT IN (SELECT subject FROM "
                    + Level.HOUR.table() + ") AND id NOT IN (SELECT subject FROM " + Level.RAW.table() + ")");
        }
        forget();
    }
}
