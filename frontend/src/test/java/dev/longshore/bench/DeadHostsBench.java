package dev.longshore.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Twenty agents, ten of them frozen, thawed and frozen again, and in the last round killed: the others' lists and
 * operations must stay as fast. Each round compares with itself, so what warms up or slows down meanwhile counts for
 * neither side.
 */
final class DeadHostsBench {

    private static final int ROUNDS = 5;
    private static final int LISTS = 60;
    private static final Duration NOTICED = Duration.ofSeconds(90);

    private final Installation installation;
    private final List<String> dying;
    private final List<String> measured;
    private final String reference;

    /** The first half of the names is frozen or killed, the second half is measured. */
    DeadHostsBench(Installation installation, List<String> names, List<String> ids, String reference) {
        this.installation = installation;
        this.dying = names.subList(0, names.size() / 2);
        this.measured = ids.subList(names.size() / 2, ids.size());
        this.reference = reference;
    }

    void run() throws Exception {
        measure(); // warms up
        List<Round> rounds = new ArrayList<>();
        for (int round = 1; round <= ROUNDS; round++) {
            boolean last = round == ROUNDS;
            Measured before = measure();
            for (String name : dying) {
                if (last) {
                    installation.agent(name).kill();
                } else {
                    installation.agent(name).stop();
                }
            }
            Measured justDied = measure();
            Waiting.until(
                    "the dead hosts to be noticed",
                    NOTICED,
                    () -> dying.stream().noneMatch(this::online));
            rounds.add(new Round(before, justDied, measure()));
            if (!last) {
                for (String name : dying) {
                    installation.agent(name).resume();
                }
                Waiting.until(
                        "the thawed hosts to be back",
                        NOTICED,
                        () -> dying.stream().allMatch(this::online));
            }
        }
        Figures.title(dying.size() + " of " + 2 * dying.size() + " hosts frozen (in the last round killed): the other"
                + " hosts, median of " + ROUNDS + " rounds");
        Figures.header("", "all alive", "just died", "ratio", "noticed", "ratio");
        line("list images of one host", rounds, Measured::list);
        line("tag on one host, to its end", rounds, Measured::tag);
    }

    private boolean online(String name) {
        return installation.state(name).equals("online");
    }

    private record Measured(double list, double tag) {}

    private record Round(Measured before, Measured justDied, Measured noticed) {}

    private static void line(String what, List<Round> rounds, ToDoubleFunction<Measured> figure) {
        Figures.row(
                what,
                Figures.millis(median(rounds, round -> figure.applyAsDouble(round.before))),
                Figures.millis(median(rounds, round -> figure.applyAsDouble(round.justDied))),
                Figures.number(median(
                        rounds, round -> figure.applyAsDouble(round.justDied) / figure.applyAsDouble(round.before))),
                Figures.millis(median(rounds, round -> figure.applyAsDouble(round.noticed))),
                Figures.number(median(
                        rounds, round -> figure.applyAsDouble(round.noticed) / figure.applyAsDouble(round.before))));
    }

    private static double median(List<Round> rounds, ToDoubleFunction<Round> figure) {
        return Figures.median(
                rounds.stream().map(round -> figure.applyAsDouble(round)).toList());
    }

    private Measured measure() throws Exception {
        List<Double> lists = new ArrayList<>();
        List<Double> tags = new ArrayList<>();
        for (int at = 0; at < LISTS; at++) {
            String host = measured.get(at % measured.size());
            lists.add(PullBench.timed(() -> installation.rest().getText("/api/v1/images?size=100&host=" + host)));
            if (at % 3 == 0) {
                String body = "{\"type\":\"tag\",\"source\":\"" + reference + "\",\"target\":\"bench/dead:" + at
                        + "\",\"overwrite\":true,\"hosts\":[\"" + host + "\"]}";
                tags.add(PullBench.timed(() -> installation.rest().operate(body)));
            }
        }
        return new Measured(Figures.median(lists), Figures.median(tags));
    }
}
