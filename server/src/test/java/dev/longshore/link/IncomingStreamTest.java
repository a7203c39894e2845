package dev.longshore.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.model.ErrorCode;
import dev.longshore.model.HostId;
import dev.longshore.model.LongshoreException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class IncomingStreamTest {

    private static final HostId SOURCE = HostId.of("h-0000000000000001");

    private final IncomingStream<Boolean> stream = new IncomingStream<>("s-1", SOURCE, 1, _ -> true);

    @Test
    @DisplayName("catalogue 83: a source that was asked and does not begin holds nobody up for ever")
    void silentSource() {
        stream.sourceAsked(Duration.ofMillis(1));

        assertThat(stream.result())
                .failsWithin(Duration.ofSeconds(20))
                .withThrowableOfType(ExecutionException.class)
                .havingCause()
                .asInstanceOf(InstanceOfAssertFactories.type(LongshoreException.class))
                .satisfies(why -> assertThat(why.code()).isEqualTo(ErrorCode.STREAM_BROKEN));
    }

    @Test
    void aSourceThatHasBegunMayTakeItsTime() {
        assertThat(stream.claim(SOURCE, "PUT")).isTrue();
        stream.sourceAsked(Duration.ZERO);

        CompletableFuture<Boolean> later = CompletableFuture.supplyAsync(
                () -> stream.result().isDone(), CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS));
        assertThat(later).succeedsWithin(Duration.ofSeconds(20)).isEqualTo(false);
    }
}
