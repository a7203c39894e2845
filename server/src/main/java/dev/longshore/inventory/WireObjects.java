package dev.longshore.inventory;

import dev.longshore.link.EnrolledHost;
import dev.longshore.model.ContainerId;
import dev.longshore.model.Digest;
import dev.longshore.model.ImageId;
import dev.longshore.model.ImageIdentity;
import dev.longshore.model.ImageRef;
import dev.longshore.model.LongshoreException;
import dev.longshore.wire.Container;
import dev.longshore.wire.Image;
import dev.longshore.wire.Port;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads images and containers as an agent sent them; one whose id is not an id is left out. */
final class WireObjects {

    private static final Set<String> STATES =
            Set.of("created", "running", "paused", "restarting", "removing", "exited", "dead");
    private static final Set<String> HEALTH = Set.of("healthy", "unhealthy", "starting");

    private final Shared shared;

    WireObjects(Shared shared) {
        this.shared = shared;
    }

    /**
     * An image without its users.
     *
     * @param labelChars how many characters of labels may be kept
     * @param mostTags how many tags may be kept
     */
    Optional<ImageView> image(EnrolledHost host, Image wire, long labelChars, int mostTags) {
        ImageId id;
        try {
            id = ImageId.of(wire.getId());
        } catch (LongshoreException _) {
            return Optional.empty();
        }
        WireText.Labels labels = WireText.labels(wire.getLabelsList(), labelChars);
        Instant created = WireText.time(wire.getCreatedMs());
        return Optional.of(new ImageView(
                host.id(),
                host.name(),
                id,
                shared.of(new ImageIdentity(
                        digest(wire.getConfigDigest()),
                        wire.getDiffIdsList().stream()
                                .filter(Digest::isDigest)
                                .limit(Caps.LAYERS)
                                .toList(),
                        platform(wire),
                        created.getEpochSecond())),
                shared.of(List.copyOf(references(wire.getTagsList(), Math.min(mostTags, Caps.TAGS_PER_IMAGE), true))),
                shared.of(List.copyOf(references(wire.getDigestsList(), Caps.LIST, false))),
                WireText.notNegative(wire.getSizeBytes()),
                Math.max(-1, wire.getSharedBytes()),
                created,
                shared.of(Map.copyOf(labels.values())),
                labels.capped() || wire.getLabelsCapped(),
                wire.getIncomplete(),
                WireText.name(wire.getParent()),
                List.of()));
    }

    /** The same image with these tags only. */
    ImageView withTags(ImageView image, List<String> tags) {
        return tags.equals(image.tags()) ? image : HostContent.withTags(image, shared.of(List.copyOf(tags)));
    }

    /** A container. */
    Optional<ContainerView> container(EnrolledHost host, Container wire, long labelChars) {
        ContainerId id;
        try {
            id = ContainerId.of(wire.getId());
        } catch (LongshoreException _) {
            return Optional.empty();
        }
        String state = wire.getState().toLowerCase(Locale.ROOT);
        return Optional.of(new ContainerView(
                host.id(),
                host.name(),
                id,
                WireText.name(wire.getName()),
                WireText.text(wire.getGivenImage().isEmpty() ? wire.getImage() : wire.getGivenImage()),
                imageId(wire.getImageId()),
                "",
                STATES.contains(state) ? state : WireText.name(state),
                WireText.text(wire.getStatus()),
                HEALTH.contains(wire.getHealth()) ? wire.getHealth() : "",
                WireText.time(wire.getCreatedMs()),
                WireText.timeOrNull(wire.getStartedMs()),
                WireText.timeOrNull(wire.getFinishedMs()),
                WireText.name(wire.getRuntime()),
                WireText.text(wire.getCommand()),
                wire.getExitCode(),
                wire.getRestartCount(),
                WireText.name(wire.getComposeProject()),
                WireText.name(wire.getComposeService()),
                wire.getPortsList().stream()
                        .limit(Caps.LIST)
                        .map(WireObjects::port)
                        .toList(),
                WireText.labels(wire.getLabelsList(), labelChars).values()));
    }

    private static List<String> references(List<String> texts, int most, boolean tags) {
        List<String> kept = new ArrayList<>(texts.size());
        for (String text : texts) {
            if (kept.size() >= most) {
                break;
            }
            try {
                ImageRef reference = ImageRef.of(text);
                if (tags ? reference.tag() != null && reference.digest() == null : reference.digest() != null) {
                    String full = reference.normalized();
                    if (!kept.contains(full)) {
                        kept.add(full);
                    }
                }
            } catch (LongshoreException _) {
                // outside the grammar: no engine can be asked for it, so there is nothing to show
            }
        }
        return kept;
    }

    private static String platform(Image wire) {
        String platform = WireText.name(wire.getOs()) + "/" + WireText.name(wire.getArchitecture());
        return wire.getVariant().isEmpty() ? platform : platform + "/" + WireText.name(wire.getVariant());
    }

    private static @Nullable Digest digest(String text) {
        return Digest.isDigest(text) ? Digest.of(text) : null;
    }

    private static String imageId(String text) {
        try {
            return ImageId.of(text).value();
        } catch (LongshoreException _) {
            return "";
        }
    }

    private static String port(Port wire) {
        String protocol = WireText.name(wire.getProtocol());
        String inside = wire.getPrivatePort() + "/" + (protocol.isEmpty() ? "tcp" : protocol);
        if (wire.getPublicPort() == 0) {
            return inside;
        }
        String ip = WireText.name(wire.getIp());
        String outside = ip.isEmpty() ? "" : (ip.indexOf(':') >= 0 ? "[" + ip + "]" : ip) + ":";
        return outside + wire.getPublicPort() + "->" + inside;
    }
}
