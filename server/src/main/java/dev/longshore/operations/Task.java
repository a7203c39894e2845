package dev.longshore.operations;

import dev.longshore.access.Permission;
import dev.longshore.model.BuildSettings;
import dev.longshore.model.ContainerId;
import dev.longshore.model.HostId;
import dev.longshore.model.ImageChange;
import dev.longshore.model.ImageId;
import dev.longshore.model.ImageRef;
import dev.longshore.model.MirrorsEdit;
import dev.longshore.model.Platform;
import dev.longshore.model.SafeText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What shall be done on each of an operation's hosts. A new task is a new record here, and the compiler finds the rest. */
public sealed interface Task {

    /** {@code docker pull}. */
    record Pull(
            ImageRef reference, boolean allTags, @Nullable Platform platform) implements Task {}

    /**
     * {@code docker tag} and {@code docker push}: gives what {@code source} names the name {@code target}, as far as it
     * has it not, and sends it to the registry of that name.
     *
     * @param overwrite whether target may be taken from another image of the host
     */
    record Push(Target source, ImageRef target, boolean overwrite) implements Task {

        /** Whether the image has another name than it is pushed under. */
        boolean tags() {
            return !source.equals(new Target.Named(target));
        }
    }

    /**
     * {@code docker save} on one host and {@code docker load} on each of the operation's: moves the layers that are
     * missing there.
     *
     * @param source the host to copy from
     * @param references with tags; the copies have the same
     * @param overwrite whether a reference may be taken from another image
     */
    record Copy(HostId source, List<ImageRef> references, boolean overwrite) implements Task {

        public Copy {
            references = List.copyOf(references);
        }
    }

    /**
     * {@code docker save}: the images of one host as a file, which whoever asked fetches while it is made.
     *
     * @param references with tags
     * @param compression of the file
     */
    record Save(List<ImageRef> references, Compression compression) implements Task {

        public Save {
            references = List.copyOf(references);
        }
    }

    /**
     * {@code docker export}: the files of a container as a file, which whoever asked fetches while it is made.
     *
     * @param name of the container, for people only; may be empty
     * @param compression of the file
     */
    record Export(ContainerId container, String name, Compression compression) implements Task {

        public Export {
            name = SafeText.line(name, Load.MOST_CHARS);
        }
    }

    /**
     * {@code docker load}: gives each host the images of a file that whoever asked uploads, under the names that it claims.
     *
     * @param fileName for people only; may be empty
     * @param overwrite whether a name that the file claims may be taken from another image; else it is kept back
     */
    record Load(String fileName, boolean overwrite) implements Task {

        private static final int MOST_CHARS = 200;

        public Load {
            fileName = SafeText.line(fileName, MOST_CHARS);
        }
    }

    /**
     * {@code docker import}: makes an image on each host of a root filesystem that whoever asked uploads.
     *
     * @param fileName for people only; may be empty
     * @param target the image's name, with a tag
     * @param changes to its config, which is empty else
     * @param overwrite whether target may be taken from another image
     */
    record Import(String fileName, ImageRef target, String message, List<ImageChange> changes, boolean overwrite)
            implements Task {

        public Import {
            fileName = SafeText.line(fileName, Load.MOST_CHARS);
            message = SafeText.block(message.strip(), Commit.MOST_CHARS);
            changes = List.copyOf(changes);
        }
    }

    /**
     * {@code docker tag}: gives what {@code source} names the name {@code target}.
     *
     * @param overwrite whether target may be taken from another image
     */
    record Tag(Target source, ImageRef target, boolean overwrite) implements Task {}

    /**
     * {@code docker commit}: makes an image of a container of one host.
     *
     * @param target the image's name, with a tag
     * @param changes to its config
     * @param pause whether the container's processes stand still meanwhile
     * @param overwrite whether target may be taken from another image
     */
    record Commit(
            ContainerId container,
            ImageRef target,
            String message,
            String author,
            List<ImageChange> changes,
            boolean pause,
            boolean overwrite)
            implements Task {

        private static final int MOST_CHARS = 1_000;

        public Commit {
            message = SafeText.block(message.strip(), MOST_CHARS);
            author = SafeText.line(author.strip(), MOST_CHARS);
            changes = List.copyOf(changes);
        }
    }

    /**
     * {@code docker build}: makes an image on one host, of a context that whoever asked uploads.
     *
     * @param names of the image, each with a tag; without any it has none
     * @param arguments of the build, whose values are not part of the task
     * @param signIns hosts of registries whose kept accounts base images are pulled with
     * @param contextName of the file, for people only; may be empty
     * @param overwrite whether names may be taken from other images
     */
    record Build(
            List<ImageRef> names,
            BuildSettings settings,
            BuildArgs arguments,
            List<String> signIns,
            String contextName,
            boolean overwrite)
            implements Task {

        public Build {
            names = List.copyOf(names);
            signIns = List.copyOf(signIns);
            contextName = SafeText.line(contextName, Load.MOST_CHARS);
        }
    }

    /** {@code docker rmi}: a reference is untagged, and its image deleted with the last; an id is deleted. */
    record Remove(List<Target> targets, boolean force) implements Task {

        public Remove {
            targets = List.copyOf(targets);
        }
    }

    /**
     * {@code docker image prune}, of exactly the images that a preview showed.
     *
     * @param images by host; images that came into use since are left alone
     * @param allUnused whether the preview was of all unused images, not only of dangling ones
     */
    record Prune(Map<HostId, List<ImageId>> images, boolean allUnused) implements Task {

        public Prune {
            images = Map.copyOf(images);
        }

        /** The same in as many operations as it takes for each to be accepted; one, unless it is very much. */
        public static List<Prune> inParts(Map<HostId, List<ImageId>> images, boolean allUnused) {
            List<Prune> parts = new ArrayList<>();
            Map<HostId, List<ImageId>> part = new HashMap<>();
            int inPart = 0;
            int longest = images.values().stream().mapToInt(List::size).max().orElse(0);
            // a host's second thousands go with the other hosts' second thousands
            for (int from = 0; longest > from; from += RequestCheck.MOST_PRUNED_PER_HOST) {
                for (Map.Entry<HostId, List<ImageId>> each : new TreeMap<>(images).entrySet()) {
                    List<ImageId> all = each.getValue();
                    List<ImageId> some = all.subList(
                            Math.min(from, all.size()), Math.min(from + RequestCheck.MOST_PRUNED_PER_HOST, all.size()));
                    if (some.isEmpty()) {
                        continue;
                    }
                    if (part.containsKey(each.getKey())
                            || part.size() == RequestCheck.MOST_HOSTS
                            || inPart + some.size() > RequestCheck.MOST_PRUNED) {
                        parts.add(new Prune(part, allUnused));
                        part = new HashMap<>();
                        inPart = 0;
                    }
                    part.put(each.getKey(), List.copyOf(some));
                    inPart += some.size();
                }
            }
            if (!part.isEmpty()) {
                parts.add(new Prune(part, allUnused));
            }
            return parts;
        }
    }

    /**
     * Sets registry mirrors and insecure registries in the engines' configuration, and has the engines read it.
     *
     * @param seen by host: the digest of the file that a preview showed; a file that was changed since is left alone
     */
    record Mirrors(MirrorsEdit edit, Map<HostId, String> seen) implements Task {

        public Mirrors {
            seen = Map.copyOf(seen);
        }
    }

    /** An image by reference, or by a host's own id. */
    sealed interface Target {

        record Named(ImageRef reference) implements Target {}

        record ById(ImageId id) implements Target {}

        /** The text that the agent takes: the reference in full, or the id. */
        default String text() {
            return switch (this) {
                case Named named -> named.reference().normalized();
                case ById byId -> byId.id().value();
            };
        }

        /** A digest or 64 hex digits is an id, anything else a reference. */
        static Target of(String text) {
            boolean id = text.startsWith("sha256:") || (text.length() == 64 && text.matches("[0-9a-f]{64}"));
            return id ? new ById(ImageId.of(text)) : new Named(ImageRef.of(text));
        }
    }

    /** The word for it, as in the API: pull, push, copy, save, export, load, import, tag, commit, build, remove, prune, mirrors. */
    default String type() {
        return getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    /** Every word that {@link #type} says. */
    static List<String> types() {
        return Arrays.stream(Task.class.getPermittedSubclasses())
                .map(task -> task.getSimpleName().toLowerCase(Locale.ROOT))
                .toList();
    }

    /** What one must hold over each host. */
    default Set<Permission> permissions() {
        return switch (this) {
            case Pull _ -> Set.of(Permission.IMAGE_PULL);
            case Push push -> {
                Set<Permission> all = EnumSet.of(Permission.IMAGE_PUSH);
                if (push.tags()) {
                    all.addAll(tagging(push.overwrite()));
                }
                yield all;
            }
            case Copy copy -> loading(copy.overwrite());
            case Load load -> loading(load.overwrite());
            case Import root -> loading(root.overwrite());
            case Save _ -> Set.of(Permission.IMAGE_SAVE);
            case Export _ -> Set.of(Permission.CONTAINER_EXPORT);
            case Tag tag -> tagging(tag.overwrite());
            case Commit commit -> {
                Set<Permission> all = EnumSet.of(Permission.IMAGE_COMMIT);
                all.addAll(tagging(commit.overwrite()));
                yield all;
            }
            case Build build -> {
                Set<Permission> all = EnumSet.of(Permission.IMAGE_BUILD);
                if (!build.names().isEmpty()) {
                    all.addAll(tagging(build.overwrite()));
                }
                yield all;
            }
            case Remove _ -> Set.of(Permission.IMAGE_REMOVE);
            case Prune _ -> Set.of(Permission.IMAGE_PRUNE);
            case Mirrors _ -> Set.of(Permission.HOST_CONFIGURE);
        };
    }

    /** What one must hold over hosts that are not the operation's own. */
    default Map<HostId, Permission> elsewhere() {
        return this instanceof Copy copy ? Map.of(copy.source(), Permission.IMAGE_SAVE) : Map.of();
    }

    /** The host of the registry that it needs, as its reference names it; empty if it needs none. */
    default String registry() {
        return switch (this) {
            case Pull pull -> pull.reference().domain();
            case Push push -> push.target().domain();
            case Copy _, Save _, Export _, Load _, Import _, Tag _, Commit _, Build _, Remove _, Prune _, Mirrors _ ->
                "";
        };
    }

    /** Whether this server carries it out and the agent knows only of its stream, not of an operation. */
    default boolean carriedHere() {
        return this instanceof Save || this instanceof Export;
    }

    /** Whether what it moves comes from, or goes to, whoever asked for it: it can't be done again without them. */
    default boolean byFile() {
        return carriedHere() || this instanceof Load || this instanceof Import || this instanceof Build;
    }

    private static Set<Permission> loading(boolean overwrite) {
        Set<Permission> all = EnumSet.of(Permission.IMAGE_LOAD);
        all.addAll(tagging(overwrite));
        return all;
    }

    private static Set<Permission> tagging(boolean overwrite) {
        return overwrite ? Set.of(Permission.IMAGE_TAG, Permission.IMAGE_TAG_OVERWRITE) : Set.of(Permission.IMAGE_TAG);
    }
}
