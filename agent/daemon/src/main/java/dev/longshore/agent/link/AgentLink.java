package dev.longshore.agent.link;

import dev.longshore.agent.AgentSettings;
import dev.longshore.agent.DaemonSettings;
import dev.longshore.agent.EngineReports;
import dev.longshore.agent.HostEngine;
import dev.longshore.agent.HostStats;
import dev.longshore.agent.StatReports;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import dev.longshore.wire.AgentMessage;
import dev.longshore.wire.EngineEvents;
import dev.longshore.wire.EngineState;
import dev.longshore.wire.Hello;
import dev.longshore.wire.InventoryDelta;
import dev.longshore.wire.OperationOutcome;
import dev.longshore.wire.ServerMessage;
import dev.longshore.wire.StatBatch;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps this host linked to its server: enrols once, dials, dials again, renews its certificate, and passes on what
 * either side says. There is one session at a time that counts; one that a renewal replaced ends unheard.
 */
public final class AgentLink implements EngineReports, StatReports, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(AgentLink.class);
    private static final Duration TELL_AGAIN = Duration.ofSeconds(60);
    private static final Duration TICK = Duration.ofSeconds(2);
    private static final Duration FAREWELL = Duration.ofSeconds(12);

    private final AgentSettings settings;
    private final HostEngine engine;
    private final HostStats stats;
    private final Clock clock;
    private final Membership membership;
    private final HealthFile health;
    private final Commands commands;
    private final BulkStreams streams;
    private final FileChannel lock;
    private final Journal journal;
    private final Introduction introduction;
    private final CurrentSession session = new CurrentSession();
    private final Backoff backoff = new Backoff(new SecureRandom());
    private final CountDownLatch farewell = new CountDownLatch(1);
    private volatile @Nullable Credentials credentials;
    private volatile boolean stopped;
    private volatile @Nullable Thread runner;
    private String lastTrouble = "";
    private long toldAgain = System.nanoTime();

    private AgentLink(
            AgentSettings settings,
            HostEngine engine,
            HostStats stats,
            String version,
            Clock clock,
            StateDirectory state,
            FileChannel lock,
            Journal journal) {
        this.settings = settings;
        this.engine = engine;
        this.stats = stats;
        this.clock = clock;
        this.lock = lock;
        this.journal = journal;
        this.membership = new Membership(settings, state, version, clock);
        this.health = new HealthFile(state, clock);
        HostPolicy policy = new HostPolicy(settings.policyFile());
        this.streams = new BulkStreams(
                settings.server(), () -> Objects.requireNonNull(credentials), engine, policy, session::put);
        this.commands = new Commands(engine, streams, journal, policy, session, clock);
        this.introduction = new Introduction(engine, stats, commands, policy, version, clock);
    }

    /**
     * Prepares the state directory, and keeps it from other agents; nothing is dialled before {@link #run}.
     *
     * @param version of the agent, for people
     */
    public static AgentLink open(AgentSettings settings, HostEngine engine, String version, Clock clock) {
        return open(settings, engine, HostStats.NONE, version, clock);
    }

    /** The same for a host whose kernel's counters are read. */
    public static AgentLink open(
            AgentSettings settings, HostEngine engine, HostStats stats, String version, Clock clock) {
        StateDirectory state = new StateDirectory(settings.stateDir());
        FileChannel lock = state.lock();
        try {
            return new AgentLink(settings, engine, stats, version, clock, state, lock, Journal.open(state, clock));
        } catch (IOException e) {
            throw new LongshoreException(
                    ErrorCode.STORAGE,
                    "the journal in " + settings.stateDir() + " can't be used: " + e.getMessage(),
                    "Free disk space on this host, and check who may write there.");
        }
    }

    /** What the host's owner says of the engine's configuration. */
    public static DaemonSettings.Owner owner(AgentSettings settings) {
        return new HostPolicy(settings.policyFile())::requireDaemonConfig;
    }

    /** Whether the agent that uses this state directory was linked within the last minute. */
    public static boolean healthy(Path stateDir, Clock clock) {
        return HealthFile.recent(stateDir, clock);
    }

    /** Stays linked until {@link #close}. */
    public void run() throws InterruptedException {
        runner = Thread.currentThread();
        while (!stopped) {
            Duration wait;
            try {
                Credentials shown = membership.credentials(this::stopped);
                if (shown == null) {
                    return;
                }
                credentials = shown;
                wait = stay(shown);
            } catch (LongshoreException e) {
                trouble(e.reason() + " What to do: " + e.remedy());
                membership.refused(e.code());
                wait = membership.needsPerson(e.code()) ? backoff.refused() : backoff.next();
            } catch (IOException e) {
                String why = e.getMessage(); // which the HTTP client leaves out where nobody listens
                trouble("no link to " + settings.server() + ": " + (why == null ? "it does not answer" : why));
                membership.broke(e);
                wait = backoff.next();
            }
            if (!stopped) {
                membership.pause(wait);
            }
        }
    }

    private boolean stopped() {
        return stopped;
    }

    /** One session, or several if certificates are renewed meanwhile. Returns how long to wait before dialling again. */
    private Duration stay(Credentials first) throws IOException, InterruptedException {
        LinkSession current = dial(first);
        long began = System.nanoTime();
        try {
            while (!stopped) {
                LinkEnded end = current.awaitEnd(TICK);
                if (end != null) {
                    if (stopped) {
                        break;
                    }
                    log.info("session ended: {}", end.reason());
                    backoff.lasted(Duration.ofNanos(System.nanoTime() - began));
                    if (end.refused()) {
                        throw end.fault();
                    }
                    return end.code().equals("SUPERSEDED") ? backoff.refused() : backoff.next();
                }
                health.connected();
                tellAgain(current);
                Credentials renewed = membership.renewIfDue(current.serverTimeMs());
                if (renewed != null) {
                    credentials = renewed;
                    LinkSession next = dial(renewed);
                    current.close();
                    current = next;
                }
            }
        } finally {
            leave(current);
        }
        return Duration.ZERO;
    }

    /** When the agent stops, {@link #close} first tells over this session what it interrupted. */
    private void leave(LinkSession current) {
        try {
            if (stopped) {
                farewell.await(FAREWELL.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            current.close();
            streams.linkEnded();
        }
    }

    /** An acknowledgement that was lost, or that the server could not give then. */
    private void tellAgain(LinkSession current) {
        long before = clock.millis() - TELL_AGAIN.toMillis();
        for (OperationOutcome outcome : commands.unacknowledged()) {
            if (outcome.getFinishedMs() < before && System.nanoTime() - toldAgain > TELL_AGAIN.toNanos()) {
                current.put(Commands.outcome(outcome));
            }
        }
        if (System.nanoTime() - toldAgain > TELL_AGAIN.toNanos()) {
            toldAgain = System.nanoTime();
        }
    }

    private LinkSession dial(Credentials shown) throws IOException, InterruptedException {
        CurrentSession.Route route = session.route(this::route);
        LinkSession fresh =
                LinkSession.open(settings.server(), shown, () -> introduction.hello(shown.identity()), route);
        route.begin(fresh, this::tellSince);
        membership.linked(fresh.welcome());
        lastTrouble = "";
        health.connected();
        log.info(
                "linked to {} as {} ({})",
                settings.server(),
                fresh.welcome().getHostName(),
                shown.identity().host());
        return fresh;
    }

    /** What changed since the hello was said to the session before, which the server hears no more, or had none. */
    private void tellSince(LinkSession fresh) {
        stats.linked();
        fresh.put(AgentMessage.newBuilder().setEngine(engine.state()));
        Hello said = fresh.hello();
        for (String id : commands.underWay()) {
            if (!said.getRunningOperationsList().contains(id)) {
                fresh.put(Commands.accepted(id));
            }
        }
        for (OperationOutcome outcome : commands.unacknowledged()) {
            if (!said.getUnacknowledgedList().contains(outcome)) {
                fresh.put(Commands.outcome(outcome));
            }
        }
    }

    private void route(LinkSession from, ServerMessage message) {
        switch (message.getBodyCase()) {
            case INVENTORY -> streams.inventory(message.getInventory().getStreamId());
            case QUERY -> streams.query(message.getQuery());
            case BULK -> streams.bulk(message.getBulk());
            case BULK_CLOSE -> streams.close(message.getBulkClose().getStreamId());
            case OPERATION -> commands.take(message.getOperation(), from::serverTimeMs);
            case CANCEL -> commands.cancel(message.getCancel().getOperationId());
            case OUTCOME_ACK -> commands.acknowledged(message.getOutcomeAck().getOperationId());
            case RENEW -> membership.renewNow();
            case WATCH_STATS -> stats.watch(message.getWatchStats());
            case WELCOME, PING, PONG, GO_AWAY -> {}
            case BODY_NOT_SET -> log.info("the server sent something that this version does not know");
        }
    }

    @Override
    public void delta(InventoryDelta delta) {
        session.offer(AgentMessage.newBuilder().setDelta(delta));
    }

    @Override
    public void events(EngineEvents events) {
        session.offer(AgentMessage.newBuilder().setEvents(events));
    }

    @Override
    public void engine(EngineState state) {
        session.put(AgentMessage.newBuilder().setEngine(state));
    }

    @Override
    public boolean listening() {
        LinkSession current = session.get();
        return current != null && current.lasts();
    }

    @Override
    public void round(List<StatBatch> parts, boolean full) {
        session.round(parts, full);
    }

    /** Says the same trouble once, not at each try. */
    private void trouble(String what) {
        if (!what.equals(lastTrouble)) {
            lastTrouble = what;
            log.warn("{}", what);
        }
    }

    /** Stops: work under way is interrupted and written down, told if the session still stands, and the link closed. */
    @Override
    public void close() {
        if (stopped) {
            return;
        }
        stopped = true;
        try {
            commands.stop();
            streams.closeAll();
            LinkSession current = session.get();
            if (current != null) {
                current.flush(Duration.ofSeconds(1));
                current.close();
            }
            farewell.countDown();
            health.stopped();
            Thread running = runner;
            if (running != null) {
                running.interrupt();
                running.join(Duration.ofSeconds(2));
            }
            journal.close();
            lock.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            log.debug("closing the state directory: {}", e.toString());
        }
    }
}
