package dev.longshore.agent.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longshore.model.SafeText;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Which containers use which image, asked of the engine at this moment. */
final class ImageUsers {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final EngineApi api;

    ImageUsers(EngineApi api) {
        this.api = api;
    }

    /**
     * A container that uses an image.
     *
     * @param running also true for a paused or restarting one
     */
    record User(String name, boolean running) {}

    /** The users by engine id of the image. */
    Map<String, List<User>> now() throws IOException, InterruptedException {
        Map<String, List<User>> users = new HashMap<>();
        api.containers(PATIENCE, node -> {
            String image = ImageReader.id(node.path("ImageID"));
            if (!image.isEmpty()) {
                users.computeIfAbsent(image, _ -> new ArrayList<>()).add(user(node));
            }
            return true;
        });
        return users;
    }

    private static User user(JsonNode node) {
        String name = node.path("Names").path(0).asText("");
        String id = node.path("Id").asText("");
        String shown = name.isEmpty() ? id.substring(0, Math.min(12, id.length())) : name;
        boolean running = switch (node.path("State").asText("").toLowerCase(Locale.ROOT)) {
            case "created", "exited", "dead", "configured", "initialized", "stopped" -> false;
            default -> true;
        };
        return new User(SafeText.line(shown.startsWith("/") ? shown.substring(1) : shown, 128), running);
    }
}
