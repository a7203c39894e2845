package dev.longshore.agent.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.wire.AgentMessage;
import dev.longshore.wire.InventoryDelta;
import dev.longshore.wire.OperationOutcome;
import dev.longshore.wire.StatBatch;
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

    private static List<StatBatch> round(long number, int parts) {
        List<StatBatch> all = new ArrayList<>();
        for (int i = 0; i < parts; i++) {
            all.add(StatBatch.newBuilder()
                    .setRound(number)
                    .setMore(i < parts - 1)
                    .build());
        }
        return all;
    }

    private List<Long> drainedRounds() throws InterruptedException {
        return drained().stream().map(message -> message.getStats().getRound()).toList();
    }

    @Test
    @DisplayName("a round of statistics that waits is dropped for the next of its kind, and never for one of the other")
    void roundsAreNotKept() throws InterruptedException {
        outbox.round(round(1, 3), true);
        outbox.round(round(2, 1), false);
        outbox.round(round(3, 1), false);
        assertThat(drainedRounds()).containsExactly(1L, 1L, 1L, 3L);

        outbox.round(round(4, 3), true);
        assertThat(outbox.poll(0)).isNotNull();
        outbox.round(round(5, 2), true);
        assertThat(drainedRounds()).containsExactly(5L, 5L);
    }

    @Test
    @DisplayName("statistics go out when nothing else waits, and make no news be dropped")
    void statisticsAreLast() throws InterruptedException {
        outbox.round(round(1, 600), true);
        outbox.offer(delta(1));
        outbox.put(AgentMessage.newBuilder().setOutcome(OperationOutcome.getDefaultInstance()));

        List<AgentMessage.Builder> sent = drained();
        assertThat(sent.getFirst().hasDelta()).isTrue();
        assertThat(sent.get(1).hasOutcome()).isTrue();
        assertThat(sent).hasSize(602).noneMatch(message -> message.getDelta().getGap());

        outbox.close();
        outbox.round(round(2, 1), true);
        assertThat(outbox.poll(0)).isNull();
    }
}
