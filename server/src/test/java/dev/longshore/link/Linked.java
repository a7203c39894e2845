package dev.longshore.link;

import static org.awaitility.Awaitility.await;

import dev.longshore.Longshore;
import dev.longshore.agent.AgentSettings;
import dev.longshore.agent.FakeEngine;
import dev.longshore.agent.link.AgentLink;
import dev.longshore.model.HostId;
import dev.longshore.wire.EnrolReply;
import java.net.URI;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** A real server on ports of its own, and real agents with engines in memory; closing it leaves nothing behind. */
final class Linked implements AutoCloseable {

    static final Duration SOON = Duration.ofSeconds(20);

    private final Path dir;
    private final List<Agent> agents = new ArrayList<>();
    private final ConfigurableApplicationContext context;
    private final Recorder recorder;

    private Linked(Path dir, Map<String, String> settings) {
        this.dir = dir;
        Map<String, String> all = new LinkedHashMap<>(Map.of(
                "longshore.data-dir", dir.resolve("server").toString(),
                "longshore.port", "0",
                "longshore.agent-port", "0",
                "longshore.link.heartbeat", "3s"));
        all.putAll(settings);
        List<String> arguments = new ArrayList<>();
        all.forEach((name, value) -> arguments.add("--" + name + "=" + value));
        this.context = new SpringApplicationBuilder(Longshore.class, Recorder.class, TestTime.class)
                .properties("spring.main.allow-bean-definition-overriding=true")
                .run(arguments.toArray(String[]::new));
        this.recorder = context.getBean(Recorder.class);
    }

    static Linked start(Path dir) {
        return start(dir, Map.of());
    }

    static Linked start(Path dir, Map<String, String> settings) {
        return new Linked(dir, settings);
    }

    /** An agent that runs on a thread of its own. */
    static final class Agent implements AutoCloseable {

        final FakeEngine engine;
        final AgentLink link;
        private final Thread thread;

        Agent(FakeEngine engine, AgentLink link) {
            this.engine = engine;
            this.link = link;
            engine.start(link);
            this.thread = Thread.ofPlatform().name("agent").start(() -> {
                try {
                    link.run();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }

        /** Ends it in an orderly way. */
        @Override
        public void close() {
            link.close();
            engine.close();
        }

        boolean isAlive() {
            return thread.isAlive();
        }
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    Recorder heard() {
        return recorder;
    }

    TestTime time() {
        return bean(TestTime.class);
    }

    URI agentUrl() {
        return URI.create("https://127.0.0.1:" + bean(AgentPort.class).port());
    }

    int browserPort() {
        return Integer.parseInt(
                java.util.Objects.requireNonNull(context.getEnvironment().getProperty("local.server.port")));
    }

    String token(String hostName) {
        return bean(Enrolment.class).createToken(hostName, Map.of(), "test").text();
    }

    /** A host whose agent the test plays. */
    record Known(RawAgent agent, HostId host, X509Certificate certificate) {}

    /** Enrols a host of that name, which has not connected. */
    Known enrolled(String name) {
        RawAgent agent = new RawAgent(agentUrl());
        EnrolReply reply = agent.enrol(token(name)).enrolled();
        return new Known(agent, HostId.of(reply.getHostId()), RawAgent.leaf(reply));
    }

    /** Starts an agent with a state directory of that name; it enrols if it has not. */
    Agent agent(String name, String token) {
        return agent(name, token, agentUrl());
    }

    Agent agent(String name, @Nullable String token, URI server) {
        return agent(name, token, server, Clock.systemUTC());
    }

    /** The same on a machine with a clock of its own. */
    Agent agent(String name, @Nullable String token, URI server, Clock clock) {
        FakeEngine engine = new FakeEngine(name);
        Agent agent = new Agent(engine, AgentLink.open(settings(name, token, server), engine, "test", clock));
        agents.add(agent);
        return agent;
    }

    AgentSettings settings(String name, @Nullable String token, URI server) {
        return new AgentSettings(
                server, token, null, "unix:///none", stateDir(name), "", dir.resolve(name + "-policy.yaml"));
    }

    Path stateDir(String name) {
        return dir.resolve("agent-" + name);
    }

    /** Starts an agent with a fresh token and waits until its host is connected. */
    HostId join(String name) {
        agent(name, token(name));
        return await().atMost(SOON).until(() -> connected(name), java.util.Objects::nonNull);
    }

    @Nullable
    HostId connected(String name) {
        return bean(Enrolment.class).hosts().stream()
                .filter(host -> host.name().equals(name))
                .map(EnrolledHost::id)
                .filter(id -> bean(Agents.class).session(id).isPresent())
                .findFirst()
                .orElse(null);
    }

    Agent lastAgent() {
        return agents.getLast();
    }

    void stopServer() {
        context.close();
    }

    @Override
    public void close() {
        agents.forEach(Agent::close);
        context.close();
    }
}
