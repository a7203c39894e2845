package dev.longshore.access;

import dev.longshore.model.LongshoreException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.authentication.logout.LogoutHandler;
import org.springframework.stereotype.Component;

/** Tells that somebody signed out; Spring Security ends the session itself. */
@Component
public final class SignOut implements LogoutHandler {

    private final Actors actors;
    private final ApplicationEventPublisher events;

    SignOut(Actors actors, ApplicationEventPublisher events) {
        this.actors = actors;
        this.events = events;
    }

    @Override
    public void logout(
            HttpServletRequest request, HttpServletResponse response, @Nullable Authentication authentication) {
        Actor actor;
        try {
            actor = actors.of(authentication, request);
        } catch (LongshoreException nobody) {
            return;
        }
        events.publishEvent(new AccessEvent.SignedOut(actor));
    }
}
