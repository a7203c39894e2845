package dev.longshore.agent.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longshore.agent.engine.ImageName.ById;
import dev.longshore.model.ImageId;
import dev.longshore.model.LongshoreException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes away images that a load brought and nothing names; what can't go stays. */
final class Leftovers {

    private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);

    private final EngineApi api;
    private final ImageRemoval removal;
    private final Duration patience;

    Leftovers(EngineApi api, ImageRemoval removal, Duration patience) {
        this.api = api;
        this.removal = removal;
        this.patience = patience;
    }

    /** Takes away those of the images that the engine lists without a name. */
    void takeBack(Set<String> ids) throws InterruptedException {
        List<String> came = new ArrayList<>();
        try {
            api.images(patience, image -> {
                String id = ImageReader.id(image.path("Id"));
                if (ids.contains(id) && nameless(image)) {
                    came.add(id);
                }
                return true;
            });
        } catch (IOException | LongshoreException e) {
            LOG.info("What was loaded could not be taken back: {}", e.getMessage());
        }
        for (String id : came) {
            remove(id);
        }
    }

    /** The containerd store can keep what came of an image that it did not unpack, and not list it. */
    void takeBackUnlisted(Set<String> ids) throws InterruptedException {
        for (String id : ids) {
            try {
                JsonNode left = api.imageOrNull(new ById(ImageId.of(id)));
                if (left != null && ImageReader.id(left.path("Id")).equals(id) && nameless(left)) {
                    remove(id);
                }
            } catch (IOException | LongshoreException e) {
                LOG.info("What is left of {} could not be taken back: {}", id, e.getMessage());
            }
        }
    }

    private void remove(String id) throws InterruptedException {
        try {
            removal.remove(new ById(ImageId.of(id)), false, false);
        } catch (IOException | LongshoreException e) {
            LOG.info("{} was loaded and could not be taken back: {}", id, e.getMessage());
        }
    }

    private static boolean nameless(JsonNode image) {
        for (JsonNode tag : image.path("RepoTags")) {
            if (!tag.asText("").startsWith("<none>")) {
                return false;
            }
        }
        return true;
    }
}
