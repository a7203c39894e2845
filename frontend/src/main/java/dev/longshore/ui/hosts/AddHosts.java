package dev.longshore.ui.hosts;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.server.VaadinServletRequest;
import dev.longshore.LongshoreSettings;
import dev.longshore.operations.HostAdmin;
import dev.longshore.ui.live.UiFeed;
import dev.longshore.ui.session.UiActor;
import org.springframework.stereotype.Component;

/** Makes the dialog that adds a host, and knows the address that agents shall dial. */
@Component
final class AddHosts {

    private final HostAdmin admin;
    private final UiActor actors;
    private final UiFeed feed;
    private final LongshoreSettings settings;

    AddHosts(HostAdmin admin, UiActor actors, UiFeed feed, LongshoreSettings settings) {
        this.admin = admin;
        this.actors = actors;
        this.feed = feed;
        this.settings = settings;
    }

    AddHostDialog dialog() {
        return new AddHostDialog(
                admin, actors, feed, agentUrl(), host -> UI.getCurrent().navigate("hosts/" + host));
    }

    /** As set, or else the name by which this browser reached us, with the agents' port. */
    private String agentUrl() {
        if (settings.agentUrl() != null && !settings.agentUrl().isBlank()) {
            return settings.agentUrl();
        }
        VaadinServletRequest request = VaadinServletRequest.getCurrent();
        String name = request == null ? "localhost" : request.getServerName();
        return "https://" + name + ":" + settings.agentPort();
    }
}
