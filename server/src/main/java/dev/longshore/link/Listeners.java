package dev.longshore.link;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Those who listen. One that fails keeps neither the others nor the link from going on. */
@Component
final class Listeners {

    private static final Logger log = LoggerFactory.getLogger(Listeners.class);
    private static final int MAX_REMEMBERED = 10_000;

    private final ObjectProvider<AgentListener> listeners;
    private final Throttle throttle;
    private final Map<String, Integer> untold = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
            return size() > MAX_REMEMBERED;
        }
    };

    Listeners(ObjectProvider<AgentListener> listeners, Clock clock) {
        this.listeners = listeners;
        this.throttle = new Throttle(clock);
    }

    void tell(Consumer<AgentListener> news) {
        listeners.orderedStream().forEach(listener -> {
            try {
                news.accept(listener);
            } catch (RuntimeException e) {
                log.error("{} failed", listener.getClass().getSimpleName(), e);
            }
        });
    }

    /**
     * What an agent can do at will, a refusal, is told ten times in a row and then every six seconds per kind and host, or
     * address; the next that is told says how many were not.
     */
    void incident(LinkIncident incident) {
        LinkIncident told = incident.kind().refusal() ? limited(incident) : incident;
        if (told != null) {
            log.info("{} {} {}: {}", told.kind(), told.peer(), told.host(), told.detail());
            tell(listener -> listener.incident(told));
        }
    }

    private @Nullable LinkIncident limited(LinkIncident incident) {
        String who = incident.kind() + " " + (incident.host() == null ? incident.peer() : incident.host());
        synchronized (untold) {
            if (!throttle.allows(who)) {
                untold.merge(who, 1, Integer::sum);
                return null;
            }
            throttle.failed(who);
            Integer before = untold.remove(who);
            return before == null
                    ? incident
                    : new LinkIncident(
                            incident.kind(),
                            incident.host(),
                            incident.peer(),
                            incident.detail() + "; " + before + " more before it were not recorded");
        }
    }
}
