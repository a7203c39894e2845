package dev.longshore.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What server and agents cost while nothing happens, and how long the server takes to start. */
final class FootprintBench {

    private static final Duration WATCHED = Duration.ofSeconds(60);

    private final Installation installation;

    FootprintBench(Installation installation) {
        this.installation = installation;
    }

    void run(List<String> agents) {
        List<Duration> before =
                agents.stream().map(name -> installation.agent(name).cpu()).toList();
        Duration serverBefore = installation.server().cpu();
        Waiting.rest(WATCHED);
        Figures.title("Idle for " + WATCHED.toSeconds() + " s");
        Figures.header("process", "RSS", "PSS", "CPU of one core");
        for (int at = 0; at < agents.size(); at++) {
            line("agent " + agents.get(at), installation.agent(agents.get(at)), before.get(at));
        }
        line("server", installation.server(), serverBefore);
        List<Double> starts = new ArrayList<>();
        for (int round = 0; round < 3; round++) {
            starts.add(installation.restartServer());
        }
        Figures.title("Start of the server, extracted with an AOT cache, 3 rounds");
        Figures.header("", "median");
        Figures.row("process start to ready line", Figures.millis(Figures.median(starts)));
    }

    private static void line(String name, Program program, Duration before) {
        double share = program.cpu().minus(before).toNanos() * 100.0 / WATCHED.toNanos();
        Figures.row(
                name,
                Figures.mebibytes(program.rssBytes()),
                Figures.mebibytes(program.pssBytes()),
                Figures.number(share) + " %");
    }
}
