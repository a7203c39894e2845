package dev.longshore.agent.engine;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.Serial;

/** The engine's answer to a request was an error status, or its stream held an error; never leaves this package. */
final class EngineRefusal extends IOException {

    @Serial
    private static final long serialVersionUID = 1;

    private final int status;

    /**
     * @param status HTTP status, or 0 if the error came within a stream that had begun with 200
     * @param message the engine's own words
     */
    EngineRefusal(int status, String message) {
        super(message);
        this.status = status;
    }

    /** Streams that began with 200 tell their errors within: what passes here is not one. */
    static void throwIfTold(JsonNode message) throws EngineRefusal {
        JsonNode detail = message.path("errorDetail");
        String error = detail.path("message").asText("");
        if (error.isEmpty()) {
            error = message.path("error").asText("");
        }
        if (!error.isEmpty()) {
            throw new EngineRefusal(detail.path("code").asInt(0), error);
        }
    }

    int status() {
        return status;
    }

    String message() {
        String message = getMessage();
        return message == null ? "" : message;
    }
}
