package dev.longshore.ui.session;

import com.vaadin.flow.component.ComponentUtil;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.server.VaadinServletRequest;
import dev.longshore.access.Access;
import dev.longshore.access.Actor;
import dev.longshore.access.Actors;
import dev.longshore.access.Permission;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.HostId;
import dev.longshore.model.LongshoreException;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;

/**
 * Who acts in this tab. The only class of the page that reads the security context; each request of the browser reads
 * it anew, and a push in between acts as the latest request did, with the
 * rights of its own moment.
 */
@Component
public final class UiActor {

    private final Actors actors;
    private final Access access;

    UiActor(Actors actors, Access access) {
        this.actors = actors;
        this.access = access;
    }

    /**
     * The actor of the current tab.
     *
     * @throws LongshoreException {@code UNAUTHENTICATED} if nobody is signed in, or the account was disabled since
     */
    public Actor current() {
        UI ui = UI.getCurrent();
        VaadinServletRequest request = VaadinServletRequest.getCurrent();
        Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
        if (request == null || authentication == null) {
            Actor known = ui == null ? null : ComponentUtil.getData(ui, Actor.class);
            if (known == null) {
                throw new LongshoreException(ErrorCode.UNAUTHENTICATED, "nobody is signed in");
            }
            return actors.refresh(known);
        }
        Actor actor = actors.of(authentication, request.getHttpServletRequest());
        if (ui != null) {
            ComponentUtil.setData(ui, Actor.class, actor);
        }
        return actor;
    }

    /** Whether the current actor holds the permission over this host; decides what the page offers, never what is done. */
    public boolean may(Permission permission, HostId host) {
        return access.may(current(), permission, host);
    }

    /** The same for an actor that was asked for before: where many hosts are looked at, reading it once has to do. */
    public boolean may(Actor actor, Permission permission, HostId host) {
        return access.may(actor, permission, host);
    }

    /** Whether the current actor holds the permission over the whole installation. */
    public boolean may(Permission permission) {
        return access.may(current(), permission);
    }

    /** Whether the current actor holds the permission over some host at least. */
    public boolean mayAnywhere(Permission permission) {
        return access.mayAnywhere(current(), permission);
    }
}
