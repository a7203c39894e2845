package dev.longshore.agent.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.wire.AgentMessage;
import dev.longshore.wire.InventoryDelta;
import dev.longshore.wire.OperationOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class OutboxTest {

    private final Outbox outbox = new Outbox();

    private static AgentMessage.Builder delta(long revision) {
        return AgentMessage.newBuilder().setDelta(InventoryDelta.newBuilder().setRevision(revision));
    }

    private List<AgentMessage.Builder> drained() throws InterruptedException {
        List<AgentMessage.Builder> all = new ArrayList<>();
        for (AgentMessage.Builder one = outbox.poll(0); one != null; one = outbox.poll(0)) {
            all.add(one);
        }
        return all;
    }

    @Test
    @DisplayName("catalogue 74: news beyond the bound are dropped, and the end of what was kept says so, even for one")
    void droppedNewsAreConfessed() throws InterruptedException {
        for (int i = 1; i <= 513; i++) {
            outbox.offer(delta(i));
        }
        List<AgentMessage.Builder> sent = drained();
        assertThat(sent).hasSize(513);
        assertThat(sent.getLast().getDelta().getGap()).isTrue();
        assertThat(sent.subList(0, 512)).noneMatch(message -> message.getDelta().getGap());

        outbox.offer(delta(600));
        assertThat(drained()).hasSize(1).noneMatch(message -> message.getDelta().getGap());
    }

    @Test
    void answersAreNeverDropped() throws InterruptedException {
        for (int i = 0; i < 2_000; i++) {
            outbox.offer(delta(i));
        }
        for (int i = 0; i < 1_000; i++) {
            outbox.put(AgentMessage.newBuilder().setOutcome(OperationOutcome.newBuilder()));
        }
        assertThat(drained()).filteredOn(AgentMessage.Builder::hasOutcome).hasSize(1_000);
    }

    @Test
    void itHoldsABoundedNumberOfBytes() throws InterruptedException {
        String large = "x".repeat(50_000);
        for (int i = 0; i < 500; i++) {
            outbox.offer(AgentMessage.newBuilder()
                    .setDelta(InventoryDelta.newBuilder().addRemovedImages(large)));
        }
        assertThat(drained()).hasSizeLessThan(100);
    }

    @Test
    void whenClosedItIsEmptyAndDoesNotWait() throws InterruptedException {
        outbox.put(delta(1));
        outbox.close();
        outbox.put(delta(2));
        assertThat(outbox.poll(60_000)).isNull();
    }

    @Test
    void whatIsBeingSentHasNotGoneOutYet() throws InterruptedException {
        outbox.put(delta(1));
        assertThat(outbox.poll(0)).isNotNull();
        Thread waiting = Thread.ofVirtual().start(() -> {
            try {
                outbox.awaitSent(60_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        assertThat(waiting.join(Duration.ofMillis(200))).isFalse();
        assertThat(outbox.poll(0)).isNull();
        assertThat(waiting.join(Duration.ofSeconds(20))).isTrue();
    }
}
