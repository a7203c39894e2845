package dev.longshore.agent.link;

import dev.longshore.agent.HostEngine;
import dev.longshore.agent.HostStats;
import dev.longshore.wire.Hello;
import dev.longshore.wire.OperationOutcome;
import java.time.Clock;

/**
 * What an agent says first in each session: who it is, how its engine is doing, what it is working on, and which
 * outcomes it still has to tell.
 *
 * @param version of the agent, for people
 */
record Introduction(
        HostEngine engine, HostStats stats, Commands commands, HostPolicy policy, String version, Clock clock) {

    private static final int PROTOCOL = 1;
    /** A hello has to fit into one message; outcomes that do not fit in follow right after it. */
    private static final int MAX_OUTCOMES_BYTES = 24 * 1024;

    Hello hello(Identity identity) {
        Hello.Builder hello = Hello.newBuilder()
                .setProtocol(PROTOCOL)
                .setAgentVersion(version)
                .setEpoch(engine.epoch())
                .setAgentTimeMs(clock.millis())
                .setCertificateGeneration(identity.generation())
                .setEngine(engine.state())
                .addAllRunningOperations(commands.underWay())
                .addAllPolicyDenies(policy.denies())
                .setPolicyFile(policy.state())
                .setStats(stats.state());
        int bytes = 0;
        for (OperationOutcome outcome : commands.unacknowledged()) {
            bytes += outcome.getSerializedSize();
            if (bytes > MAX_OUTCOMES_BYTES) {
                break;
            }
            hello.addUnacknowledged(outcome);
        }
        return hello.build();
    }
}
