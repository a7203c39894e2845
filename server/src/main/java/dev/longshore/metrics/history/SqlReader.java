package dev.longshore.metrics.history;

import dev.longshore.model.HostId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads the {@link Tables}. */
final class SqlReader {

    private static final int TIMEOUT_SECONDS = 20;

    /** Rows after the end of what is asked for speak for the time before them. */
    private static final long LOOK_AHEAD_MS = 30_000;

    private SqlReader() {}

    static List<Series> series(Connection connection, SeriesQuery query, Plan plan) throws SQLException {
        List<Metric> metrics = List.copyOf(new TreeSet<>(query.metrics()));
        Map<Integer, Subject> ids = new HashMap<>();
        find(connection, query.subjects(), (id, subject, _) -> ids.put(id, subject));
        Map<Subject, Cells> cells = new HashMap<>();
        for (Subject subject : query.subjects()) {
            cells.put(subject, new Cells(metrics, query.fold(), plan));
        }
        for (Plan.Part part : plan.parts()) {
            if (!ids.isEmpty() && part.fromMs() < part.toMs()) {
                read(
                        connection,
                        seriesSql(part, plan.stepMs(), metrics, query.fold(), ids.keySet()),
                        ahead(part, plan),
                        rows -> {
                            Subject subject = ids.get(rows.getInt(1));
                            Cells into = subject == null ? null : cells.get(subject);
                            if (into != null) {
                                into.add(rows.getLong(2), rows.getLong(3), told(rows, metrics.size()));
                            }
                        });
            }
        }
        return query.subjects().stream()
                .sorted()
                .flatMap(subject -> cells(cells, subject).series(subject))
                .toList();
    }

    private static double[] told(ResultSet row, int metrics) throws SQLException {
        double[] told = new double[2 * metrics];
        for (int i = 0; i < told.length; i++) {
            told[i] = row.getDouble(4 + i);
        }
        return told;
    }

    private static Plan.Part ahead(Plan.Part part, Plan plan) {
        return part.level() == Level.RAW && plan.stepMs() < Level.MINUTE.stepMs()
                ? new Plan.Part(part.level(), part.fromMs(), part.toMs() + LOOK_AHEAD_MS)
                : part;
    }

    private static Cells cells(Map<Subject, Cells> cells, Subject subject) {
        Cells found = cells.get(subject);
        if (found == null) {
            throw new IllegalStateException("no cells of " + subject);
        }
        return found;
    }

    private static String seriesSql(
            Plan.Part part, long stepMs, List<Metric> metrics, Fold fold, Set<Integer> subjects) {
        String since = part.level() == Level.RAW ? "min(at_ms - span_ms)" : "min(at_ms)";
        String bucket = Tables.bucket(stepMs);
        return "SELECT subject, " + bucket + ", " + since + ", "
                + metrics.stream()
                        .map(metric ->
                                Tables.value(part.level(), metric, fold) + ", " + Tables.weight(part.level(), metric))
                        .collect(Collectors.joining(", "))
                + " FROM " + part.level().table() + " WHERE at_ms >= ? AND at_ms < ? AND subject IN ("
                + subjects.stream().map(String::valueOf).collect(Collectors.joining(", "))
                + ") GROUP BY subject, " + bucket + " ORDER BY subject, " + bucket;
    }

    /** Is told of a subject that has a number. */
    interface Found {
        void subject(int id, Subject subject, String name);
    }

    /** Finds those of some hundred subjects that have a number. */
    static void find(Connection connection, Set<Subject> subjects, Found found) throws SQLException {
        List<String> hosts =
                distinct(subjects.stream().map(subject -> subject.host().value()));
        List<String> workloads = distinct(subjects.stream().map(Subject::workload));
        try (PreparedStatement statement = connection.prepareStatement("SELECT id, host, workload, name FROM "
                + Tables.SUBJECT + " WHERE host IN (" + marks(hosts.size()) + ") AND workload IN ("
                + marks(workloads.size()) + ")")) {
            int next = 1;
            for (String host : hosts) {
                statement.setString(next++, host);
            }
            for (String workload : workloads) {
                statement.setString(next++, workload);
            }
            statement.setQueryTimeout(TIMEOUT_SECONDS);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    Subject subject = new Subject(HostId.of(rows.getString(2)), rows.getString(3));
                    if (subjects.contains(subject)) {
                        found.subject(rows.getInt(1), subject, rows.getString(4));
                    }
                }
            }
        }
    }

    static List<Ranked> top(Connection connection, TopQuery query, Plan plan) throws SQLException {
        boolean mean = query.fold() == Fold.MEAN && !query.metric().isCount();
        String fold = mean ? "sum(v) / sum(w)" : query.metric().isCount() ? "sum(v)" : "max(v)";
        List<String> parts = new ArrayList<>();
        for (Plan.Part part : plan.parts()) {
            parts.add("SELECT subject, " + Tables.value(part.level(), query.metric(), query.fold()) + " AS v, "
                    + Tables.weight(part.level(), query.metric()) + " AS w FROM "
                    + part.level().table() + " WHERE at_ms >= " + part.fromMs() + " AND at_ms < " + part.toMs()
                    + " AND "
                    + query.metric().column() + " IS NOT NULL GROUP BY subject");
        }
        String sql = "SELECT s.host, s.workload, s.name, " + fold + " AS total FROM ("
                + String.join(" UNION ALL ", parts) + ") p JOIN " + Tables.SUBJECT + " s ON s.id = p.subject WHERE "
                + kind(query.kind()) + hosts(query.hosts())
                + " GROUP BY s.host, s.workload, s.name ORDER BY total DESC, s.host, s.workload LIMIT " + query.most();
        List<Ranked> ranked = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(TIMEOUT_SECONDS);
            try (ResultSet rows = statement.executeQuery(sql)) {
                while (rows.next()) {
                    Subject subject = new Subject(HostId.of(rows.getString(1)), rows.getString(2));
                    ranked.add(new Ranked(subject, rows.getString(3), rows.getDouble(4)));
                }
            }
        }
        return ranked;
    }

    private static String kind(Subject.Kind kind) {
        return switch (kind) {
            case HOST -> "s.workload = ''";
            case CONTAINER -> "s.workload <> '' AND s.workload NOT LIKE '/%'";
            case OTHER -> "s.workload LIKE '/%'";
        };
    }

    /** Ids of hosts are letters and digits: they can stand in the text. */
    private static String hosts(@org.jspecify.annotations.Nullable Set<HostId> hosts) {
        if (hosts == null) {
            return "";
        }
        return hosts.isEmpty()
                ? " AND 1 = 0"
                : hosts.stream()
                        .map(host -> "'" + host.value() + "'")
                        .collect(Collectors.joining(", ", " AND s.host IN (", ")"));
    }

    /** Takes a row of a result. */
    private interface RowReader {
        void read(ResultSet rows) throws SQLException;
    }

    private static void read(Connection connection, String sql, Plan.Part part, RowReader reader) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, part.fromMs());
            statement.setLong(2, part.toMs());
            statement.setQueryTimeout(TIMEOUT_SECONDS);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    reader.read(rows);
                }
            }
        }
    }

    private static List<String> distinct(Stream<String> texts) {
        return List.copyOf(texts.collect(Collectors.toCollection(LinkedHashSet::new)));
    }

    private static String marks(int count) {
        return Stream.generate(() -> "?").limit(count).collect(Collectors.joining(", "));
    }
}
