package dev.longshore.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;

import dev.longshore.access.Actor;
import dev.longshore.access.Actors;
import dev.longshore.inventory.Fleet;
import dev.longshore.inventory.FleetEvent;
import dev.longshore.inventory.FleetListener;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.HostId;
import dev.longshore.model.ImageRef;
import dev.longshore.model.LongshoreException;
import dev.longshore.model.OperationId;
import dev.longshore.operations.Operation;
import dev.longshore.operations.OperationListener;
import dev.longshore.operations.OperationState;
import dev.longshore.operations.Operations;
import dev.longshore.operations.Task;
import java.io.UnsupportedEncodingException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.core.MethodParameter;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

class EventStreamsTest {

    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");
    private static final String LIFE = Long.toString(NOW.toEpochMilli(), 36);
    private static final OperationId OPERATION = OperationId.of("op-00000000000000000000000001");
    private static final Duration SOON = Duration.ofSeconds(20);

    private final Fleet fleet = mock(Fleet.class);
    private final Operations operations = mock(Operations.class);
    private final Actors actors = mock(Actors.class);
    private final EventStreams streams = new EventStreams(fleet, operations, actors, Clock.fixed(NOW, ZoneOffset.UTC));
    private final AtomicReference<FleetListener> listener = new AtomicReference<>();
    private final AtomicInteger subscribed = new AtomicInteger();

    @BeforeEach
    void subscriptions() {
        when(actors.refresh(any())).thenAnswer(call -> call.getArgument(0));
        when(fleet.firstEventKept()).thenReturn(1L);
        when(fleet.subscribe(any(), any())).thenAnswer(call -> {
            listener.set(call.getArgument(1));
            subscribed.incrementAndGet();
            return (Fleet.Subscription) subscribed::decrementAndGet;
        });
        when(operations.subscribe(any(), any())).thenAnswer(_ -> {
            subscribed.incrementAndGet();
            return (Fleet.Subscription) subscribed::decrementAndGet;
        });
    }

    /** Streams end once their caller may not read them any more. */
    @AfterEach
    void end() {
        when(actors.refresh(any())).thenThrow(new LongshoreException(ErrorCode.UNAUTHENTICATED, "over"));
    }

    private static FleetEvent event(long sequence) {
        return new FleetEvent(
                sequence, HostId.of("h-0000000000000001"), "alpha", NOW, "image", "pull", "id", "name", Map.of());
    }

    /** The newest first, as the fleet tells them. */
    private static List<FleetEvent> events(long first, long last) {
        return LongStream.rangeClosed(first, last)
                .mapToObj(EventStreamsTest::event)
                .toList()
                .reversed();
    }

    private MockHttpServletResponse follow(String lastEventId) throws Exception {
        MockMvc mvc = MockMvcBuilders.standaloneSetup(new EventController(streams))
                .setCustomArgumentResolvers(new SystemActor())
                .build();
        return mvc.perform(get("/api/v1/events").header("Last-Event-ID", lastEventId))
                .andReturn()
                .getResponse();
    }

    private static final class SystemActor implements HandlerMethodArgumentResolver {
        @Override
        public boolean supportsParameter(MethodParameter parameter) {
            return parameter.getParameterType().equals(Actor.class);
        }

        @Override
        public Object resolveArgument(
                MethodParameter parameter,
                @Nullable ModelAndViewContainer container,
                NativeWebRequest request,
                @Nullable WebDataBinderFactory binders) {
            return Actor.system();
        }
    }

    /** What was sent, as {@code gap} and numbers. */
    private static List<String> sent(MockHttpServletResponse response) {
        try {
            return response.getContentAsString()
                    .lines()
                    .filter(line -> line.equals("event:gap") || line.startsWith("id:"))
                    .map(line -> line.equals("event:gap") ? "gap" : line.substring(line.indexOf('-') + 1))
                    .toList();
        } catch (UnsupportedEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whatHappensBetweenReplayAndSubscriptionIsToldOnceAndInOrder() throws Exception {
        AtomicReference<Thread> happening = new AtomicReference<>();
        when(fleet.recentEvents(any(), anyInt())).thenAnswer(_ -> {
            Thread thread = Thread.ofVirtual().start(() -> {
                listener.get().event(event(7));
                listener.get().event(event(8));
            });
            happening.set(thread);
            return events(5, 7);
        });

        MockHttpServletResponse response = follow(LIFE + "-5");

        happening.get().join();
        listener.get().event(event(9));
        await().atMost(SOON).until(() -> sent(response).contains("9"));
        assertThat(sent(response)).containsExactly("6", "7", "8", "9");
    }

    @Test
    void aGapIsSaidAfterARestartAndWhenMoreHappenedThanIsToldAgain() throws Exception {
        when(fleet.recentEvents(any(), anyInt())).thenReturn(events(1, 3));
        MockHttpServletResponse restarted = follow("abc-5000");
        await().atMost(SOON).until(() -> sent(restarted).contains("3"));
        assertThat(sent(restarted)).containsExactly("gap", "1", "2", "3");

        when(fleet.recentEvents(any(), anyInt())).thenReturn(events(100, 300));
        MockHttpServletResponse late = follow(LIFE + "-50");
        await().atMost(SOON).until(() -> sent(late).contains("300"));
        assertThat(sent(late)).hasSize(201).startsWith("gap", "101");

        when(fleet.recentEvents(any(), anyInt())).thenReturn(events(300, 302));
        when(fleet.firstEventKept()).thenReturn(300L);
        MockHttpServletResponse forgotten = follow(LIFE + "-100");
        await().atMost(SOON).until(() -> sent(forgotten).contains("302"));
        assertThat(sent(forgotten)).containsExactly("gap", "300", "301", "302");
    }

    @Test
    void aStreamThatCantStartGivesItsPlaceAndItsSubscriptionBack() {
        Operation running = pull(OperationState.RUNNING, 0);
        AtomicInteger looks = new AtomicInteger();
        when(operations.get(any(), any())).thenAnswer(_ -> {
            if (looks.incrementAndGet() % 2 == 0) {
                throw new LongshoreException(ErrorCode.STORAGE, "down");
            }
            return running;
        });

        for (int tries = 0; tries < 600; tries++) {
            assertThatThrownBy(() -> streams.operation(Actor.system(), OPERATION, false))
                    .hasMessage("down");
        }

        assertThat(subscribed).hasValue(0);
    }

    private static Operation pull(OperationState state, long doneBytes) {
        Operation.Progress progress = new Operation.Progress(
                "pulling",
                doneBytes,
                100,
                0,
                1,
                10,
                9,
                List.of(new Operation.LayerProgress("layer-1", "downloading", doneBytes, 100)),
                Operation.Log.NONE);
        return new Operation(
                OPERATION,
                "pull",
                "Pull nginx:1.27",
                new Task.Pull(ImageRef.of("nginx:1.27"), false, null),
                "ann",
                null,
                state,
                NOW,
                NOW,
                null,
                List.of(new Operation.Part(
                        HostId.of("h-0000000000000001"), "alpha", state, progress, null, null, NOW, null)));
    }

    @Test
    void aQuietStreamTellsStatesAndNoLayers() throws Exception {
        AtomicReference<OperationListener> following = new AtomicReference<>();
        when(operations.get(any(), any())).thenReturn(pull(OperationState.RUNNING, 10));
        when(operations.subscribe(any(), any())).thenAnswer(call -> {
            following.set(call.getArgument(1));
            return (Fleet.Subscription) () -> {};
        });
        MockMvc mvc = MockMvcBuilders.standaloneSetup(new OperationController(operations, streams))
                .setCustomArgumentResolvers(new SystemActor())
                .build();
        String path = "/api/v1/operations/" + OPERATION + "/events";
        MockHttpServletResponse quiet =
                mvc.perform(get(path).param("progress", "quiet")).andReturn().getResponse();
        following.get().changed(pull(OperationState.RUNNING, 50));
        following.get().changed(pull(OperationState.SUCCEEDED, 100));
        await().atMost(SOON).until(() -> quiet.getContentAsString().contains("succeeded"));
        assertThat(quiet.getContentAsString().lines().filter("event:operation"::equals))
                .hasSize(2);
        assertThat(quiet.getContentAsString()).doesNotContain("layer-1");

        MockHttpServletResponse full = mvc.perform(get(path)).andReturn().getResponse();
        following.get().changed(pull(OperationState.SUCCEEDED, 100));
        await().atMost(SOON).until(() -> full.getContentAsString().contains("succeeded"));
        assertThat(full.getContentAsString().lines().filter("event:operation"::equals))
                .hasSize(3);
        assertThat(full.getContentAsString()).contains("layer-1");
    }
}
