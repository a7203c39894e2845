package dev.longshore.agent.engine;

import dev.longshore.agent.DaemonSettings;
import dev.longshore.agent.Downloads;
import dev.longshore.agent.EngineReports;
import dev.longshore.agent.HostEngine;
import dev.longshore.agent.RunningContainer;
import dev.longshore.agent.WorkBounds;
import dev.longshore.agent.cgroup.Namespaces;
import dev.longshore.agent.daemon.DaemonFile;
import dev.longshore.agent.daemon.DaemonProcess;
import dev.longshore.agent.engine.EngineHealth.Pace;
import dev.longshore.agent.engine.Inventory.Snapshot;
import dev.longshore.agent.host.DiskSpace;
import dev.longshore.agent.host.HostFiles;
import dev.longshore.agent.host.RuntimeProbe;
import dev.longshore.wire.Container;
import dev.longshore.wire.EngineEvents;
import dev.longshore.wire.EngineState;
import dev.longshore.wire.ExportTask;
import dev.longshore.wire.Image;
import dev.longshore.wire.InventoryDelta;
import dev.longshore.wire.OperationCommand;
import dev.longshore.wire.OperationOutcome;
import dev.longshore.wire.OperationProgress;
import dev.longshore.wire.Query;
import dev.longshore.wire.QueryAnswer;
import dev.longshore.wire.SaveTask;
import dev.longshore.wire.SnapshotEnd;
import dev.longshore.wire.SnapshotItem;
import dev.longshore.wire.SnapshotStart;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The real engine of this host, Docker or Podman, through the Docker Engine API. */
public final class DockerEngine implements HostEngine {

    private final long epoch;
    private final Deadlines deadlines = new Deadlines();
    private final EngineApi api;
    private final Reports reports = new Reports();
    private final Inventory inventory;
    private final EngineHealth health;
    private final DiskMeter meter;
    private final EventFeed feed;
    private final EngineWatch watch;
    private final Questions questions;
    private final Operations operations;
    private final SaveWork save;
    private final ExportWork export;
    private final HostFiles files;
    private final List<Thread> threads = new ArrayList<>();

    private DockerEngine(
            URI dockerHost, Path hostRoot, DaemonSettings settings, WorkBounds bounds, Clock clock, Pace pace) {
        this.epoch = clock.millis();
        this.api = new EngineApi(new EngineClient(dockerHost, deadlines));
        this.inventory = new Inventory(epoch, clock, reports);
        this.health = new EngineHealth(api, clock, pace, reports::engine);
        this.meter = new DiskMeter(api, clock);
        this.feed = new EventFeed(reports, clock);
        this.files = HostFiles.of(dockerHost, hostRoot);
        DiskSpace disk = new DiskSpace(files);
        FactsReader facts = new FactsReader(new RuntimeProbe(files), disk, settings);
        this.watch = new EngineWatch(api, health, inventory, feed, facts, meter, pace.firstList());
        MirrorWork mirrors = new MirrorWork(
                api,
                settings,
                new DaemonFile(settings.file(), clock),
                new DaemonProcess(dockerHost, files),
                MirrorWork.PATIENCE);
        PackedImages packed = new PackedImages(api);
        this.questions = new Questions(api, inventory, meter, mirrors, packed, new Namespaces(files, watch::running));
        DiskFloor floor = new DiskFloor(bounds.diskFloorBytes(), () -> {
            String root = api.info().path("DockerRootDir").asText("");
            return () -> {
                DiskSpace.Reading space = disk.of(root);
                return space.totalBytes() == 0 ? -1 : space.freeBytes();
            };
        });
        this.operations = new Operations(api, inventory, mirrors, packed, bounds, floor, clock);
        this.save = new SaveWork(api);
        this.export = new ExportWork(api);
    }

    /**
     * Prepares to speak to an engine; nothing is sent before {@link #start}, and the engine need not be there.
     *
     * @param dockerHost {@code unix:///var/run/docker.sock} or {@code tcp://host:port}
     * @param hostRoot where the root of the engine's machine is mounted; {@code /} for an agent on the machine itself
     * @param settings the engine's configuration file, and whether it may be changed
     * @param bounds of what is brought
     */
    public static DockerEngine open(
            URI dockerHost, Path hostRoot, DaemonSettings settings, WorkBounds bounds, Clock clock) {
        return new DockerEngine(dockerHost, hostRoot, settings, bounds, clock, Pace.USUAL);
    }

    static DockerEngine open(URI dockerHost, Clock clock) {
        return open(dockerHost, clock, Pace.USUAL);
    }

    static DockerEngine open(URI dockerHost, Clock clock, Pace pace) {
        return new DockerEngine(dockerHost, Path.of("/"), DaemonSettings.UNTOUCHED, WorkBounds.USUAL, clock, pace);
    }

    @Override
    public synchronized void start(EngineReports to) {
        reports.target = to;
        if (threads.isEmpty()) {
            threads.add(Thread.ofVirtual().name("engine-health").start(health::watch));
            threads.add(Thread.ofVirtual().name("engine-watch").start(watch::watch));
            threads.add(Thread.ofVirtual().name("engine-feed").start(feed::forward));
            threads.add(Thread.ofVirtual().name("engine-disk").start(() -> meter.watch(health, watch::measured)));
        }
    }

    @Override
    public long epoch() {
        return epoch;
    }

    @Override
    public EngineState state() {
        return health.state();
    }

    @Override
    public void writeSnapshot(OutputStream out) throws IOException {
        Snapshot snapshot = inventory.snapshot();
        if (snapshot == null) {
            String reason = state().getReason();
            throw new IOException("the engine has not been listed yet" + (reason.isEmpty() ? "" : ": " + reason));
        }
        SnapshotItem.newBuilder()
                .setStart(SnapshotStart.newBuilder()
                        .setEpoch(snapshot.epoch())
                        .setRevision(snapshot.revision())
                        .setTakenMs(snapshot.takenMs()))
                .build()
                .writeDelimitedTo(out);
        SnapshotItem.newBuilder().setFacts(snapshot.facts()).build().writeDelimitedTo(out);
        SnapshotItem.newBuilder().setRawInfo(snapshot.rawInfo()).build().writeDelimitedTo(out);
        SnapshotItem.newBuilder().setRawVersion(snapshot.rawVersion()).build().writeDelimitedTo(out);
        for (Image image : snapshot.images()) {
            SnapshotItem.newBuilder().setImage(image).build().writeDelimitedTo(out);
        }
        for (Container container : snapshot.containers()) {
            SnapshotItem.newBuilder().setContainer(container).build().writeDelimitedTo(out);
        }
        SnapshotItem.newBuilder()
                .setEnd(SnapshotEnd.newBuilder()
                        .setImages(snapshot.images().size())
                        .setContainers(snapshot.containers().size()))
                .build()
                .writeDelimitedTo(out);
        out.flush();
    }

    @Override
    public QueryAnswer answer(Query query) throws InterruptedException {
        return questions.answer(query, health);
    }

    @Override
    public OperationOutcome run(OperationCommand command, Consumer<OperationProgress> progress, Downloads downloads) {
        return operations.run(command, progress, downloads, health);
    }

    @Override
    public void save(SaveTask task, OutputStream out) throws IOException, InterruptedException {
        health.require();
        save.run(task, out);
    }

    @Override
    public void export(ExportTask task, OutputStream out) throws IOException, InterruptedException {
        health.require();
        export.run(task, out);
    }

    /** The containers that had a process when the engine last listed them. */
    public List<RunningContainer> running() {
        return watch.running();
    }

    /** The files of the engine's machine. */
    public HostFiles files() {
        return files;
    }

    /** Calls to the engine that are under way: none is left behind, however long the engine hangs. */
    int callsUnderWay() {
        return deadlines.running();
    }

    @Override
    public synchronized void close() {
        threads.forEach(Thread::interrupt);
        threads.clear();
        api.close();
    }

    /** Passes on to whoever listens since {@link #start}. */
    private static final class Reports implements EngineReports {

        private volatile EngineReports target = new EngineReports() {
            @Override
            public void delta(InventoryDelta delta) {}

            @Override
            public void events(EngineEvents events) {}

            @Override
            public void engine(EngineState state) {}
        };

        @Override
        public void delta(InventoryDelta delta) {
            target.delta(delta);
        }

        @Override
        public void events(EngineEvents events) {
            target.events(events);
        }

        @Override
        public void engine(EngineState state) {
            target.engine(state);
        }
    }
}
