package dev.longshore.operations;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.longshore.TestPersistence;
import dev.longshore.access.Access;
import dev.longshore.access.Actor;
import dev.longshore.audit.AuditLog;
import dev.longshore.audit.Gatekeeper;
import dev.longshore.inventory.Fleet;
import dev.longshore.inventory.FleetFixture;
import dev.longshore.link.AgentSession;
import dev.longshore.link.Agents;
import dev.longshore.model.HostId;
import dev.longshore.model.OperationId;
import dev.longshore.registries.Registries;
import dev.longshore.wire.AgentMessage;
import dev.longshore.wire.EngineState;
import dev.longshore.wire.Hello;
import dev.longshore.wire.OperationAccepted;
import dev.longshore.wire.OperationOutcome;
import dev.longshore.wire.ServerMessage;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.init.DatabasePopulatorUtils;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

/** The real gateway over a real database; the test plays the agents, and sees what was sent and recorded. */
final class Gateway {

    /** One for all tests, as it takes longer to start than they to run; each puts its own database behind it. */
    private static @Nullable TestPersistence persistence;

    private static final DelegatingDataSource BEHIND = new DelegatingDataSource();

    final FleetFixture agents = new FleetFixture(Clock.systemUTC());
    final Map<HostId, AgentSession> sessions = new ConcurrentHashMap<>();
    final List<Sent> sent = new CopyOnWriteArrayList<>();
    final List<String> recorded = new CopyOnWriteArrayList<>();
    final List<Map<String, String>> parameters = new CopyOnWriteArrayList<>();
    final DataSource database;
    final OperationStore store;
    final OperationRunner runner;
    final OperationTracker tracker;
    final Agents link;
    final Aftermath aftermath;
    final Operations operations;
    final Fleet fleet = agents.fleet();
    final AuditLog audit = mock(AuditLog.class);
    final Registries registries = mock(Registries.class);
    BiFunction<HostId, ServerMessage, Boolean> taking = (_, _) -> true;

    record Sent(HostId host, ServerMessage message) {}

    static DataSource database(String url) {
        JdbcDataSource source = new JdbcDataSource();
        source.setURL(url);
        return source;
    }

    static DataSource memory(String name) {
        DataSource source = database("jdbc:h2:mem:" + name + ";DB_CLOSE_DELAY=-1");
        createTables(source);
        return source;
    }

    static void createTables(DataSource source) {
        DatabasePopulatorUtils.execute(
                new ResourceDatabasePopulator(
                        new ClassPathResource("db/migration/V4__operations.sql"),
                        new ClassPathResource("db/migration/V6__copy_source.sql")),
                source);
    }

    Gateway(DataSource database) {
        this(
                database,
                new OperationSettings(
                        3,
                        100,
                        Duration.ofSeconds(60),
                        Duration.ofMinutes(10),
                        Duration.ofSeconds(30),
                        Duration.ofDays(90)));
    }

    Gateway(DataSource database, OperationSettings settings) {
        this.database = database;
        link = mock(Agents.class);
        when(link.session(any())).thenAnswer(call -> Optional.ofNullable(sessions.get(call.<HostId>getArgument(0))));
        when(link.send(any(), any())).thenAnswer(call -> {
            HostId host = call.getArgument(0);
            ServerMessage message = call.getArgument(1);
            if (!sessions.containsKey(host) || !taking.apply(host, message)) {
                return false;
            }
            sent.add(new Sent(host, message));
            return true;
        });
        doAnswer(call -> parameters.add(call.getArgument(3))
                        && recorded.add("%s %s %s %s %s"
                                .formatted(
                                        call.<Actor>getArgument(0).name(),
                                        call.getArgument(1),
                                        call.getArgument(2),
                                        call.<Boolean>getArgument(4) ? "allowed" : "denied",
                                        call.getArgument(5))))
                .when(audit)
                .record(any(), any(), any(), any(), org.mockito.ArgumentMatchers.anyBoolean(), any(), any());
        DefaultListableBeanFactory beans = new DefaultListableBeanFactory();
        beans.registerSingleton("agents", link);
        store = store(database);
        OperationFeed feed = new OperationFeed();
        SignIns signIns = new SignIns(registries);
        OperationAudit records = new OperationAudit(audit);
        runner = new OperationRunner(
                store,
                records,
                beans.getBeanProvider(Agents.class),
                new Archives(
                        new Copies(fleet, beans.getBeanProvider(Agents.class)),
                        new Exports(beans.getBeanProvider(Agents.class)),
                        new Imports(beans.getBeanProvider(Agents.class), FileSettings.USUAL)),
                signIns,
                feed,
                settings,
                Clock.systemUTC());
        aftermath = new Aftermath(runner, store, fleet, settings, Clock.systemUTC());
        tracker = new OperationTracker(runner, aftermath, audit);
        operations = new Operations(
                new Access(),
                fleet,
                new Gatekeeper(new Access(), audit),
                records,
                signIns,
                store,
                runner,
                feed,
                new OperationIds(Clock.systemUTC()),
                Clock.systemUTC());
    }

    private static synchronized OperationStore store(DataSource database) {
        BEHIND.setTargetDataSource(database);
        if (persistence == null) {
            persistence = new TestPersistence(BEHIND, false);
        }
        return persistence.store(OperationStore.class);
    }

    HostId host(String name) {
        HostId host = agents.enrol(name);
        connect(host, Hello.newBuilder());
        return host;
    }

    void connect(HostId host, Hello.Builder hello) {
        Hello complete = hello.setEpoch(1)
                .setEngine(EngineState.newBuilder().setState(EngineState.State.UP))
                .build();
        AgentSession session = agents.connect(host, complete);
        sessions.put(host, session);
        tracker.connected(session, complete);
    }

    void disconnect(HostId host) {
        AgentSession session = sessions.remove(host);
        agents.disconnect(host);
        tracker.disconnected(session, "broken");
    }

    void snapshot(HostId host, Object... objects) {
        agents.snapshot(host, 1, 1, objects);
        tracker.snapshot(sessions.get(host), List.of());
    }

    void says(HostId host, AgentMessage.Builder message) {
        tracker.message(sessions.get(host), message.build());
    }

    void accepts(HostId host, OperationId id) {
        says(
                host,
                AgentMessage.newBuilder()
                        .setAccepted(OperationAccepted.newBuilder().setOperationId(id.value())));
    }

    void outcome(HostId host, OperationId id, OperationOutcome.State state) {
        says(host, AgentMessage.newBuilder().setOutcome(outcome(id, state)));
    }

    static OperationOutcome.Builder outcome(OperationId id, OperationOutcome.State state) {
        return OperationOutcome.newBuilder().setOperationId(id.value()).setState(state);
    }

    List<ServerMessage> sentTo(HostId host, ServerMessage.BodyCase kind) {
        return sent.stream()
                .filter(each -> each.host().equals(host) && each.message().getBodyCase() == kind)
                .map(Sent::message)
                .toList();
    }
}
