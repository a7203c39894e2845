package dev.longshore.operations;

import dev.longshore.link.AgentSession;
import dev.longshore.link.Agents;
import dev.longshore.model.HostId;
import dev.longshore.model.OperationId;
import dev.longshore.wire.LoadTask;
import dev.longshore.wire.ServerMessage;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;

/** Sends the agents what operations want of them. Nothing is kept here for a host that is away. */
final class CommandPost {

    private static final Logger LOG = LoggerFactory.getLogger(CommandPost.class);

    private final ObjectProvider<Agents> agents;
    private final SignIns signIns;
    private final OperationSettings settings;
    private final Clock clock;

    CommandPost(ObjectProvider<Agents> agents, SignIns signIns, OperationSettings settings, Clock clock) {
        this.agents = agents;
        this.signIns = signIns;
        this.settings = settings;
        this.clock = clock;
    }

    Optional<AgentSession> session(HostId host) {
        return agents.getObject().session(host);
    }

    /** The command of a part, remembered there until the agent has it; false if the host is away. */
    boolean start(LiveOperation operation, LiveOperation.Part part, @Nullable LoadTask load) {
        ServerMessage command = Commands.start(
                operation.id,
                operation.task,
                part.host,
                signIns.of(operation),
                load,
                clock.instant(),
                settings.acceptWithin());
        part.untaken = command;
        return agents.getObject().send(part.host, command);
    }

    /**
     * A command once more, {@code passedNanos} after it first left, which is taken off the time that it has to be taken in.
     * False if the host is away.
     */
    boolean again(HostId host, ServerMessage command, long passedNanos) {
        return agents.getObject().send(host, Commands.older(command, TimeUnit.NANOSECONDS.toMillis(passedNanos)));
    }

    void cancel(HostId host, OperationId id) {
        if (!agents.getObject().send(host, Commands.cancel(id))) {
            LOG.debug("host {} is away; it hears of the cancellation when it is back", host);
        }
    }

    /** The agent may forget what it told of the operation. */
    void acknowledge(HostId host, OperationId id) {
        if (!agents.getObject().send(host, Commands.acknowledge(id))) {
            LOG.debug("host {} went before its outcome of {} was acknowledged", host, id);
        }
    }
}
