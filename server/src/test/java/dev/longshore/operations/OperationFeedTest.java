package dev.longshore.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.longshore.access.Actor;
import dev.longshore.inventory.Fleet;
import dev.longshore.model.HostId;
import dev.longshore.model.ImageRef;
import dev.longshore.model.OperationId;
import dev.longshore.wire.OperationProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OperationFeedTest {

    private final LiveOperation.Part part = new LiveOperation.Part(HostId.of("h-0000000000000001"), "alpha");
    private final LiveOperation operation = new LiveOperation(
            OperationId.of("op-00000000000000000000000001"),
            new Task.Pull(ImageRef.of("nginx:1.27"), false, null),
            Actor.system(),
            null,
            Instant.EPOCH,
            false,
            null,
            List.of(part));
    private final OperationFeed feed = new OperationFeed();

    private void reports(int count) {
        operation.lock.lock();
        try {
            for (int done = 1; done <= count; done++) {
                part.meter.report(
                        OperationProgress.newBuilder().setDoneBytes(done).build(), done);
                feed.changed(operation);
            }
        } finally {
            operation.lock.unlock();
        }
    }

    @Test
    void whatAnOperationLooksLikeIsMadeWhenItIsToldNotAtEachReport() {
        AtomicInteger made = new AtomicInteger();
        List<Operation> heard = new CopyOnWriteArrayList<>();
        try (Fleet.Subscription subscription = feed.add(_ -> made.incrementAndGet() > 0, heard::add)) {
            reports(1_000);

            await().atMost(Duration.ofSeconds(20))
                    .until(() -> !heard.isEmpty()
                            && heard.getLast().parts().getFirst().progress().doneBytes() == 1_000);
            assertThat(made).hasValueLessThanOrEqualTo(2);
            assertThat(subscription).isNotNull();
        }
    }

    @Test
    void whoMayNotSeeAnOperationHearsNothingOfIt() {
        List<Operation> heard = new CopyOnWriteArrayList<>();
        List<Operation> others = new CopyOnWriteArrayList<>();
        try (Fleet.Subscription blind = feed.add(_ -> false, others::add);
                Fleet.Subscription seeing = feed.add(_ -> true, heard::add)) {
            reports(1);

            await().atMost(Duration.ofSeconds(20)).until(() -> !heard.isEmpty());
            assertThat(others).isEmpty();
            assertThat(blind).isNotSameAs(seeing);
        }
    }
}
