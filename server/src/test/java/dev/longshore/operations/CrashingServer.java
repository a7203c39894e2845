package dev.longshore.operations;

import dev.longshore.access.Actor;
import dev.longshore.model.HostId;
import dev.longshore.model.ImageRef;
import dev.longshore.model.OperationId;
import dev.longshore.wire.AgentMessage;
import dev.longshore.wire.OperationAccepted;
import dev.longshore.wire.OperationOutcome;
import dev.longshore.wire.OperationProgress;
import dev.longshore.wire.ServerMessage;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/**
 * A process with the real gateway over a database in a file, which comes to a halt at the n-th point of its work and waits
 * there to be killed. Its output is what the world saw before: {@code ACKED} to the caller, {@code TOOK}, {@code DONE} and
 * {@code HEARD} at the agent.
 */
final class CrashingServer {

    static final String AT_THE_POINT = "AT THE POINT";

    private static final PrintStream OUT = System.out;
    private static final AtomicInteger LEFT = new AtomicInteger();
    private static final Semaphore HEARD = new Semaphore(0);

    private CrashingServer() {}

    static void main(String[] arguments) throws InterruptedException {
        LEFT.set(Integer.parseInt(arguments[1]));
        DataSource database = pointed(Gateway.database(arguments[0]));
        Gateway gateway = new Gateway(database);
        ExecutorService agent = Executors.newSingleThreadExecutor();
        gateway.taking = (host, message) -> {
            agent.execute(() -> agent(gateway, host, message));
            return true;
        };
        HostId alpha = gateway.host("alpha");
        Actor actor = Actor.system();
        for (int number = 0; number < 1_000; number++) {
            Operation started = gateway.operations.start(
                    actor,
                    new OperationRequest(
                            new Task.Pull(ImageRef.of("app:" + number), false, null), List.of(alpha), null, null));
            say("ACKED " + started.id());
            point();
            HEARD.acquire(); // else all points would lie in the acceptance, which is quicker than what follows it
        }
        Thread.sleep(60_000);
    }

    private static void agent(Gateway gateway, HostId host, ServerMessage message) {
        switch (message.getBodyCase()) {
            case OPERATION -> {
                String id = message.getOperation().getOperationId();
                say("TOOK " + id);
                point();
                gateway.says(
                        host,
                        AgentMessage.newBuilder()
                                .setAccepted(OperationAccepted.newBuilder().setOperationId(id)));
                gateway.says(
                        host,
                        AgentMessage.newBuilder()
                                .setProgress(OperationProgress.newBuilder().setOperationId(id)));
                point();
                say("DONE " + id);
                gateway.outcome(host, OperationId.of(id), OperationOutcome.State.SUCCEEDED);
            }
            case OUTCOME_ACK -> {
                say("HEARD " + message.getOutcomeAck().getOperationId());
                HEARD.release();
            }
            default -> {}
        }
    }

    private static void say(String line) {
        synchronized (OUT) {
            OUT.println(line);
            OUT.flush();
        }
    }

    private static void point() {
        int left = LEFT.decrementAndGet();
        if (left > 0) {
            return;
        }
        if (left == 0) {
            say(AT_THE_POINT);
        }
        try {
            Thread.sleep(120_000); // everybody stops here until the kill
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** The same database, with a point before and after each write and each commit. */
    private static DataSource pointed(DataSource source) {
        return wrapped(DataSource.class, source, Set.of());
    }

    private static <T> T wrapped(Class<T> type, T target, Set<String> pointed) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (_, method, values) -> {
            boolean point = pointed.contains(method.getName());
            if (point) {
                point();
            }
            try {
                Object result = method.invoke(target, values);
                if (point) {
                    point();
                }
                return switch (result) {
                    case PreparedStatement statement ->
                        wrapped(PreparedStatement.class, statement, Set.of("executeUpdate"));
                    case Connection connection -> wrapped(Connection.class, connection, Set.of("commit"));
                    case null, default -> result;
                };
            } catch (InvocationTargetException thrown) {
                throw thrown.getCause();
            }
        }));
    }
}
