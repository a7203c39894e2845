package dev.longshore.link;

import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Those who listen. One that fails keeps neither the others nor the link from going on. */
@Component
final class Listeners {

    private static final Logger log = LoggerFactory.getLogger(Listeners.class);

    private final ObjectProvider<AgentListener> listeners;

    Listeners(ObjectProvider<AgentListener> listeners) {
        this.listeners = listeners;
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

    void incident(LinkIncident incident) {
        log.info("{} {} {}: {}", incident.kind(), incident.peer(), incident.host(), incident.detail());
        tell(listener -> listener.incident(incident));
    }
}
