package dev.longshore.inventory;

import dev.longshore.access.Actor;
import dev.longshore.model.HostId;
import dev.longshore.model.ImageId;
import java.util.List;
import org.springframework.stereotype.Service;

/**
 * The fleet as an actor may see it. Reads never wait for a host, but for the three that say so; a host out of sight
 * answers {@code NOT_FOUND}, as one that does not exist.
 */
@Service
public class Fleet {

    /** All hosts, by name. */
    public List<HostView> hosts(Actor actor) {
        return List.of();
    }

    /** One host. */
    public HostView host(Actor actor, HostId host) {
        throw new UnsupportedOperationException();
    }

    /** The fleet in numbers. */
    public FleetSummary summary(Actor actor) {
        throw new UnsupportedOperationException();
    }

    /** A page of the matrix of references by host. */
    public Page<ImageRow> images(Actor actor, ImageQuery query) {
        throw new UnsupportedOperationException();
    }

    /** All images of one host, each once, by first tag. */
    public List<ImageView> images(Actor actor, HostId host) {
        throw new UnsupportedOperationException();
    }

    /** One image of one host, as last reported. */
    public ImageView image(Actor actor, HostId host, ImageId image) {
        throw new UnsupportedOperationException();
    }

    /** An image's config and history: asks the host, and waits up to 10 s. */
    public ImageDetail imageDetail(Actor actor, HostId host, ImageId image) {
        throw new UnsupportedOperationException();
    }

    /** What a prune would remove: asks the host, and waits up to 30 s. */
    public PrunePreview prunePreview(Actor actor, HostId host, boolean allUnused) {
        throw new UnsupportedOperationException();
    }

    /** The engine's own JSON, needs {@code RAW_INSPECT}: asks the host (info and version also as last known) up to 10 s. */
    public String raw(Actor actor, HostId host, RawKind kind, String id) {
        throw new UnsupportedOperationException();
    }

    /** A page of containers. */
    public Page<ContainerView> containers(Actor actor, ContainerQuery query) {
        throw new UnsupportedOperationException();
    }

    /** The latest events, newest first. */
    public List<FleetEvent> recentEvents(Actor actor, int most) {
        return List.of();
    }

    /** Tells the listener of changes until the subscription is closed. */
    public Subscription subscribe(Actor actor, FleetListener listener) {
        throw new UnsupportedOperationException();
    }

    /** Ends when closed. */
    public interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}
