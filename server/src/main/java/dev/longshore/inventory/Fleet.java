package dev.longshore.inventory;

import dev.longshore.access.Access;
import dev.longshore.access.Actor;
import dev.longshore.access.Permission;
import dev.longshore.audit.Gatekeeper;
import dev.longshore.model.Digest;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.HostId;
import dev.longshore.model.ImageId;
import dev.longshore.model.ImageRef;
import dev.longshore.model.LongshoreException;
import dev.longshore.model.MirrorsEdit;
import java.time.Clock;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/**
 * The fleet as an actor may see it. Reads never wait for a host, but for those that say so; a host out of sight
 * answers {@code NOT_FOUND}, as one that does not exist.
 */
@Service
public class Fleet {

    private static final Comparator<ImageView> BY_FIRST_TAG = Comparator.comparing(
                    (ImageView image) -> image.dangling() ? "~" : image.tags().getFirst())
            .thenComparing(ImageView::createdAt, Comparator.reverseOrder())
            .thenComparing(image -> image.id().value());

    private final FleetBook book;
    private final HostQuestions questions;
    private final Access access;
    private final Gatekeeper gatekeeper;
    private final Clock clock;

    Fleet(FleetBook book, HostQuestions questions, Access access, Gatekeeper gatekeeper, Clock clock) {
        this.book = book;
        this.questions = questions;
        this.access = access;
        this.gatekeeper = gatekeeper;
        this.clock = clock;
    }

    /** All hosts, by name. */
    public List<HostView> hosts(Actor actor) {
        return visible(actor)
                .map(host -> current(host.shown()))
                .sorted(Comparator.comparing(HostView::name).thenComparing(HostView::id))
                .toList();
    }

    /** One host. */
    public HostView host(Actor actor, HostId host) {
        return current(require(actor, host));
    }

    /** The fleet in numbers. */
    public FleetSummary summary(Actor actor) {
        int hosts = 0;
        int online = 0;
        ContainerCounts containers = ContainerCounts.NONE;
        boolean measured = false;
        long bytes = 0;
        long reclaimable = 0;
        for (HostBook each : visible(actor).toList()) {
            HostView host = each.shown().view();
            hosts++;
            online += host.state().ready() ? 1 : 0;
            containers = host.state().ready() ? containers.plus(host.containers()) : containers;
            HostFacts.DiskUsage usage =
                    host.facts() == null ? null : host.facts().diskUsage();
            if (usage != null) {
                measured = true;
                bytes += usage.imagesBytes();
                reclaimable += usage.imagesReclaimableBytes();
            }
        }
        int[] references = book.matrix().references(visibleOnly(actor));
        return new FleetSummary(
                hosts,
                online,
                containers,
                references[0],
                references[1],
                measured ? bytes : -1,
                measured ? reclaimable : -1);
    }

    /** A page of the matrix of references by host. */
    public Page<ImageRow> images(Actor actor, ImageQuery query) {
        return book.matrix().page(query, visibleOnly(actor));
    }

    /** All images of one host, each once, by first tag. */
    public List<ImageView> images(Actor actor, HostId host) {
        return require(actor, host).content().images().values().stream()
                .sorted(BY_FIRST_TAG)
                .toList();
    }

    /** One image of one host, as last reported. */
    public ImageView image(Actor actor, HostId host, ImageId image) {
        ImageView found = require(actor, host).content().images().get(image);
        if (found == null) {
            throw new LongshoreException(
                    ErrorCode.IMAGE_NOT_FOUND,
                    "no image " + image.shortForm() + " on host "
                            + host(actor, host).name());
        }
        return found;
    }

    /** What registries say of the tags of an image that was pulled from them, by reference in full. */
    public Map<String, Upstream> upstream(Actor actor, HostId host, ImageId image) {
        Map<String, Upstream> known = new TreeMap<>();
        ImageView found = image(actor, host, image);
        for (String tag : found.tags()) {
            Upstream told = book.matrix().upstream(tag, found);
            if (told != null) {
                known.put(tag, told);
            }
        }
        return known;
    }

    /** Who holds an image by one of these digests, of a manifest, an index or a config; without digests that nobody holds. */
    public Map<Digest, Set<HostId>> holders(Actor actor, Set<Digest> digests) {
        Map<Digest, Set<HostId>> holders = new HashMap<>();
        visible(actor).forEach(host -> {
            HostId id = host.shown().view().id();
            for (ImageView image : host.shown().content().images().values()) {
                for (Digest each : image.knownAs()) {
                    if (digests.contains(each)) {
                        holders.computeIfAbsent(each, _ -> new HashSet<>()).add(id);
                    }
                }
            }
        });
        return holders;
    }

    /** An image's config and history: asks the host, and waits up to 10 s. */
    public ImageDetail imageDetail(Actor actor, HostId host, ImageId image) {
        HostBook.Shown shown = require(actor, host);
        return questions.imageDetail(shown, image(actor, host, image));
    }

    /**
     * What a copy would move.
     *
     * @throws LongshoreException {@code IMAGE_NOT_FOUND} if the source lacks one of the images
     */
    public CopyPlan copyPlan(Actor actor, HostId source, List<ImageRef> references, HostId target) {
        HostView from = host(actor, source);
        HostFacts facts = host(actor, target).facts();
        return CopyPlan.of(
                from.name(),
                images(actor, source),
                references,
                images(actor, target),
                facts == null ? null : facts.machine(),
                CopyEnds.of(from.facts(), facts));
    }

    /**
     * As which files a host with the containerd store keeps an image: asks the host, which may have to read all of it, and waits
     * up to 3 min.
     *
     * @throws LongshoreException {@code ENGINE_ERROR} if the image is not there whole
     */
    public ImageContent imageContent(Actor actor, HostId host, ImageId image) {
        HostBook.Shown shown = require(actor, host);
        return questions.imageContent(shown, image(actor, host, image));
    }

    /** What a prune would remove: asks the host, and waits up to 30 s. */
    public PrunePreview prunePreview(Actor actor, HostId host, boolean allUnused) {
        return questions.prunePreview(require(actor, host), allUnused);
    }

    /**
     * What a change of registry mirrors and insecure registries would do; needs {@code HOST_CONFIGURE}, since it shows a part
     * of the engine's configuration, and a refusal is recorded: asks the host, and waits up to 10 s.
     *
     * @throws LongshoreException {@code POLICY_DENIED} if the host's owner does not allow it, {@code CONFIG_UNFIT} if it can't
     *     be done there
     */
    public MirrorsPreview mirrorsPreview(Actor actor, HostId host, MirrorsEdit edit) {
        HostBook.Shown shown = require(actor, host);
        String name = shown.view().name();
        Map<String, String> what = Map.of("host", name, "what", edit.inWords());
        gatekeeper.require(
                actor,
                Permission.HOST_CONFIGURE,
                host,
                name,
                Gatekeeper.Act.of("host.mirrors.preview", host.value(), what));
        return questions.mirrors(shown, edit);
    }

    /** The engine's own JSON, needs {@code RAW_INSPECT}, and a refusal is recorded: asks the host (info and version also as last known) up to 10 s. */
    public String raw(Actor actor, HostId host, RawKind kind, String id) {
        HostBook.Shown shown = require(actor, host);
        Map<String, String> what = Map.of("what", kind.name().toLowerCase(Locale.ROOT), "id", id);
        gatekeeper.require(
                actor,
                Permission.RAW_INSPECT,
                host,
                shown.view().name(),
                Gatekeeper.Act.of("host.raw", host.value(), what));
        return questions.raw(shown, kind, id);
    }

    /**
     * Searches a registry through a host's engine, needs {@code IMAGE_PULL} there, and a refusal is recorded: asks the host,
     * and waits up to 30 s.
     *
     * @param registry its host; empty for Docker Hub
     * @param limit 1 to 100
     */
    public List<SearchHit> search(Actor actor, HostId host, String registry, String text, int limit) {
        HostBook.Shown shown = require(actor, host);
        String term = SearchText.of(text).value();
        gatekeeper.require(
                actor,
                Permission.IMAGE_PULL,
                host,
                shown.view().name(),
                Gatekeeper.Act.of("registry.search", registry, Map.of("text", term, "host", host.value())));
        return questions.search(shown, registry.isEmpty() ? term : registry + "/" + term, Math.clamp(limit, 1, 100));
    }

    /** A page of containers. */
    public Page<ContainerView> containers(Actor actor, ContainerQuery query) {
        return book.containers().page(query, visibleOnly(actor));
    }

    /** All containers of one host, by name. */
    public List<ContainerView> containers(Actor actor, HostId host) {
        return require(actor, host).content().containers().values().stream()
                .sorted(ContainerList.BY_NAME)
                .toList();
    }

    /** The latest events, newest first. */
    public List<FleetEvent> recentEvents(Actor actor, int most) {
        return book.events().latest(Math.clamp(most, 0, 2_000), event -> access.sees(actor, event.host()));
    }

    /** The number of the oldest event of any host that is still kept. */
    public long firstEventKept() {
        return book.events().first();
    }

    /** Tells the listener of changes until the subscription is closed. */
    public Subscription subscribe(Actor actor, FleetListener listener) {
        Predicate<HostId> sees = host -> access.sees(actor, host);
        return book.subscriptions().add(sees, listener);
    }

    /** Ends when closed. */
    public interface Subscription extends AutoCloseable {
        @Override
        void close();
    }

    private Stream<HostBook> visible(Actor actor) {
        return book.books().stream()
                .filter(host -> access.sees(actor, host.shown().view().id()));
    }

    /** The hosts in sight, or null if that is all of them. */
    private @Nullable Set<HostId> visibleOnly(Actor actor) {
        if (access.may(actor, Permission.FLEET_VIEW)) {
            return null;
        }
        return visible(actor).map(host -> host.shown().view().id()).collect(Collectors.toSet());
    }

    private HostBook.Shown require(Actor actor, HostId host) {
        HostBook found = book.book(host);
        if (found == null || !access.sees(actor, host)) {
            throw new LongshoreException(ErrorCode.NOT_FOUND, "no host " + host);
        }
        return found.shown();
    }

    /** A connected host was last seen now, and what it reports as it happens is right now. */
    private HostView current(HostBook.Shown shown) {
        HostView host = shown.view();
        return switch (host.state()) {
            case ONLINE, ENGINE_DOWN, ENGINE_HUNG ->
                new HostView(
                        host.id(),
                        host.name(),
                        host.labels(),
                        host.state(),
                        host.stateSince(),
                        host.reason(),
                        clock.instant(),
                        shown.live() ? clock.instant() : host.dataAt(),
                        host.agentVersion(),
                        host.clockSkew(),
                        host.facts(),
                        host.containers(),
                        host.images(),
                        host.policyDenies(),
                        host.policyFile());
            case OFFLINE, PENDING, QUARANTINED -> host;
        };
    }
}
