package dev.longshore.inventory;

import dev.longshore.model.HostId;
import dev.longshore.model.ListChange;

/**
 * What a change of registry mirrors and insecure registries would do to one host.
 *
 * @param file the engine's configuration file, as its agent sees it
 * @param seen the digest of that file, which the change has to name; {@code absent} if there is none
 * @param diff of the file, unified; empty if it has it all
 * @param engineDiffers whether the engine does not do so yet
 * @param restartNeeded whether the engine has to be restarted to do so
 * @param note why, or empty
 */
public record MirrorsPreview(
        HostId host,
        String hostName,
        String file,
        String seen,
        ListChange mirrors,
        ListChange insecure,
        String diff,
        boolean engineDiffers,
        boolean restartNeeded,
        String note) {

    /** Whether there is nothing to do. */
    public boolean isNone() {
        return diff.isEmpty() && !engineDiffers;
    }
}
