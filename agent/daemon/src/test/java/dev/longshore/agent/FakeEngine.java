package dev.longshore.agent;

import com.google.protobuf.ByteString;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import dev.longshore.wire.Container;
import dev.longshore.wire.EngineState;
import dev.longshore.wire.ExportTask;
import dev.longshore.wire.HostFacts;
import dev.longshore.wire.Image;
import dev.longshore.wire.InventoryDelta;
import dev.longshore.wire.OperationCommand;
import dev.longshore.wire.OperationOutcome;
import dev.longshore.wire.OperationProgress;
import dev.longshore.wire.Query;
import dev.longshore.wire.QueryAnswer;
import dev.longshore.wire.RemoveResult;
import dev.longshore.wire.RemovedItem;
import dev.longshore.wire.SaveTask;
import dev.longshore.wire.SnapshotEnd;
import dev.longshore.wire.SnapshotItem;
import dev.longshore.wire.SnapshotStart;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An engine that keeps its images in memory, as far as {@link HostEngineContract} holds it to what real ones do. While
 * {@link #hold}ing, operations wait until released.
 */
public final class FakeEngine implements HostEngine {

    private final String name;
    private final long epoch = System.nanoTime();
    private final AtomicLong revision = new AtomicLong(1);
    private final FakeImages images = new FakeImages(this::changed);
    private final Set<String> lacking = ConcurrentHashMap.newKeySet();
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
        return images.add(reference);
    }

    /** From now on no registry has this reference. */
    public void registryLacks(String reference) {
        lacking.add(reference);
    }

    private synchronized void changed(InventoryDelta.Builder change) {
        long at = revision.incrementAndGet();
        EngineReports told = reports;
        if (told != null) {
            told.delta(change.setEpoch(epoch).setRevision(at).build());
        }
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
        for (Image image : images.all()) {
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
                        .setFailure(FakeImages.failure(
                                new LongshoreException(ErrorCode.IMAGE_NOT_FOUND, "the fake has no details")))
                        .build();
    }

    @Override
    public OperationOutcome run(OperationCommand command, Consumer<OperationProgress> progress, Downloads downloads) {
        ran.add(command.getOperationId());
        OperationOutcome.Builder outcome = OperationOutcome.newBuilder().setOperationId(command.getOperationId());
        progress.accept(OperationProgress.newBuilder().setStep("pulling").build());
        CountDownLatch waiting = held;
        try {
            if (waiting != null) {
                waiting.await();
            } else if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            carryOut(command, outcome.setState(OperationOutcome.State.SUCCEEDED));
        } catch (InterruptedException e) {
            LockSupport.parkNanos(givingUp.toNanos());
            outcome.setState(OperationOutcome.State.CANCELLED)
                    .setFailure(FakeImages.failure(new LongshoreException(ErrorCode.CANCELLED, "cancelled")));
        } catch (LongshoreException e) {
            outcome.setState(OperationOutcome.State.FAILED).setFailure(FakeImages.failure(e));
        }
        return outcome.build();
    }

    private void carryOut(OperationCommand command, OperationOutcome.Builder outcome) {
        switch (command.getTaskCase()) {
            case PULL -> {
                if (lacking.contains(command.getPull().getReference())) {
                    throw new LongshoreException(ErrorCode.REGISTRY_NOT_FOUND, "manifest unknown");
                }
                outcome.setPull(images.pull(command.getPull()));
            }
            case TAG -> outcome.setTag(images.tag(command.getTag()));
            case PUSH -> outcome.setPush(images.push(command.getPush()));
            case REMOVE -> removed(images.remove(command.getRemove()), outcome);
            case PRUNE -> removed(images.prune(command.getPrune()), outcome);
            default ->
                throw new LongshoreException(ErrorCode.PROTOCOL, "the fake does not know " + command.getTaskCase());
        }
    }

    private static void removed(RemoveResult result, OperationOutcome.Builder outcome) {
        outcome.setRemove(result);
        result.getItemsList().stream()
                .filter(RemovedItem::hasFailure)
                .findFirst()
                .ifPresent(
                        item -> outcome.setState(OperationOutcome.State.FAILED).setFailure(item.getFailure()));
    }

    @Override
    public void save(SaveTask task, OutputStream out) throws IOException {
        out.write(("archive of " + String.join(" ", task.getReferencesList())).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void export(ExportTask task, OutputStream out) throws IOException {
        out.write(("files of " + task.getContainerId()).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        release();
    }
}
