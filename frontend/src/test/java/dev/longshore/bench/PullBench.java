package dev.longshore.bench;

import dev.longshore.lab.LabHost;
import dev.longshore.lab.LabRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** One pull over three hosts against three {@code docker pull} side by side, in turn, from the same registry. */
final class PullBench {

    private static final int ROUNDS = 7;
    private static final int SIZE_MIB = 64;

    private final Installation installation;
    private final List<LabHost> hosts;
    private final LabRegistry registry;

    PullBench(Installation installation, List<LabHost> hosts, LabRegistry registry) {
        this.installation = installation;
        this.hosts = hosts;
        this.registry = registry;
    }

    void run(List<String> hostIds) throws Exception {
        LabHost first = hosts.getFirst();
        first.importImage("bench/pull:1", SIZE_MIB);
        registry.push(first, "bench/pull:1", "bench/pull:1");
        String reference = registry.reference("bench/pull:1");
        first.docker("rmi", "bench/pull:1");
        String body = "{\"type\":\"pull\",\"reference\":\"" + reference + "\",\"hosts\":[\""
                + String.join("\",\"", hostIds) + "\"]}";
        List<Double> ours = new ArrayList<>();
        List<Double> theirs = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        for (int round = -1; round < ROUNDS; round++) {
            double longshore = timed(() -> {
                String state = installation.rest().operate(body).get("state").asString();
                if (!state.equalsIgnoreCase("succeeded")) {
                    throw new IllegalStateException("the pull ended as " + state);
                }
            });
            forget(reference);
            double docker = timed(() -> inParallel(reference));
            forget(reference);
            if (round >= 0) {
                ours.add(longshore);
                theirs.add(docker);
                ratios.add(longshore / docker);
            }
        }
        Figures.title("Pull of " + SIZE_MIB + " MiB on 3 hosts, " + ROUNDS + " rounds in turn");
        Figures.header("", "median", "ratio (median of pairs)");
        Figures.row("three `docker pull` in parallel", Figures.millis(Figures.median(theirs)), "1");
        Figures.row(
                "one operation on 3 hosts",
                Figures.millis(Figures.median(ours)),
                Figures.number(Figures.median(ratios)));
    }

    private void forget(String reference) {
        hosts.forEach(host -> host.docker("rmi", "-f", reference));
    }

    private void inParallel(String reference) throws Exception {
        try (ExecutorService pool = Executors.newFixedThreadPool(hosts.size())) {
            List<Future<String>> pulls = new ArrayList<>();
            for (LabHost host : hosts) {
                pulls.add(pool.submit(() -> host.docker("pull", "-q", reference)));
            }
            for (Future<String> pull : pulls) {
                pull.get();
            }
        }
    }

    interface Work {
        void run() throws Exception;
    }

    static double timed(Work work) throws Exception {
        long start = System.nanoTime();
        work.run();
        return Figures.since(start);
    }
}
