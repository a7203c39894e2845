package dev.longshore.agent.engine;

import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import dev.longshore.model.SafeText;
import dev.longshore.wire.EngineState;
import dev.longshore.wire.EngineState.State;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Whether the engine answers. Each round pings it and asks for its smallest list: an engine that answers pings while its
 * lists hang is hung. So is one whose full list has been under way for too long. A change is known within 15 s, a death
 * within one, because the end of the event stream starts a round at once.
 */
final class EngineHealth {

    private final EngineApi api;
    private final Clock clock;
    private final Pace pace;
    private final Consumer<EngineState> listener;
    private EngineState state;
    private boolean hurry;
    private boolean mayList;
    private long listBeganNanos;
    private Duration listPatience = Duration.ZERO;

    /**
     * How long is waited for what.
     *
     * @param pause between two rounds
     * @param pauseWhileDown the same while the engine is away
     * @param answer for an answer
     * @param answerWhileHung longer, because an engine that comes back answers the question that it was asked last
     * @param firstList for the first full list, before it is known how long they take
     */
    record Pace(
            Duration pause, Duration pauseWhileDown, Duration answer, Duration answerWhileHung, Duration firstList) {
        static final Pace USUAL = new Pace(
                Duration.ofSeconds(4),
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                Duration.ofSeconds(20),
                Duration.ofSeconds(30));
    }

    EngineHealth(EngineApi api, Clock clock, Pace pace, Consumer<EngineState> listener) {
        this.pace = pace;
        this.api = api;
        this.clock = clock;
        this.listener = listener;
        this.state = EngineState.newBuilder().setSinceMs(clock.millis()).build();
    }

    /** Watches until interrupted. */
    void watch() {
        try {
            while (true) {
                round();
                pause();
            }
        } catch (InterruptedException _) {
            // the agent stops
        }
    }

    private void round() throws InterruptedException {
        Duration patience = state().getState() == State.HUNG ? pace.answerWhileHung() : pace.answer();
        boolean pinged = false;
        try {
            api.ping(patience);
            pinged = true;
            api.smallestList(patience);
            mayList(true);
            long lateMs = lateListMillis();
            if (lateMs > 0) {
                set(
                        State.HUNG,
                        "the engine answers, but not its list of images and containers for " + lateMs / 1000 + " s");
            } else {
                set(State.UP, "");
            }
        } catch (EngineRefusal refusal) {
            mayList(true);
            set(State.UP, SafeText.line("the engine answers with an error: " + refusal.message(), 300));
        } catch (IOException e) {
            api.forgetDialect();
            mayList(false);
            set(State.DOWN, EngineFaults.of(e).reason());
        } catch (LongshoreException e) {
            mayList(false);
            boolean silent = e.code() == ErrorCode.ENGINE_HUNG;
            String what = pinged ? "the engine answers pings, but not a list" : "the engine does not answer";
            set(silent ? State.HUNG : State.DOWN, silent ? what + ": " + e.reason() : e.reason());
        }
    }

    private synchronized void pause() throws InterruptedException {
        Duration pause = state.getState() == State.DOWN ? pace.pauseWhileDown() : pace.pause();
        long end = System.nanoTime() + pause.toNanos();
        for (long left = pause.toNanos(); left > 0 && !hurry; left = end - System.nanoTime()) {
            wait(Math.max(1, left / 1_000_000));
        }
        hurry = false;
    }

    private synchronized void set(State fresh, String reason) {
        if (fresh == state.getState() && reason.equals(state.getReason())) {
            return;
        }
        boolean changed = fresh != state.getState();
        EngineState.Builder next = state.toBuilder().setState(fresh).setReason(reason);
        state = (changed ? next.setSinceMs(clock.millis()) : next).build();
        notifyAll();
        if (changed) {
            listener.accept(state);
        }
    }

    /** Looks at once: somebody has a reason to think that something changed. */
    synchronized void hurry() {
        hurry = true;
        notifyAll();
    }

    /** A full listing begins; after {@code patience} the engine counts as hung, whatever else it answers. */
    synchronized void listBegins(Duration patience) {
        if (listPatience.isZero()) { // else the one before never ended: its age counts
            listBeganNanos = System.nanoTime();
            listPatience = patience;
        }
    }

    /** The listing ended; {@code whole} if all of it was read. */
    synchronized void listEnds(boolean whole) {
        if (whole) {
            listPatience = Duration.ZERO;
            state = state.toBuilder().setLastListMs(clock.millis()).build();
        }
    }

    private synchronized void mayList(boolean may) {
        mayList = may;
        notifyAll();
    }

    /** The listing was answered, with an error: the engine does not hang. */
    synchronized void listRefused() {
        listPatience = Duration.ZERO;
    }

    private synchronized long lateListMillis() {
        long took = System.nanoTime() - listBeganNanos;
        return listPatience.isZero() || took < listPatience.toNanos() ? 0 : took / 1_000_000;
    }

    synchronized EngineState state() {
        return state;
    }

    /** Waits until there is sense in listing: the last round was answered, even if a full list was not. */
    synchronized void awaitAnswers() throws InterruptedException {
        while (!mayList) {
            wait();
        }
    }

    /** Whether the last round was answered. */
    synchronized boolean answers() {
        return mayList;
    }

    /** Refuses at once where the engine is known not to answer. */
    void require() {
        EngineState now = state();
        switch (now.getState()) {
            case DOWN -> throw new LongshoreException(ErrorCode.ENGINE_DOWN, now.getReason());
            case HUNG -> throw new LongshoreException(ErrorCode.ENGINE_HUNG, now.getReason());
            case UNKNOWN, UP, UNRECOGNIZED -> {}
        }
    }
}
