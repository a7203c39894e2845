package dev.longshore.agent;

import dev.longshore.agent.cgroup.StatSampler;
import dev.longshore.agent.engine.DockerEngine;
import dev.longshore.agent.link.AgentLink;
import dev.longshore.model.LongshoreException;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The agent program. Wired by hand: a container would cost more memory than everything else here. */
public final class AgentMain {

    private static final Logger log = LoggerFactory.getLogger(AgentMain.class);
    private static final int BAD_SETTINGS = 78;

    private AgentMain() {}

    static void main(String[] args) throws InterruptedException {
        Clock clock = Clock.systemUTC();
        try {
            if (args.length == 1 && args[0].equals("health")) {
                System.exit(AgentLink.healthy(AgentSettings.stateDir(System.getenv()), clock) ? 0 : 1);
            }
            if (args.length == 1 && args[0].equals("train")) {
                log.info("loaded {} classes", Training.run());
                return;
            }
            if (args.length > 0) {
                System.err.println("usage: longshore-agent [health|train]; settings come from the environment");
                System.exit(BAD_SETTINGS);
            }
            run(System.getenv(), clock);
        } catch (LongshoreException e) {
            System.err.println(e.reason() + "\nWhat to do: " + e.remedy());
            System.exit(BAD_SETTINGS);
        } catch (IOException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    private static void run(Map<String, String> env, Clock clock) throws InterruptedException {
        AgentSettings settings = AgentSettings.of(env);
        log.info("Longshore agent {}: {}", version(), settings);
        DockerEngine engine = DockerEngine.open(
                URI.create(settings.dockerHost()),
                AgentSettings.hostRoot(env),
                new DaemonSettings(AgentSettings.daemonJson(env), AgentLink.owner(settings)),
                AgentSettings.bounds(env),
                clock);
        HostStats stats = AgentSettings.stats(env)
                ? StatSampler.open(engine.files().root(), engine::running, engine.epoch(), clock)
                : HostStats.NONE;
        AgentLink link = AgentLink.open(settings, engine, stats, version(), clock);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(() -> {
            stats.close();
            link.close();
            engine.close();
        }));
        engine.start(link);
        stats.start(link);
        link.run();
    }

    private static String version() {
        String version = AgentMain.class.getPackage().getImplementationVersion();
        return version == null ? "dev" : version;
    }
}
