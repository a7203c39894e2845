package dev.longshore.metrics;

import dev.longshore.access.Access;
import dev.longshore.access.Actor;
import dev.longshore.metrics.history.Fold;
import dev.longshore.metrics.history.History;
import dev.longshore.metrics.history.Metric;
import dev.longshore.metrics.history.Ranked;
import dev.longshore.metrics.history.Series;
import dev.longshore.metrics.history.SeriesQuery;
import dev.longshore.metrics.history.Subject;
import dev.longshore.metrics.history.TopQuery;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.HostId;
import dev.longshore.model.LongshoreException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The history as an actor may see it. Calls wait for the store, up to some seconds, and throw {@code HISTORY_UNAVAILABLE} or
 * {@code HISTORY_DISK_FULL} if it fails; a host out of sight answers {@code NOT_FOUND}, as one that does not exist.
 */
public final class StatsHistory {

    private final @Nullable History history;
    private final Recorder recorder;
    private final Supplier<Set<HostId>> enrolled;
    private final Access access;

    StatsHistory(@Nullable History history, Recorder recorder, Supplier<Set<HostId>> enrolled, Access access) {
        this.history = history;
        this.recorder = recorder;
        this.enrolled = enrolled;
        this.access = access;
    }

    /** Series of subjects, see {@link History#series}. */
    public List<Series> series(Actor actor, SeriesQuery query) {
        Set<HostId> visible = visible(actor);
        for (Subject subject : query.subjects()) {
            if (!visible.contains(subject.host())) {
                throw new LongshoreException(ErrorCode.NOT_FOUND, "no host " + subject.host());
            }
        }
        return store().series(query);
    }

    /**
     * Those with most of all hosts in sight, or of some of them.
     *
     * @param hosts null for all
     */
    public List<Ranked> top(
            Actor actor,
            Metric metric,
            Fold fold,
            Subject.Kind kind,
            @Nullable Set<HostId> hosts,
            Instant from,
            Instant to,
            int most) {
        Set<HostId> visible = visible(actor);
        if (hosts != null) {
            for (HostId host : hosts) {
                if (!visible.contains(host)) {
                    throw new LongshoreException(ErrorCode.NOT_FOUND, "no host " + host);
                }
            }
        }
        return store().top(new TopQuery(metric, fold, kind, hosts == null ? visible : hosts, from, to, most));
    }

    /** How the history is; no secret. */
    public HistoryState state() {
        return recorder.state();
    }

    private Set<HostId> visible(Actor actor) {
        return enrolled.get().stream().filter(host -> access.sees(actor, host)).collect(Collectors.toSet());
    }

    private History store() {
        if (history == null) {
            throw new LongshoreException(
                    ErrorCode.HISTORY_UNAVAILABLE,
                    "no history is kept: LONGSHORE_HISTORY is off",
                    "Live figures of the last ten minutes are there; set LONGSHORE_HISTORY to keep more.");
        }
        return history;
    }
}
