package dev.longshore.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Twenty agents, then ten of them frozen or killed: the others' lists and operations must stay as fast. */
final class DeadHostsBench {

    private static final int ROUNDS = 60;

    private final Installation installation;

    DeadHostsBench(Installation installation) {
        this.installation = installation;
    }

    /** The first half of the names is frozen or killed, the second half is measured. */
    void run(List<String> names, List<String> ids, String reference) throws Exception {
        int half = names.size() / 2;
        List<String> alive = ids.subList(half, ids.size());
        Measured before = measure(alive, reference);
        for (int at = 0; at < half; at++) {
            if (at % 2 == 0) {
                installation.agent(names.get(at)).stop();
            } else {
                installation.agent(names.get(at)).kill();
            }
        }
        Measured during = measure(alive, reference);
        Waiting.until(
                "the frozen hosts to be noticed",
                Duration.ofSeconds(60),
                () -> names.subList(0, half).stream()
                        .noneMatch(name -> installation.state(name).equals("online")));
        Measured after = measure(alive, reference);
        for (int at = 0; at < half; at += 2) {
            installation.agent(names.get(at)).resume();
        }
        Figures.title(half + " of " + names.size() + " hosts frozen or killed: the other hosts, median of " + ROUNDS);
        Figures.header("", "all alive", "just died", "ratio", "noticed", "ratio");
        line("list images of one host", before.list, during.list, after.list);
        line("tag on one host, to its end", before.tag, during.tag, after.tag);
    }

    private static void line(String what, double before, double during, double after) {
        Figures.row(
                what,
                Figures.millis(before),
                Figures.millis(during),
                Figures.number(during / before),
                Figures.millis(after),
                Figures.number(after / before));
    }

    private record Measured(double list, double tag) {}

    private Measured measure(List<String> hosts, String reference) throws Exception {
        List<Double> lists = new ArrayList<>();
        List<Double> tags = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            String host = hosts.get(round % hosts.size());
            lists.add(PullBench.timed(() -> installation.rest().getText("/api/v1/images?size=100&host=" + host)));
            if (round % 3 == 0) {
                String body = "{\"type\":\"tag\",\"source\":\"" + reference + "\",\"target\":\"bench/dead:" + round
                        + "\",\"overwrite\":true,\"hosts\":[\"" + host + "\"]}";
                tags.add(PullBench.timed(() -> installation.rest().operate(body)));
            }
        }
        return new Measured(Figures.median(lists), Figures.median(tags));
    }
}
