package dev.longshore.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LaterTest {

    @Test
    @DisplayName("what waits keeps nothing else waiting")
    void apart() {
        CountDownLatch second = new CountDownLatch(1);
        CompletableFuture<Boolean> first = new CompletableFuture<>();
        Later.run(Duration.ZERO, () -> {
            try {
                second.await();
                first.complete(true);
            } catch (InterruptedException e) {
                first.completeExceptionally(e);
            }
        });
        Later.run(Duration.ofMillis(1), second::countDown);
        assertThat(first).succeedsWithin(Duration.ofSeconds(20)).isEqualTo(true);
    }
}
