package dev.longshore.inventory;

import static org.mockito.Mockito.mock;

import com.google.protobuf.ByteString;
import dev.longshore.access.Access;
import dev.longshore.audit.AuditLog;
import dev.longshore.audit.Gatekeeper;
import dev.longshore.link.AgentSession;
import dev.longshore.link.EnrolledHost;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.HostId;
import dev.longshore.model.LongshoreException;
import dev.longshore.wire.AgentMessage;
import dev.longshore.wire.Container;
import dev.longshore.wire.EngineState;
import dev.longshore.wire.Hello;
import dev.longshore.wire.HostFacts;
import dev.longshore.wire.Image;
import dev.longshore.wire.InventoryDelta;
import dev.longshore.wire.Query;
import dev.longshore.wire.QueryAnswer;
import dev.longshore.wire.SnapshotEnd;
import dev.longshore.wire.SnapshotItem;
import dev.longshore.wire.SnapshotStart;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;

/** A real fleet whose agents are played by the test: hosts are enrolled, connect, and report what the test says. */
public final class FleetFixture {

    /** When the hosts were enrolled. */
    public static final Instant ENROLLED_AT = Instant.parse("2026-01-01T00:00:00Z");

    private final Map<HostId, EnrolledHost> hosts = new TreeMap<>();
    private final Map<HostId, AgentSession> sessions = new TreeMap<>();
    private final List<HostId> asked = new CopyOnWriteArrayList<>();
    private final List<HostId> forgotten = new CopyOnWriteArrayList<>();
    private final Clock clock;
    private final AuditLog audit = mock(AuditLog.class);
    private final FleetBook book;
    private final Fleet fleet;
    private final Layers layers;
    private final ImageFiles files;
    private final Comparisons comparisons;
    private BiFunction<HostId, Query, QueryAnswer> answers = (_, _) -> {
        throw new LongshoreException(ErrorCode.ENGINE_HUNG, "no answer was prepared");
    };
    private long generation;

    /** A fleet without hosts. */
    public FleetFixture(Clock clock) {
        this.clock = clock;
        this.book = new FleetBook(
                host -> Optional.ofNullable(hosts.get(host)),
                asked::add,
                _ -> HostContent.EMPTY,
                forgotten::add,
                clock);
        HostQuestions questions = new HostQuestions((host, question, _) -> answers.apply(host, question.build()));
        Gatekeeper gatekeeper = new Gatekeeper(new Access(), audit);
        this.fleet = new Fleet(book, questions, new Access(), gatekeeper, clock);
        this.layers = new Layers(book, fleet, new Access());
        this.files = new ImageFiles(fleet, book, questions, gatekeeper);
        this.comparisons = new Comparisons(fleet, files, new Access());
    }

    /** The fleet under test. */
    public Fleet fleet() {
        return fleet;
    }

    /** The layers of its images. */
    public Layers layers() {
        return layers;
    }

    /** The files in them. */
    public ImageFiles files() {
        return files;
    }

    /** Two of them side by side. */
    public Comparisons comparisons() {
        return comparisons;
    }

    /** Where it writes what was refused. */
    public AuditLog audit() {
        return audit;
    }

    FleetBook book() {
        return book;
    }

    /** Hosts that were asked for a full inventory, in order. */
    public List<HostId> asked() {
        return asked;
    }

    /** Hosts of which nothing is to be stored any more. */
    public List<HostId> forgotten() {
        return forgotten;
    }

    /** Decides what agents answer to questions. */
    public void answer(BiFunction<HostId, Query, QueryAnswer> newAnswers) {
        answers = newAnswers;
    }

    /** The id that the n-th host gets. */
    public static HostId id(int number) {
        return HostId.of("h-%016d".formatted(number));
    }

    /** Enrols a host that has not connected yet. */
    public HostId enrol(String name) {
        HostId id = id(hosts.size() + 1);
        enrol(new EnrolledHost(id, name, Map.of(), ENROLLED_AT, false, null));
        return id;
    }

    /** Enrols, renames or quarantines a host. */
    public void enrol(EnrolledHost host) {
        hosts.put(host.id(), host);
        book.hostChanged(host.id());
    }

    /** Removes a host. */
    public void remove(HostId host) {
        hosts.remove(host);
        book.hostChanged(host);
    }

    /** Connects a host whose engine is up; epoch 1. */
    public AgentSession connect(HostId host) {
        return connect(
                host,
                Hello.newBuilder()
                        .setAgentVersion("0.1.0")
                        .setEpoch(1)
                        .setEngine(EngineState.newBuilder().setState(EngineState.State.UP))
                        .build());
    }

    /** Connects a host that says this. */
    public AgentSession connect(HostId host, Hello hello) {
        AgentSession session = new AgentSession(
                host, ++generation, clock.instant(), hello.getAgentVersion(), Duration.ZERO, "10.0.0.1");
        sessions.put(host, session);
        book.connected(session, hello);
        return session;
    }

    /** The host's current session. */
    public AgentSession session(HostId host) {
        return sessions.get(host);
    }

    /** Ends the host's session. */
    public void disconnect(HostId host) {
        book.disconnected(sessions.get(host), "the connection broke");
    }

    /** Enrols and connects a host, which reports these objects. */
    public HostId host(String name, Object... objects) {
        HostId host = enrol(name);
        connect(host);
        snapshot(host, 1, 1, objects);
        return host;
    }

    /** A full inventory of {@code HostFacts}, {@code Image}s (also as builders) and {@code Container}s. */
    public void snapshot(HostId host, long epoch, long revision, Object... objects) {
        book.snapshot(sessions.get(host), items(epoch, revision, objects));
    }

    static List<SnapshotItem> items(long epoch, long revision, Object... objects) {
        List<SnapshotItem> items = new ArrayList<>();
        items.add(SnapshotItem.newBuilder()
                .setStart(SnapshotStart.newBuilder().setEpoch(epoch).setRevision(revision))
                .build());
        for (Object object : objects) {
            SnapshotItem.Builder item = SnapshotItem.newBuilder();
            switch (object) {
                case Image image -> item.setImage(image);
                case Image.Builder image -> item.setImage(image);
                case Container container -> item.setContainer(container);
                case Container.Builder container -> item.setContainer(container);
                case HostFacts facts -> item.setFacts(facts);
                case ByteString info -> item.setRawInfo(info);
                default -> throw new IllegalArgumentException(object.toString());
            }
            items.add(item.build());
        }
        items.add(SnapshotItem.newBuilder()
                .setEnd(SnapshotEnd.getDefaultInstance())
                .build());
        return items;
    }

    /** A message of the host's current session. */
    public void send(HostId host, AgentMessage.Builder message) {
        book.message(sessions.get(host), message.build());
    }

    /** A change of the inventory. */
    public void delta(HostId host, InventoryDelta.Builder delta) {
        send(host, AgentMessage.newBuilder().setDelta(delta));
    }

    /** 64 hex digits that end in this number. */
    public static String hex(int number) {
        return "%064x".formatted(number);
    }

    /** An image whose content is told by the number, under these tags; it knows its config. */
    public static Image.Builder image(int content, String... tags) {
        return Image.newBuilder()
                .setId("sha256:" + hex(content))
                .setConfigDigest("sha256:" + hex(content))
                .addAllTags(List.of(tags))
                .addDiffIds("sha256:" + hex(1))
                .addDiffIds("sha256:" + hex(1_000_000 + content))
                .setSizeBytes(1_000L * content)
                .setSharedBytes(-1)
                .setCreatedMs(1_700_000_000_000L + 1_000L * content)
                .setOs("linux")
                .setArchitecture("amd64");
    }

    /** The same image as a containerd store tells it: another id, and the config not known. */
    public static Image.Builder containerdImage(int content, String... tags) {
        return image(content, tags).setId("sha256:" + hex(2_000_000 + content)).setConfigDigest("");
    }

    /** A container of the image with this content. */
    public static Container.Builder container(int number, String name, int content, String state) {
        return Container.newBuilder()
                .setId(hex(3_000_000 + number))
                .setName(name)
                .setImageId("sha256:" + hex(content))
                .setImage("image-" + content)
                .setState(state)
                .setStatus(state)
                .setRuntime("runc")
                .setCreatedMs(1_700_000_000_000L);
    }
}
