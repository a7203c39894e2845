package dev.longshore.audit;

import dev.longshore.access.Access;
import dev.longshore.access.Actor;
import dev.longshore.access.Permission;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.HostId;
import dev.longshore.model.LongshoreException;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;

/** Lets an actor do something and records how it ended, or records that it was refused. No refusal goes unrecorded. */
@Service
public class Gatekeeper {

    private static final Logger LOG = LoggerFactory.getLogger(Gatekeeper.class);

    private final Access access;
    private final AuditLog audit;

    /** Over these. */
    public Gatekeeper(Access access, AuditLog audit) {
        this.access = access;
        this.audit = audit;
    }

    /**
     * What is to be done.
     *
     * @param name as the audit shows it, for example {@code host.remove}
     * @param object what it is done to
     * @param parameters without secrets
     * @param operationId of the operation that it belongs to, or null
     */
    public record Act(
            String name,
            String object,
            Map<String, String> parameters,
            @Nullable String operationId) {

        /** An act that is no operation's. */
        public static Act of(String name, String object, Map<String, String> parameters) {
            return new Act(name, object, parameters, null);
        }
    }

    /** Whether the actor may do this anywhere; {@code FORBIDDEN} if not, recorded. */
    public void require(Actor actor, Permission permission, Act act) {
        if (!access.may(actor, permission)) {
            record(actor, act, false, "refused");
            access.require(actor, permission);
        }
    }

    /** Whether the actor may do this on some host at least; {@code FORBIDDEN} if not, recorded. */
    public void requireAnywhere(Actor actor, Permission permission, Act act) {
        if (!access.mayAnywhere(actor, permission)) {
            record(actor, act, false, "refused");
            throw new LongshoreException(ErrorCode.FORBIDDEN, "needs " + permission);
        }
    }

    /** Whether the actor may do this on a host; {@code FORBIDDEN} if not, recorded. */
    public void require(Actor actor, Permission permission, HostId host, String hostName, Act act) {
        if (!access.may(actor, permission, host)) {
            record(actor, act, false, "refused");
            throw new LongshoreException(ErrorCode.FORBIDDEN, "needs " + permission + " on host " + hostName);
        }
    }

    /** Does it between a row that it is meant and one that it succeeded or failed; {@code STORAGE} without the first. */
    public <T> T recorded(Actor actor, Act act, Supplier<T> doing) {
        record(actor, act, true, "intent");
        T done;
        try {
            done = doing.get();
        } catch (RuntimeException fault) {
            try {
                record(actor, act, true, "failed");
            } catch (LongshoreException unrecorded) {
                fault.addSuppressed(unrecorded);
            }
            throw fault;
        }
        try {
            record(actor, act, true, "succeeded");
        } catch (LongshoreException unrecorded) {
            // it is done: whoever asked must not hear otherwise, and the row that it was meant stands without an end
            LOG.error(
                    "It can't be recorded that {} of {} succeeded: {}", act.name(), act.object(), unrecorded.reason());
        }
        return done;
    }

    private void record(Actor actor, Act act, boolean allowed, String result) {
        audit.record(actor, act.name(), act.object(), act.parameters(), allowed, result, act.operationId());
    }
}
