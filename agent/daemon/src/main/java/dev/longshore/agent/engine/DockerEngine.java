package dev.longshore.agent.engine;

import dev.longshore.agent.EngineReports;
import dev.longshore.agent.HostEngine;
import dev.longshore.wire.EngineState;
import dev.longshore.wire.OperationCommand;
import dev.longshore.wire.OperationOutcome;
import dev.longshore.wire.OperationProgress;
import dev.longshore.wire.Query;
import dev.longshore.wire.QueryAnswer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.time.Clock;
import java.util.function.Consumer;

/** The real engine of this host, Docker or Podman, through the Docker Engine API. */
public final class DockerEngine implements HostEngine {

    private DockerEngine() {}

    /**
     * Prepares to speak to an engine; nothing is sent before {@link #start}, and the engine need not be there.
     *
     * @param dockerHost {@code unix:///var/run/docker.sock} or {@code tcp://host:port}
     */
    public static DockerEngine open(URI dockerHost, Clock clock) {
        return new DockerEngine();
    }

    @Override
    public void start(EngineReports reports) {}

    @Override
    public EngineState state() {
        return EngineState.getDefaultInstance();
    }

    @Override
    public void writeSnapshot(OutputStream out) throws IOException {
        throw new IOException("the engine has not been listed yet");
    }

    @Override
    public QueryAnswer answer(Query query) {
        return QueryAnswer.getDefaultInstance();
    }

    @Override
    public OperationOutcome run(OperationCommand command, Consumer<OperationProgress> progress) {
        return OperationOutcome.newBuilder()
                .setOperationId(command.getOperationId())
                .setState(OperationOutcome.State.FAILED)
                .build();
    }

    @Override
    public void close() {}
}
