package dev.longshore.access;

import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionAttributeListener;
import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionIdListener;
import jakarta.servlet.http.HttpSessionListener;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.stereotype.Component;

/** The sessions of signed-in people, so that they can be ended from here: a session that is ended closes its pages' push. */
@Component
class Sessions implements HttpSessionListener, HttpSessionIdListener, HttpSessionAttributeListener {

    private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private record Held(HttpSession session, long accountId) {}

    private final Map<String, Held> held = new ConcurrentHashMap<>();

    /** Ends every session of the account. */
    void end(long accountId) {
        endOthers(accountId, "");
    }

    /**
     * Ends the account's sessions but one.
     *
     * @param keep as {@link #hash}, or empty for none
     */
    void endOthers(long accountId, String keep) {
        List<Thread> ending = new ArrayList<>();
        held.forEach((id, candidate) -> {
            if (candidate.accountId() == accountId && !hash(id).equals(keep)) {
                held.remove(id);
                ending.add(Thread.ofVirtual().name("end-session").start(() -> invalidate(candidate.session())));
            }
        });
        long until = System.nanoTime() + PATIENCE.toNanos();
        for (Thread thread : ending) {
            await(thread, until);
        }
    }

    /**
     * In a thread that belongs to no page: a page that is torn down in the request of another person's page refuses that,
     * and stays.
     */
    private static void invalidate(HttpSession session) {
        try {
            session.invalidate();
        } catch (IllegalStateException endedMeanwhile) {
            LOG.debug("A session had ended already", endedMeanwhile);
        }
    }

    /** A page that is busy now ends as soon as it is not; nobody waits long for that. */
    private static void await(Thread thread, long untilNanos) {
        try {
            thread.join(Duration.ofNanos(Math.max(1, untilNanos - System.nanoTime())));
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    /** Names a session in the audit without giving it away. */
    static String hash(String sessionId) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(sessionId.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public void attributeAdded(HttpSessionBindingEvent event) {
        if (event.getValue() instanceof SecurityContext context) {
            hold(event.getSession(), context);
        }
    }

    @Override
    public void attributeReplaced(HttpSessionBindingEvent event) {
        if (event.getSession().getAttribute(event.getName()) instanceof SecurityContext context) {
            hold(event.getSession(), context);
        }
    }

    @Override
    public void attributeRemoved(HttpSessionBindingEvent event) {
        if (event.getValue() instanceof SecurityContext) {
            held.remove(event.getSession().getId());
        }
    }

    @Override
    public void sessionIdChanged(HttpSessionEvent event, String oldId) {
        Held moved = held.remove(oldId);
        if (moved != null) {
            held.put(event.getSession().getId(), moved);
        }
    }

    @Override
    public void sessionDestroyed(HttpSessionEvent event) {
        held.remove(event.getSession().getId());
    }

    private void hold(HttpSession session, SecurityContext context) {
        var authentication = context.getAuthentication();
        if (authentication != null && authentication.getPrincipal() instanceof AccountPrincipal principal) {
            held.put(session.getId(), new Held(session, principal.accountId()));
        }
    }
}
