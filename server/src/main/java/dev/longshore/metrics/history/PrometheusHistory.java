package dev.longshore.metrics.history;

import dev.longshore.metrics.history.remotewrite.Label;
import dev.longshore.metrics.history.remotewrite.Sample;
import dev.longshore.metrics.history.remotewrite.TimeSeries;
import dev.longshore.metrics.history.remotewrite.WriteRequest;
import dev.longshore.model.HostId;
import dev.longshore.model.LongshoreException;
import java.math.BigDecimal;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The history in a Prometheus, by remote write; it folds nothing and keeps rows as long as it is told to. It differs from the
 * others: late rows need its {@code out_of_order_time_window}, hours are never closed, what is kept when a call ends is what
 * its own log keeps, and of two rows of one time that come with a restart in between, the second may count.
 *
 * @see "docs/adr/0019-history.md"
 */
public final class PrometheusHistory implements History {

    private static final int ROWS_AT_ONCE = 500;
    private static final int MAX_KNOWN = 200_000;
    private static final long EACH_SAMPLE_BELOW_MS = 30_000;
    private static final long USUAL_SPAN_MS = 10_000;
    private static final long LONGEST_SPAN_MS = 25_000;

    private final PrometheusClient client;
    private final Map<Subject, Long> lastMs = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Subject, Long> eldest) {
            return size() > MAX_KNOWN;
        }
    };

    /**
     * Connects to nothing yet.
     *
     * @param base what comes before {@code /api/v1/…}
     * @param user null to send the secret as a token
     */
    public PrometheusHistory(URI base, @Nullable String user, @Nullable String secret) {
        this.client = new PrometheusClient(base, user, secret);
    }

    @Override
    public synchronized Appended append(List<Row> rows) {
        List<Row> fresh = new ArrayList<>(rows.size());
        List<Row> late = new ArrayList<>();
        int kept = 0;
        Map<Subject, TreeSet<Long>> seen = new HashMap<>();
        for (Row row : rows) {
            Long last = lastMs.get(row.subject());
            boolean twice =
                    !seen.computeIfAbsent(row.subject(), _ -> new TreeSet<>()).add(row.atMs());
            if (!twice && (last == null || row.atMs() != last)) {
                (last == null || row.atMs() > last ? fresh : late).add(row);
            }
        }
        fresh.sort(Comparator.comparingLong(Row::atMs));
        for (List<Row> some : List.of(fresh, late)) {
            for (int from = 0; from < some.size(); from += ROWS_AT_ONCE) {
                kept += write(some.subList(from, Math.min(some.size(), from + ROWS_AT_ONCE)));
            }
        }
        for (Row row : fresh) {
            lastMs.merge(row.subject(), row.atMs(), Math::max);
        }
        return new Appended(kept, rows.size() - kept);
    }

    /** Prometheus refuses all for one: finds it, and leaves it out. */
    private int write(List<Row> rows) {
        WriteRequest.Builder request = WriteRequest.newBuilder();
        rows.forEach(row -> add(request, row));
        if (client.write(request.build())) {
            return rows.size();
        }
        if (rows.size() == 1) {
            return 0;
        }
        int half = rows.size() / 2;
        return write(rows.subList(0, half)) + write(rows.subList(half, rows.size()));
    }

    private static void add(WriteRequest.Builder request, Row row) {
        for (Metric metric : Metric.values()) {
            if (row.readings().has(metric)) {
                request.addTimeseries(
                        series(row, PromQl.name(metric), null, row.readings().get(metric)));
            }
        }
        request.addTimeseries(series(row, PromQl.NAMES, row.name(), row.atMs() / 1000.0));
    }

    private static TimeSeries series(Row row, String metric, @Nullable String name, double value) {
        TimeSeries.Builder series = TimeSeries.newBuilder()
                .addLabels(label("__name__", metric))
                .addLabels(label("host", row.subject().host().value()))
                .addLabels(label("kind", PromQl.kind(row.subject().kind())));
        if (name != null && !name.isEmpty()) {
            series.addLabels(label("name", name));
        }
        if (!row.subject().workload().isEmpty()) { // an empty label is none
            series.addLabels(label("workload", row.subject().workload()));
        }
        return series.addSamples(Sample.newBuilder().setValue(value).setTimestamp(row.atMs()))
                .build();
    }

    private static Label label(String name, String value) {
        return Label.newBuilder().setName(name).setValue(value).build();
    }

    @Override
    public List<Series> series(SeriesQuery query) {
        long step = query.step().toMillis();
        Plan plan = new Plan(
                Plan.floor(query.from().toEpochMilli(), step),
                Plan.ceil(query.to().toEpochMilli(), step),
                step,
                List.of());
        Map<Metric, Map<Subject, Cells>> cells = new HashMap<>();
        for (Metric metric : query.metrics()) {
            Map<Subject, Cells> ofMetric = new HashMap<>();
            query.subjects().forEach(subject -> ofMetric.put(subject, new Cells(List.of(metric), query.fold(), plan)));
            cells.put(metric, ofMetric);
            for (JsonNode found : ask(query, metric, plan)) {
                subject(found).map(ofMetric::get).ifPresent(into -> fill(into, found.path("values"), plan));
            }
        }
        return query.subjects().stream()
                .sorted()
                .flatMap(subject -> query.metrics().stream()
                        .sorted()
                        .flatMap(metric ->
                                Optional.ofNullable(cells.getOrDefault(metric, Map.of())
                                                .get(subject))
                                        .stream()
                                        .flatMap(each -> each.series(subject))))
                .toList();
    }

    /** Short steps are made of the samples themselves, since one may come a little before or after its step. */
    private JsonNode ask(SeriesQuery query, Metric metric, Plan plan) {
        String selector = PromQl.of(query.subjects());
        if (plan.stepMs() < EACH_SAMPLE_BELOW_MS) {
            long end = plan.toMs() + LONGEST_SPAN_MS;
            return client.query(
                    "query", Map.of("query", PromQl.raw(metric, selector, end - plan.fromMs()), "time", seconds(end)));
        }
        return client.query(
                "query_range",
                Map.of(
                        "query",
                        PromQl.folded(metric, query.fold(), selector, plan.stepMs() - 1),
                        "start",
                        seconds(plan.fromMs() + plan.stepMs() - 1),
                        "end",
                        seconds(plan.toMs() - 1),
                        "step",
                        seconds(plan.stepMs())));
    }

    private static void fill(Cells into, JsonNode values, Plan plan) {
        long before = Long.MIN_VALUE / 2;
        for (JsonNode each : values) {
            long at = Math.round(each.path(0).asDouble() * 1000);
            long span = at - before > LONGEST_SPAN_MS ? USUAL_SPAN_MS : at - before;
            long since = plan.stepMs() < EACH_SAMPLE_BELOW_MS ? at - span : at;
            into.add(at, since, new double[] {Double.parseDouble(each.path(1).asString()), 1});
            before = at;
        }
    }

    @Override
    public List<Ranked> top(TopQuery query) {
        if (query.hosts() != null && query.hosts().isEmpty()) {
            return List.of();
        }
        long range = query.to().toEpochMilli() - query.from().toEpochMilli() - 1;
        String time = seconds(query.to().toEpochMilli() - 1);
        String folded = PromQl.folded(query.metric(), query.fold(), PromQl.of(query.kind(), query.hosts()), range);
        Map<Subject, Double> most = new HashMap<>();
        for (JsonNode found :
                client.query("query", Map.of("query", "topk(" + query.most() + ", " + folded + ")", "time", time))) {
            double value = Double.parseDouble(found.path("value").path(1).asString());
            subject(found).ifPresent(subject -> most.put(subject, value));
        }
        if (most.isEmpty()) {
            return List.of();
        }
        Map<Subject, String> names = new HashMap<>();
        Map<Subject, Double> newest = new HashMap<>();
        for (JsonNode found :
                client.query("query", Map.of("query", PromQl.names(PromQl.of(most.keySet()), range), "time", time))) {
            double seen = Double.parseDouble(found.path("value").path(1).asString());
            String name = found.path("metric").path("name").asString("");
            subject(found).ifPresent(subject -> {
                if (seen >= newest.getOrDefault(subject, 0.0)) {
                    newest.put(subject, seen);
                    names.put(subject, name);
                }
            });
        }
        return most.entrySet().stream()
                .map(each -> new Ranked(each.getKey(), names.getOrDefault(each.getKey(), ""), each.getValue()))
                .sorted(Comparator.comparingDouble(Ranked::value).reversed().thenComparing(Ranked::subject))
                .toList();
    }

    /** Empty for what others may have written there under our names. */
    private static Optional<Subject> subject(JsonNode found) {
        JsonNode labels = found.path("metric");
        try {
            return Optional.of(new Subject(
                    HostId.of(labels.path("host").asString("")),
                    labels.path("workload").asString("")));
        } catch (LongshoreException e) {
            return Optional.empty();
        }
    }

    private static String seconds(long ms) {
        return BigDecimal.valueOf(ms, 3).toPlainString();
    }

    /** Prometheus does this itself. */
    @Override
    public void maintain() {}

    @Override
    public void close() {
        client.close();
    }
}
