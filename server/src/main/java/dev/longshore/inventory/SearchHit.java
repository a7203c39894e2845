package dev.longshore.inventory;

import dev.longshore.model.ImageRef;
import dev.longshore.model.LongshoreException;
import dev.longshore.model.SafeText;
import java.util.Optional;

/**
 * A repository that a search found.
 *
 * @param repository with its registry, without tag and digest
 * @param stars as Docker Hub counts them; 0 elsewhere
 * @param official whether Docker Hub says so
 * @param automated whether Docker Hub builds it, as it says; newer engines no longer tell
 */
public record SearchHit(ImageRef repository, String description, int stars, boolean official, boolean automated) {

    private static final int DESCRIPTION = 300;

    /** What somebody told; nothing if the name is outside the grammar. */
    public static Optional<SearchHit> of(
            String name, String description, int stars, boolean official, boolean automated) {
        try {
            ImageRef repository = ImageRef.ofName(name);
            return repository.tag() != null || repository.digest() != null
                    ? Optional.empty()
                    : Optional.of(new SearchHit(
                            repository,
                            SafeText.line(description, DESCRIPTION),
                            Math.max(0, stars),
                            official,
                            automated));
        } catch (LongshoreException outsideTheGrammar) {
            return Optional.empty();
        }
    }
}
