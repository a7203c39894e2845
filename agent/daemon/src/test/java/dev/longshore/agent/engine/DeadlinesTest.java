package dev.longshore.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@DisplayName("A deadline")
class DeadlinesTest {

    private static final Duration LONG = Duration.ofMinutes(5);

    private final Deadlines deadlines = new Deadlines();
    private final CountDownLatch never = new CountDownLatch(1);

    @Test
    @DisplayName("frees the caller of a call that hangs, ends the call, and names the engine hung")
    void endsHanging() {
        assertThatThrownBy(() -> deadlines.within(Duration.ofMillis(50), _ -> {
                    never.await();
                    return "";
                }))
                .isInstanceOfSatisfying(
                        LongshoreException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ENGINE_HUNG));
        assertThat(deadlines.running()).isZero();
    }

    @Test
    @DisplayName("moves on with each renewal, so that a slow stream is no hanging one")
    void renews() throws Exception {
        int rounds = deadlines.within(Duration.ofSeconds(2), lease -> {
            for (int i = 0; i < 5; i++) {
                Thread.sleep(500);
                lease.renew();
            }
            return 5;
        });

        assertThat(rounds).isEqualTo(5);
    }

    @Test
    @DisplayName("lets an interrupt of the caller through to the call")
    void passesInterrupt() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread caller = Thread.ofVirtual().start(() -> {
            try {
                deadlines.within(LONG, _ -> {
                    begun.countDown();
                    never.await();
                    return "";
                });
            } catch (IOException | InterruptedException e) {
                thrown.set(e);
            }
        });
        begun.await();

        caller.interrupt();
        caller.join();

        assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
        await().untilAsserted(() -> assertThat(deadlines.running()).isZero());
    }

    @Test
    @DisplayName("hands out the call's own exception, and one that docker-java has wrapped")
    void unwraps() {
        assertThatThrownBy(() -> deadlines.within(LONG, _ -> {
                    throw new IOException("plain");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("plain");
        assertThatThrownBy(() -> deadlines.within(LONG, _ -> {
                    throw new IllegalStateException(new IOException("wrapped"));
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("wrapped");
    }
}
