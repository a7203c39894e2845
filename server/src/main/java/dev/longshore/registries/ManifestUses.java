package dev.longshore.registries;

import dev.longshore.model.Digest;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import dev.longshore.registries.client.Manifest;
import dev.longshore.registries.client.RegistryConnection;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Gatherers;

/**
 * What in a repository needs a manifest: tags that name it, and tags of indexes that it is an image of, which would be broken
 * without it. An index that no tag names can't be found by anybody.
 *
 * @param tags that name the manifest itself, by name
 * @param indexTags that name an index which leads to it, by name
 */
record ManifestUses(List<String> tags, List<String> indexTags) {

    private static final int MOST_TAGS = 2_000;
    /** Of indexes within indexes. */
    private static final int MOST_LEVELS = 4;

    ManifestUses {
        tags = List.copyOf(tags);
        indexTags = List.copyOf(indexTags);
    }

    /** What a tag names; nothing if that was deleted. */
    private record Named(String tag, RegistryConnection.Head head) {}

    /** Looks at every tag of the repository; {@code TOO_LARGE} beyond 2,000. */
    static ManifestUses of(RegistryConnection connection, String repository, Digest digest) {
        List<String> tags = connection.tags(repository);
        if (tags.size() > MOST_TAGS) {
            throw new LongshoreException(
                    ErrorCode.TOO_LARGE,
                    repository + " has " + tags.size() + " tags: too many to tell which of them name the same image");
        }
        List<Named> named = tags.stream()
                .distinct()
                .gather(Gatherers.mapConcurrent(TagReader.AT_ONCE, tag -> head(connection, repository, tag)))
                .flatMap(List::stream)
                .toList();
        Set<String> own = new TreeSet<>();
        Map<Digest, Set<String>> indexes =
                new TreeMap<>((one, other) -> one.value().compareTo(other.value()));
        for (Named each : named) {
            if (each.head().digest().equals(digest)) {
                own.add(each.tag());
            } else if (each.head().mayBeIndex()) {
                indexes.computeIfAbsent(each.head().digest(), _ -> new TreeSet<>())
                        .add(each.tag());
            }
        }
        Set<String> through = new TreeSet<>();
        indexes.entrySet().stream()
                .gather(Gatherers.mapConcurrent(
                        TagReader.AT_ONCE,
                        each -> leadsTo(connection, repository, each.getKey(), digest)
                                ? each.getValue()
                                : Set.<String>of()))
                .forEach(through::addAll);
        return new ManifestUses(List.copyOf(own), List.copyOf(through));
    }

    private static List<Named> head(RegistryConnection connection, String repository, String tag) {
        try {
            return List.of(new Named(tag, connection.look(repository, tag)));
        } catch (LongshoreException gone) {
            if (gone.code() == ErrorCode.REGISTRY_NOT_FOUND) {
                return List.of(); // a registry lists tags of manifests that were deleted
            }
            throw gone;
        }
    }

    private static boolean leadsTo(RegistryConnection connection, String repository, Digest index, Digest wanted) {
        Set<Digest> seen = new HashSet<>();
        List<Digest> level = List.of(index);
        for (int depth = 0; depth < MOST_LEVELS && !level.isEmpty(); depth++) {
            List<Digest> below = new ArrayList<>();
            for (Digest each : level) {
                if (seen.add(each) && manifest(connection, repository, each) instanceof Manifest.Index read) {
                    if (read.names(wanted)) {
                        return true;
                    }
                    below.addAll(read.indexes());
                }
            }
            level = below;
        }
        return false;
    }

    private static Manifest manifest(RegistryConnection connection, String repository, Digest digest) {
        try {
            return connection.manifest(repository, digest.value());
        } catch (LongshoreException gone) {
            if (gone.code() == ErrorCode.REGISTRY_NOT_FOUND) {
                return new Manifest.Other(digest, "", 0);
            }
            throw gone;
        }
    }

    /** Throws {@code MANIFEST_IN_USE}, with the tags, if an index would be broken. */
    ManifestUses requireNoIndex(String repository) {
        if (!indexTags.isEmpty()) {
            int shown = Math.min(10, indexTags.size());
            throw new LongshoreException(
                    ErrorCode.MANIFEST_IN_USE,
                    "an index uses this image: " + repository + ":" + String.join(", ", indexTags.subList(0, shown))
                            + (shown < indexTags.size() ? " and " + (indexTags.size() - shown) + " more" : ""),
                    ErrorCode.MANIFEST_IN_USE.remedy(),
                    indexTags);
        }
        return this;
    }
}
