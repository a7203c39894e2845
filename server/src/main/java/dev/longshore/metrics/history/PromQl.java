package dev.longshore.metrics.history;

import dev.longshore.model.HostId;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Queries in Prometheus' language. Whatever is not ours goes in as a quoted string. */
final class PromQl {

    static final String NAMES = "longshore_name_seen_seconds";

    private static final String META = "\\.+*?()|[]{}^$";

    private PromQl() {}

    static String name(Metric metric) {
        return "longshore_" + metric.column();
    }

    static String kind(Subject.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    /** Folds what came in the time before the moment of evaluation, both ends included. */
    static String folded(Metric metric, Fold fold, String selector, long rangeMs) {
        String function = metric.isCount() ? "sum" : fold == Fold.MAX ? "max" : "avg";
        return "max by (host, workload) (" + function + "_over_time(" + raw(metric, selector, rangeMs) + "))";
    }

    static String raw(Metric metric, String selector, long rangeMs) {
        return name(metric) + selector + "[" + rangeMs + "ms]";
    }

    /** When each name was last seen. */
    static String names(String selector, long rangeMs) {
        return "max_over_time(" + NAMES + selector + "[" + rangeMs + "ms])";
    }

    static String of(Collection<Subject> subjects) {
        Set<String> hosts = new TreeSet<>();
        Set<String> workloads = new TreeSet<>();
        for (Subject subject : subjects) {
            hosts.add(subject.host().value());
            workloads.add(subject.workload());
        }
        return "{host" + oneOf(hosts) + ", workload" + oneOf(workloads) + "}";
    }

    static String of(Subject.Kind kind, @Nullable Set<HostId> hosts) {
        String some = hosts == null
                ? ""
                : ", host" + oneOf(hosts.stream().map(HostId::value).collect(Collectors.toCollection(TreeSet::new)));
        return "{kind=" + quoted(kind(kind)) + some + "}";
    }

    private static String oneOf(Set<String> values) {
        return values.size() == 1
                ? "=" + quoted(values.iterator().next())
                : "=~" + quoted(values.stream().map(PromQl::literally).collect(Collectors.joining("|")));
    }

    /** A regular expression that matches just this. */
    private static String literally(String text) {
        StringBuilder regex = new StringBuilder(text.length());
        text.chars().forEach(c -> {
            if (META.indexOf(c) >= 0) {
                regex.append('\\');
            }
            regex.append((char) c);
        });
        return regex.toString();
    }

    /** As Go writes it; a replacement character that is not escaped would pass for broken UTF-8. */
    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.codePoints().forEach(point -> {
            if (point == '"' || point == '\\') {
                quoted.append('\\').append((char) point);
            } else if (point >= ' ' && point <= '~') {
                quoted.append((char) point);
            } else {
                quoted.append(String.format("\\U%08x", point));
            }
        });
        return quoted.append('"').toString();
    }
}
