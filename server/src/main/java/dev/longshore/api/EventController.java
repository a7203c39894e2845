package dev.longshore.api;

import dev.longshore.access.Actor;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** What happens on the hosts, as it happens. */
@RestController
final class EventController {

    private final EventStreams streams;

    EventController(EventStreams streams) {
        this.streams = streams;
    }

    /**
     * {@code event}: something happened; {@code changed}: read this host again. With Last-Event-ID the events since then
     * come first; {@code gap} comes before them if some are missing, as the server no longer has them or was restarted.
     */
    @GetMapping(path = "/api/v1/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    SseEmitter events(
            Actor actor, @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String lastEventId) {
        return streams.fleet(actor, lastEventId);
    }
}
