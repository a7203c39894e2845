package dev.longshore.inventory;

import dev.longshore.model.Digest;
import dev.longshore.model.HostId;
import dev.longshore.model.ImageRef;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** What registries said of tags that hosts hold, as the matrix shows it. In memory: after a start all is asked anew. */
@Service
public class UpstreamTags {

    private final FleetBook book;
    private final Clock clock;

    UpstreamTags(FleetBook book, Clock clock) {
        this.book = book;
        this.clock = clock;
    }

    /** References with a tag of which some host holds a digest of its registry: others can't be compared with one. */
    public Set<ImageRef> comparable() {
        return book.matrix().pulled();
    }

    /** A registry named this digest for the tag just now. */
    public void tell(ImageRef reference, Digest digest) {
        changed(book.matrix().tell(reference.normalized(), digest, clock.instant()));
    }

    /** Nothing is known of the tag any more: it is gone there, or nobody may ask. */
    public void forget(ImageRef reference) {
        changed(book.matrix().tell(reference.normalized(), null, clock.instant()));
    }

    /** Forgets all others: nobody holds them any more, or nobody asks for them. */
    public void keepOnly(Set<ImageRef> references) {
        Set<String> kept = references.stream().map(ImageRef::normalized).collect(Collectors.toSet());
        book.matrix().told().stream()
                .filter(key -> !kept.contains(key))
                .forEach(key -> changed(book.matrix().tell(key, null, clock.instant())));
    }

    private void changed(Set<HostId> holders) {
        holders.forEach(book.subscriptions()::changed);
    }

    /** What is known of tags, by reference in full. */
    static final class Known {

        private record Told(String repositoryAt, Digest digest, Instant checkedAt, Instant since) {}

        private final Map<String, Told> told = new ConcurrentHashMap<>();

        /** Whether that made a difference, besides the time. */
        boolean tell(String key, @Nullable Digest digest, Instant at) {
            Told before = told.get(key);
            if (digest == null) {
                return told.remove(key) != null;
            }
            Instant since = before != null && before.digest().equals(digest) ? before.since() : at;
            told.put(key, new Told(ImageRef.of(key).repository() + "@", digest, at, since));
            return since.equals(at);
        }

        Set<String> keys() {
            return Set.copyOf(told.keySet());
        }

        /** What is known of a reference that these images have; null if nothing is. */
        @Nullable
        Upstream of(String key, List<ImageView> images) {
            Told found = told.get(key);
            if (found == null) {
                return null;
            }
            String repositoryAt = found.repositoryAt();
            Set<HostId> behind = new HashSet<>();
            Set<HostId> current = new HashSet<>();
            for (ImageView image : images) {
                if (image.digests().contains(repositoryAt + found.digest())) {
                    current.add(image.host());
                } else if (pulledFrom(image, repositoryAt)) {
                    behind.add(image.host());
                }
            }
            behind.removeAll(current);
            return new Upstream(found.digest(), found.checkedAt(), found.since(), behind);
        }
    }

    static boolean pulledFrom(ImageView image, String repositoryAt) {
        return image.digests().stream().anyMatch(digest -> digest.startsWith(repositoryAt));
    }
}
