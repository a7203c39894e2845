package dev.longshore.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.longshore.link.Agents;
import dev.longshore.link.Feed;
import dev.longshore.link.Transfer;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.HostId;
import dev.longshore.model.LongshoreException;
import dev.longshore.wire.SaveTask;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Which targets of a copy share a reading of the source; the test plays the link. */
class SharedSavesTest {

    private static final HostId SOURCE = HostId.of("h-00000000000000a0");
    private static final HostId ONE = HostId.of("h-00000000000000a1");
    private static final HostId TWO = HostId.of("h-00000000000000a2");
    private static final SaveTask ALL =
            SaveTask.newBuilder().addReferences("app:1").build();
    private static final SaveTask REST =
            ALL.toBuilder().addHeldChainIds("sha256:1").build();
    private static final Duration LONG = Duration.ofDays(1);

    private final Agents agents = mock(Agents.class);
    private final Map<String, Played> streams = new ConcurrentHashMap<>();
    private final List<Reading> readings = new CopyOnWriteArrayList<>();

    private record Reading(SaveTask save, List<Feed> sinks) {}

    /** The host's end of a stream. */
    private final class Played {

        private final Feed feed = mock(Feed.class);
        private Runnable settled = () -> {};

        Played() {
            String id = "s-" + streams.size();
            when(feed.streamId()).thenReturn(id);
            when(feed.failure()).thenReturn(Optional.empty());
            doAnswer(call -> settled = call.getArgument(0)).when(feed).whenSettled(any());
            streams.put(id, this);
        }

        void opens() {
            when(feed.isOpen()).thenReturn(true);
            settled.run();
        }
    }

    private SharedSaves copy(Duration gatheredWithin) {
        when(agents.feed(any())).thenAnswer(_ -> new Played().feed);
        when(agents.transfer(any(), any(), any())).thenAnswer(call -> {
            readings.add(new Reading(call.getArgument(1), call.getArgument(2)));
            Transfer transfer = mock(Transfer.class);
            when(transfer.failure())
                    .thenReturn(Optional.of(new LongshoreException(ErrorCode.IMAGE_NOT_FOUND, "no image")));
            return transfer;
        });
        return new SharedSaves(agents, SOURCE, List.of(ONE, TWO), gatheredWithin);
    }

    private Played prepared(SharedSaves copy, HostId sink, SaveTask save) {
        Played stream = stream(copy.add(sink, save, false));
        copy.ready(sink);
        return stream;
    }

    private Played stream(String id) {
        Played stream = streams.get(id);
        assertThat(stream).isNotNull();
        return stream;
    }

    @Test
    @DisplayName("targets that lack the same share one reading, which waits for both")
    void shared() {
        SharedSaves copy = copy(LONG);
        Played one = prepared(copy, ONE, ALL);
        one.opens();
        assertThat(readings).isEmpty();
        Played two = prepared(copy, TWO, ALL);
        assertThat(readings).isEmpty();
        two.opens();
        assertThat(readings).containsExactly(new Reading(ALL, List.of(one.feed, two.feed)));
    }

    @Test
    @DisplayName("a target that lacks something else has a reading of its own, and is not waited for")
    void apart() {
        SharedSaves copy = copy(LONG);
        Played one = prepared(copy, ONE, ALL);
        one.opens();
        Played two = prepared(copy, TWO, REST);
        assertThat(readings).containsExactly(new Reading(ALL, List.of(one.feed)));
        two.opens();
        assertThat(readings).hasSize(2).contains(new Reading(REST, List.of(two.feed)));
    }

    @Test
    @DisplayName("a target that drops out is not waited for, and what the source failed by is told to the others alone")
    void dropsOut() {
        SharedSaves copy = copy(LONG);
        Played one = prepared(copy, ONE, ALL);
        prepared(copy, TWO, ALL);
        one.opens();
        assertThat(readings).isEmpty();
        assertThat(copy.left(TWO)).isFalse();
        assertThat(readings).containsExactly(new Reading(ALL, List.of(one.feed)));
        assertThat(copy.fault(ONE))
                .hasValueSatisfying(why -> assertThat(why.code()).isEqualTo(ErrorCode.IMAGE_NOT_FOUND));
        assertThat(copy.fault(TWO)).isEmpty();
        assertThat(copy.left(ONE)).isTrue();
    }

    @Test
    @DisplayName("a target whose turn comes late holds the others up only so long, and has a reading of its own then")
    void late() {
        SharedSaves copy = copy(Duration.ofMillis(20));
        Played one = prepared(copy, ONE, ALL);
        one.opens();
        await().atMost(Duration.ofSeconds(20)).until(() -> !readings.isEmpty());
        Played two = prepared(copy, TWO, ALL);
        two.opens();
        assertThat(readings).containsExactly(new Reading(ALL, List.of(one.feed)), new Reading(ALL, List.of(two.feed)));
    }

    @Test
    @DisplayName("the whole archive, for whose engine refused the other, is read only when it is asked for")
    void spare() {
        SharedSaves copy = copy(LONG);
        Played spare = stream(copy.add(ONE, ALL, true));
        Played one = prepared(copy, ONE, REST);
        copy.left(TWO);
        one.opens();
        assertThat(readings).containsExactly(new Reading(REST, List.of(one.feed)));
        spare.opens();
        assertThat(readings).hasSize(2).contains(new Reading(ALL, List.of(spare.feed)));
    }
}
