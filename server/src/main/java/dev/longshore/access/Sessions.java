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
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.stereotype.Component;

/** The sessions of signed-in people, so that they can be ended from here: a session that is ended closes its pages' push. */
@Component
class Sessions implements HttpSessionListener, HttpSessionIdListener, HttpSessionAttributeListener {

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
        held.forEach((id, candidate) -> {
            if (candidate.accountId() == accountId && !hash(id).equals(keep)) {
                held.remove(id);
                try {
                    candidate.session().invalidate();
                } catch (IllegalStateException endedMeanwhile) {
                    // which is what was wanted
                }
            }
        });
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
