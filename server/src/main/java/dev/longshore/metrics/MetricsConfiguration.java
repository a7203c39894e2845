package dev.longshore.metrics;

import dev.longshore.DataDirectory;
import dev.longshore.access.Access;
import dev.longshore.link.Agents;
import dev.longshore.link.EnrolledHost;
import dev.longshore.link.Enrolment;
import dev.longshore.metrics.history.History;
import dev.longshore.wire.ServerMessage;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * Joins the statistics to the link. The link is looked up when it is needed: it holds the statistics as a listener, and they
 * send through it.
 */
@Configuration(proxyBeanMethods = false)
class MetricsConfiguration {

    private static final int ORDER = 30;

    /** The store, or none; one bean can't be null. */
    record Store(@Nullable History history) {}

    @Bean
    Store historyStore(HistorySettings settings, DataDirectory data, Clock clock) {
        return new Store(settings.open(data.path(), clock));
    }

    @Bean
    Recorder statsRecorder(Store store, Clock clock) {
        return new Recorder(store.history(), clock);
    }

    /** Not before all is there: the first row comes with the first agent. */
    @Bean
    SmartInitializingSingleton startRecorder(Recorder recorder) {
        return recorder::start;
    }

    @Bean
    Watching watching(ObjectProvider<Agents> agents, Access access, Clock clock) {
        return new Watching(
                (host, watch) -> agents.getObject()
                        .send(
                                host,
                                ServerMessage.newBuilder().setWatchStats(watch).build()),
                access,
                clock);
    }

    @Bean
    WatchTicker watchTicker(Watching watching) {
        return new WatchTicker(watching);
    }

    /** Tells agents each second what is watched. */
    static final class WatchTicker {

        private final Watching watching;

        WatchTicker(Watching watching) {
            this.watching = watching;
        }

        @Scheduled(fixedDelay = 1, initialDelay = 5, timeUnit = TimeUnit.SECONDS)
        void tick() {
            watching.tick();
        }
    }

    @Bean
    @Order(ORDER)
    LiveStats liveStats(
            ObjectProvider<Enrolment> enrolment, Recorder recorder, Watching watching, Access access, Clock clock) {
        return new LiveStats(host -> enrolment.getObject().host(host).isPresent(), recorder, watching, access, clock);
    }

    @Bean
    StatsHistory statsHistory(Store store, Recorder recorder, ObjectProvider<Enrolment> enrolment, Access access) {
        return new StatsHistory(
                store.history(),
                recorder,
                () -> enrolment.getObject().hosts().stream()
                        .map(EnrolledHost::id)
                        .collect(Collectors.toSet()),
                access);
    }

    @Bean
    MeterBinder statsMeters(Recorder recorder, LiveStats live) {
        return registry -> {
            Gauge.builder("longshore.history.lag", recorder, each -> each.lagMs() / 1000.0)
                    .baseUnit("seconds")
                    .description("Age of the oldest row of statistics that is not recorded yet")
                    .register(registry);
            Gauge.builder(
                            "longshore.history.healthy",
                            recorder,
                            each -> each.state().problem() == null ? 1 : 0)
                    .description("Whether the history takes rows")
                    .register(registry);
            FunctionCounter.builder(
                            "longshore.history.rows",
                            recorder,
                            each -> each.state().rows())
                    .description("Rows of statistics recorded")
                    .register(registry);
            FunctionCounter.builder(
                            "longshore.history.lost",
                            recorder,
                            each -> each.state().lost())
                    .description("Rows of statistics given up")
                    .register(registry);
            Gauge.builder("longshore.stats.subjects", live, LiveStats::size)
                    .description("Hosts, containers and other workloads with live statistics")
                    .register(registry);
        };
    }
}
