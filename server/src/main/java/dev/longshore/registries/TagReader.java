package dev.longshore.registries;

import dev.longshore.access.Actor;
import dev.longshore.inventory.Fleet;
import dev.longshore.model.Digest;
import dev.longshore.model.HostId;
import dev.longshore.model.LongshoreException;
import dev.longshore.registries.client.ImageConfig;
import dev.longshore.registries.client.Manifest;
import dev.longshore.registries.client.RegistryConnection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Gatherers;
import org.jspecify.annotations.Nullable;

/** Reads what tags of a repository name, several at a time; a tag that can't be read does not keep the others back. */
final class TagReader {

    static final int AT_ONCE = 8;

    /** Beyond these the sizes of an index's platforms are not asked for. */
    private static final int SIZED_VARIANTS = 8;

    private final RegistryConnection connection;
    private final String repository;

    TagReader(RegistryConnection connection, String repository) {
        this.connection = connection;
        this.repository = repository;
    }

    /** A tag, and the digests by which a host may know it. */
    private record Read(RegistryTag tag, Set<Digest> known) {}

    List<RegistryTag> read(List<String> tags, Actor actor, Fleet fleet) {
        List<Read> all = tags.stream()
                .gather(Gatherers.mapConcurrent(AT_ONCE, this::read))
                .toList();
        Set<Digest> wanted = new HashSet<>();
        all.forEach(each -> wanted.addAll(each.known()));
        Map<Digest, Set<HostId>> holders = fleet.holders(actor, wanted);
        return all.stream().map(each -> held(each, holders)).toList();
    }

    private static RegistryTag held(Read read, Map<Digest, Set<HostId>> holders) {
        Set<HostId> hosts = new HashSet<>();
        read.known().forEach(digest -> hosts.addAll(holders.getOrDefault(digest, Set.of())));
        RegistryTag tag = read.tag();
        return new RegistryTag(
                tag.tag(), tag.digest(), tag.kind(), tag.variants(), tag.created(), hosts, tag.problem());
    }

    private Read read(String tag) {
        try {
            Manifest manifest = connection.manifest(repository, tag);
            return switch (manifest) {
                case Manifest.Image image -> image(tag, image);
                case Manifest.Index index -> index(tag, index);
                case Manifest.Other other ->
                    new Read(
                            new RegistryTag(tag, other.digest(), other.kind(), List.of(), null, Set.of(), null),
                            Set.of(other.digest()));
            };
        } catch (LongshoreException fault) {
            return new Read(
                    new RegistryTag(tag, null, "", List.of(), null, Set.of(), RegistryTest.Problem.of(fault)),
                    Set.of());
        }
    }

    private Read image(String tag, Manifest.Image image) {
        ImageConfig config = connection.config(repository, image.config());
        List<RegistryTag.Variant> variants =
                List.of(new RegistryTag.Variant(config.platform(), image.digest(), image.sizeBytes()));
        return new Read(
                new RegistryTag(tag, image.digest(), "image", variants, config.created(), Set.of(), null),
                Set.of(image.digest(), image.config()));
    }

    private Read index(String tag, Manifest.Index index) {
        Set<Digest> known = new HashSet<>(Set.of(index.digest()));
        List<RegistryTag.Variant> variants = new ArrayList<>();
        Instant created = null;
        for (Manifest.Child child : index.children()) {
            known.add(child.digest());
            Manifest.@Nullable Image image = variants.size() < SIZED_VARIANTS ? imageOf(child) : null;
            if (image != null) {
                known.add(image.config());
                created = created == null ? createdOf(image) : created;
            }
            variants.add(
                    new RegistryTag.Variant(child.platform(), child.digest(), image == null ? -1 : image.sizeBytes()));
        }
        return new Read(new RegistryTag(tag, index.digest(), "index", variants, created, Set.of(), null), known);
    }

    /** An index may name manifests that the registry does not hold. */
    private Manifest.@Nullable Image imageOf(Manifest.Child child) {
        try {
            return connection.manifest(repository, child.digest().value()) instanceof Manifest.Image image
                    ? image
                    : null;
        } catch (LongshoreException missing) {
            return null;
        }
    }

    private @Nullable Instant createdOf(Manifest.Image image) {
        try {
            return connection.config(repository, image.config()).created();
        } catch (LongshoreException missing) {
            return null;
        }
    }
}
