package dev.longshore.agent;

import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import java.nio.file.Path;

/**
 * The engine's own configuration, as far as this agent has to do with it.
 *
 * @param file the engine's {@code daemon.json} as the agent sees it; need not exist
 * @param owner whether it may be changed at all
 */
public record DaemonSettings(Path file, Owner owner) {

    /** Whether the host's owner lets the engine's configuration be changed; asked each time anew. */
    @FunctionalInterface
    public interface Owner {

        /** Throws {@link ErrorCode#POLICY_DENIED}, with the line that would allow it, unless the owner does. */
        void requireConsent();
    }

    /** Nobody may change it. */
    public static final DaemonSettings UNTOUCHED = new DaemonSettings(Path.of("/etc/docker/daemon.json"), () -> {
        throw new LongshoreException(ErrorCode.POLICY_DENIED, "this agent does not change the engine's configuration");
    });

    /** Whether the owner allows it now. */
    public boolean allowed() {
        try {
            owner.requireConsent();
            return true;
        } catch (LongshoreException _) {
            return false;
        }
    }
}
