package dev.longshore.ui.hosts;

import dev.longshore.inventory.HostView;
import dev.longshore.ui.live.Changes;

/** The content of one tab of a host's page. */
sealed interface HostPart permits HostFactsPart, HostRuntimes, HostImages, HostContainers, HostEvents {

    /** Shows the host as it is now; the changes say what happened since. */
    void refresh(HostView host, Changes changes);
}
