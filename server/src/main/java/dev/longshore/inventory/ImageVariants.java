package dev.longshore.inventory;

import dev.longshore.model.Digest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Sorts images into groups of the same image, whatever hosts and stores they lie in. {@code ImageIdentity.sameAs} alone
 * would not do: an image without a known config can equal two that differ. So images with a config come first, one group
 * per config; each of the others joins the biggest group with its layers.
 */
final class ImageVariants {

    private static final Comparator<Group> BY_MAJORITY = Comparator.comparingInt((Group group) -> -group.members.size())
            .thenComparing(Group::newest, Comparator.reverseOrder())
            .thenComparing(group -> group.shown);

    private ImageVariants() {}

    /** Images that are one and the same; {@code shown} is 12 hex digits that stand for it. */
    record Group(String shown, List<ImageView> members) {

        Instant newest() {
            return members.stream()
                    .map(ImageView::createdAt)
                    .max(Comparator.naturalOrder())
                    .orElse(Instant.EPOCH);
        }
    }

    /** The groups, the one on most hosts first, the newer of equals before the older. */
    static List<Group> of(List<ImageView> images) {
        if (images.size() == 1) {
            return List.of(group(new ArrayList<>(images)));
        }
        Map<Digest, List<ImageView>> byConfig = new HashMap<>();
        List<ImageView> rest = new ArrayList<>();
        for (ImageView image : images) {
            Digest config = image.identity().configDigest();
            if (config == null) {
                rest.add(image);
            } else {
                byConfig.computeIfAbsent(config, _ -> new ArrayList<>()).add(image);
            }
        }
        List<List<ImageView>> groups = new ArrayList<>(byConfig.values());
        groups.sort(Comparator.comparingInt((List<ImageView> group) -> -group.size())
                .thenComparing(
                        group -> String.valueOf(group.getFirst().identity().configDigest())));
        // by the groups as they are now: who joins first must not decide where the next one belongs
        List<List<ImageView>> withConfig = groups.stream().map(List::copyOf).toList();
        for (ImageView image : rest) {
            int home = homeOf(image, withConfig);
            if (home >= 0) {
                groups.get(home).add(image);
            } else {
                groups.stream()
                        .skip(withConfig.size())
                        .filter(group -> sameLayers(group.getFirst(), image))
                        .findFirst()
                        .ifPresentOrElse(group -> group.add(image), () -> groups.add(new ArrayList<>(List.of(image))));
            }
        }
        return groups.stream().map(ImageVariants::group).sorted(BY_MAJORITY).toList();
    }

    private static int homeOf(ImageView image, List<List<ImageView>> groups) {
        for (int at = 0; at < groups.size(); at++) {
            for (ImageView member : groups.get(at)) {
                if (sameLayers(member, image)) {
                    return at;
                }
            }
        }
        return -1;
    }

    private static boolean sameLayers(ImageView one, ImageView other) {
        return one.identity().createdSecond() == other.identity().createdSecond()
                && one.identity().platform().equals(other.identity().platform())
                && one.identity().diffIds().equals(other.identity().diffIds());
    }

    private static Group group(List<ImageView> members) {
        String config = null;
        String smallestId = members.getFirst().id().shortForm();
        for (ImageView member : members) {
            Digest digest = member.identity().configDigest();
            if (digest != null) {
                config = digest.shortForm();
            }
            String id = member.id().shortForm();
            smallestId = id.compareTo(smallestId) < 0 ? id : smallestId;
        }
        return new Group(config == null ? smallestId : config, members);
    }
}
