package dev.longshore.agent;

import com.google.protobuf.ByteString;
import dev.longshore.wire.Container;
import dev.longshore.wire.EngineState;
import dev.longshore.wire.Failure;
import dev.longshore.wire.HostFacts;
import dev.longshore.wire.Image;
import dev.longshore.wire.InventoryDelta;
import dev.longshore.wire.OperationCommand;
import dev.longshore.wire.OperationOutcome;
import dev.longshore.wire.OperationProgress;
import dev.longshore.wire.PullResult;
import dev.longshore.wire.Query;
import dev.longshore.wire.QueryAnswer;
import dev.longshore.wire.SnapshotEnd;
import dev.longshore.wire.SnapshotItem;
import dev.longshore.wire.SnapshotStart;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An engine that keeps its images in memory. Pulls add an image; while {@link #hold}ing, they wait until released. */
public final class FakeEngine implements HostEngine {

    private final String name;
    private final long epoch = System.nanoTime();
    private final AtomicLong revision = new AtomicLong();
    private final Map<String, Image> images = new ConcurrentHashMap<>();
    private final List<String> ran = new CopyOnWriteArrayList<>();
    private final AtomicInteger snapshots = new AtomicInteger();
    private volatile @Nullable EngineReports reports;
    private volatile @Nullable CountDownLatch held;
    private volatile int breakSnapshotsAfterItems = -1;
    private volatile Duration givingUp = Duration.ZERO;

    /** An engine that calls itself so. */
    public FakeEngine(String name) {
        this.name = name;
    }

    /** Adds an image and tells of it. */
    public Image add(String reference) {
        Image image = image(reference);
        images.put(image.getId(), image);
        long at = revision.incrementAndGet();
        EngineReports told = reports;
        if (told != null) {
            told.delta(InventoryDelta.newBuilder()
                    .setEpoch(epoch)
                    .setRevision(at)
                    .addImages(image)
                    .build());
        }
        return image;
    }

    private static Image image(String reference) {
        String hex = "%064x".formatted(Integer.toUnsignedLong(reference.hashCode()));
        return Image.newBuilder()
                .setId("sha256:" + hex)
                .addTags(reference)
                .setSizeBytes(1_000)
                .build();
    }

    /** From now on operations wait for {@link #release}, or for an interrupt. */
    public void hold() {
        held = new CountDownLatch(1);
    }

    /** Lets held operations go on. */
    public void release() {
        CountDownLatch waiting = held;
        held = null;
        if (waiting != null) {
            waiting.countDown();
        }
    }

    /** An interrupted operation takes so long to end, as with an engine that is slow to let go. */
    public void slowToGiveUp(Duration time) {
        givingUp = time;
    }

    /** Snapshots break off after so many items; -1: they do not. */
    public void breakSnapshotsAfter(int items) {
        breakSnapshotsAfterItems = items;
    }

    /** Ids of the operations that were run, each as often as it was. */
    public List<String> ran() {
        return List.copyOf(ran);
    }

    /** How many snapshots were asked for. */
    public int snapshots() {
        return snapshots.get();
    }

    /** Where it reports to, once started. */
    public EngineReports reports() {
        EngineReports told = reports;
        if (told == null) {
            throw new IllegalStateException("not started");
        }
        return told;
    }

    @Override
    public void start(EngineReports to) {
        reports = to;
    }

    @Override
    public long epoch() {
        return epoch;
    }

    @Override
    public EngineState state() {
        return EngineState.newBuilder().setState(EngineState.State.UP).build();
    }

    @Override
    public void writeSnapshot(OutputStream out) throws IOException {
        snapshots.incrementAndGet();
        int left = breakSnapshotsAfterItems;
        SnapshotItem.newBuilder()
                .setStart(SnapshotStart.newBuilder().setEpoch(epoch).setRevision(revision.get()))
                .build()
                .writeDelimitedTo(out);
        SnapshotItem.newBuilder()
                .setFacts(HostFacts.newBuilder().setEngine("fake").setEngineName(name))
                .build()
                .writeDelimitedTo(out);
        int count = 0;
        for (Image image : List.copyOf(images.values())) {
            if (left >= 0 && count >= left) {
                throw new IOException("broken off, as the test wishes");
            }
            SnapshotItem.newBuilder().setImage(image).build().writeDelimitedTo(out);
            count++;
        }
        if (left >= 0) {
            throw new IOException("broken off, as the test wishes");
        }
        SnapshotItem.newBuilder()
                .setContainer(Container.newBuilder().setId("c").setName("one"))
                .build()
                .writeDelimitedTo(out);
        SnapshotItem.newBuilder()
                .setEnd(SnapshotEnd.newBuilder().setImages(count).setContainers(1))
                .build()
                .writeDelimitedTo(out);
    }

    @Override
    public QueryAnswer answer(Query query) {
        return query.hasRaw()
                ? QueryAnswer.newBuilder()
                        .setRawJson(ByteString.copyFromUtf8("{}"))
                        .build()
                : QueryAnswer.newBuilder()
                        .setFailure(Failure.newBuilder().setCode("NOT_FOUND").setReason("the fake knows nothing"))
                        .build();
    }

    @Override
    public OperationOutcome run(OperationCommand command, Consumer<OperationProgress> progress) {
        ran.add(command.getOperationId());
        progress.accept(OperationProgress.newBuilder().setStep("pulling").build());
        CountDownLatch waiting = held;
        try {
            if (waiting != null) {
                waiting.await();
            }
        } catch (InterruptedException e) {
            LockSupport.parkNanos(givingUp.toNanos());
            return OperationOutcome.newBuilder()
                    .setState(OperationOutcome.State.CANCELLED)
                    .build();
        }
        OperationOutcome.Builder outcome = OperationOutcome.newBuilder().setState(OperationOutcome.State.SUCCEEDED);
        if (command.hasPull()) {
            Image image = add(command.getPull().getReference());
            outcome.setPull(PullResult.newBuilder().setImageId(image.getId()));
        }
        return outcome.build();
    }

    @Override
    public void close() {
        release();
    }
}
