package dev.longshore.link;

import dev.longshore.model.HostId;
import dev.longshore.wire.AgentMessage;
import dev.longshore.wire.Hello;
import jakarta.websocket.Session;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * The current session of each host. The newest that said hello with a proven certificate wins; the one before is sent
 * away, and whatever it still says is ignored.
 */
@Component
class Sessions {

    private static final Logger log = LoggerFactory.getLogger(Sessions.class);
    private static final Duration GOODBYE_WITHIN = Duration.ofSeconds(3);

    /** What inside the link wants to hear of sessions before the listeners do. */
    interface Observer {

        void begun(ControlSession session);

        /** True if the message was the observer's own affair and goes no further. */
        boolean took(ControlSession session, AgentMessage message);

        /** The host has no session any more. */
        void gone(HostId host);
    }

    private final LinkSettings settings;
    private final Listeners listeners;
    private final MemberStore members;
    private final Clock clock;
    private final AtomicLong lastGeneration;
    private final Map<HostId, ControlSession> current = new ConcurrentHashMap<>();
    private final Set<ControlSession> open = ConcurrentHashMap.newKeySet();
    private final Map<HostId, HostLane> lanes = new ConcurrentHashMap<>();
    private final List<Observer> observers = new CopyOnWriteArrayList<>();
    private volatile boolean stopping;

    Sessions(LinkSettings settings, Listeners listeners, MemberStore members, Clock clock) {
        this.settings = settings;
        this.listeners = listeners;
        this.members = members;
        this.clock = clock;
        this.lastGeneration = new AtomicLong(clock.millis());
    }

    void observe(Observer observer) {
        observers.add(observer);
    }

    /** A WebSocket of a proven agent opened. */
    ControlSession open(Peer peer, Session socket) {
        ControlSession session = new ControlSession(
                peer, lastGeneration.incrementAndGet(), socket, this, settings.heartbeat(), clock.millis());
        if (stopping) {
            session.end("SHUTTING_DOWN", "the server is stopping");
        }
        open.add(session);
        session.start();
        return session;
    }

    @Nullable
    ControlSession current(HostId host) {
        return current.get(host);
    }

    boolean isCurrent(ControlSession session) {
        return current.get(session.host()) == session;
    }

    /** Ends the host's session now, if it has one. */
    void end(HostId host, String code, String reason) {
        ControlSession session = current.get(host);
        if (session != null) {
            session.end(code, reason);
        }
    }

    /** The host was removed and does not come back: nothing of it is kept. */
    void forget(HostId host) {
        HostLane lane = lanes.remove(host);
        if (lane != null) {
            lane.end();
        }
    }

    /**
     * Makes it the host's session, unless a newer one is.
     *
     * @return who does not count any more: the older session, or this one if it came late; null if there was no other
     */
    @Nullable
    ControlSession place(ControlSession session) {
        AtomicReference<@Nullable ControlSession> ousted = new AtomicReference<>();
        current.merge(session.host(), session, (before, late) -> {
            boolean newer = late.generation() > before.generation();
            ousted.set(newer ? before : late);
            return newer ? late : before;
        });
        return ousted.get();
    }

    /** An agent has said who it is, and has been welcomed. */
    void introduced(ControlSession session, @Nullable ControlSession ousted, AgentSession introduced, Hello hello) {
        if (session.equals(ousted)) {
            session.end("SUPERSEDED", "a newer session of this host came first");
            return;
        }
        if (ousted != null) {
            ousted.end("SUPERSEDED", "a newer session of this host took its place");
        }
        if (!stillWelcome(session)) {
            return;
        }
        lane(session.host())
                .add(() -> ifHeard(session, () -> {
                    listeners.tell(listener -> listener.connected(introduced, hello));
                    observers.forEach(observer -> observer.begun(session));
                    seen(session.host());
                }));
    }

    /** After those who must know: a database that can't write it down must not keep them from hearing. */
    private void seen(HostId host) {
        try {
            members.lastSeen(host, clock.millis());
        } catch (DataAccessException | TransactionException e) {
            log.warn("it can't be stored when {} was last seen: {}", host, e.getMessage());
        }
    }

    /** A removal between the handshake and here must not be missed; one after this finds the session in its place. */
    private boolean stillWelcome(ControlSession session) {
        HostRecord host;
        try {
            host = members.host(session.host()).orElse(null);
        } catch (DataAccessException | TransactionException e) {
            log.warn("{} must dial again: {}", session.host(), e.getMessage());
            session.end("STORAGE", "the server can't use its database now");
            return false;
        }
        if (host == null || host.removedMs() != null) {
            session.end("REVOKED", "this host was removed from Longshore");
            return false;
        }
        if (host.quarantinedMs() != null) {
            session.end("QUARANTINED", "two machines use this identity");
            return false;
        }
        return true;
    }

    void received(ControlSession session, AgentMessage message) {
        if (!isCurrent(session)) {
            return;
        }
        for (Observer observer : observers) {
            if (observer.took(session, message)) {
                return;
            }
        }
        AgentSession introduced = session.introduced();
        if (introduced != null) {
            tell(session, listener -> listener.message(introduced, message));
        }
    }

    /** In the host's order, unless the session was sent away or replaced by then. */
    void tell(ControlSession session, java.util.function.Consumer<AgentListener> news) {
        lane(session.host()).add(() -> ifHeard(session, () -> listeners.tell(news)));
    }

    /** In the host's order, once all that was to be told so far has been. */
    void afterwards(HostId host, Runnable work) {
        lane(host).add(work);
    }

    void ended(ControlSession session, String reason) {
        AgentSession introduced = session.introduced();
        if (!current.remove(session.host(), session) || introduced == null) {
            return;
        }
        observers.forEach(observer -> observer.gone(session.host()));
        lane(session.host()).add(() -> {
            listeners.tell(listener -> listener.disconnected(introduced, reason));
            seen(session.host());
        });
    }

    void malformed(ControlSession session, String detail) {
        listeners.incident(new LinkIncident(LinkIncident.Kind.MALFORMED, session.host(), session.address(), detail));
    }

    /**
     * Sends every agent away, and waits a little until they have been told: the sockets go with the web server. They dial
     * again, spread over some seconds, when the server is back.
     */
    void stop() {
        stopping = true;
        for (ControlSession session : open) {
            session.end("SHUTTING_DOWN", "the server is stopping");
        }
        long end = System.nanoTime() + GOODBYE_WITHIN.toNanos();
        try {
            synchronized (open) {
                while (!open.isEmpty() && end - System.nanoTime() > 0) {
                    open.wait(Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** How many WebSockets of a host are open, replaced ones that have not closed yet included. */
    long open(HostId host) {
        return open.stream().filter(session -> session.host().equals(host)).count();
    }

    /** The session's WebSocket and its thread are gone. */
    void closed(ControlSession session) {
        open.remove(session);
        synchronized (open) {
            open.notifyAll();
        }
    }

    /** What a session said before it closed still counts; what one said that was sent away, or replaced, does not. */
    private void ifHeard(ControlSession session, Runnable news) {
        ControlSession now = current.get(session.host());
        if (!session.isDismissed() && (now == null || now.equals(session))) {
            news.run();
        }
    }

    private HostLane lane(HostId host) {
        return lanes.computeIfAbsent(host, id -> new HostLane(id.value()));
    }
}
