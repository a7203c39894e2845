package dev.longshore.bench;

import dev.longshore.lab.LabHost;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The list of all images of three hosts with 1,000 each, against three {@code docker images} side by side. */
final class ListBench {

    private static final int ROUNDS = 100;
    private static final int DOCKER_ROUNDS = 15;
    private static final int PAGE_ROUNDS = 7;

    private final Installation installation;
    private final List<LabHost> hosts;

    ListBench(Installation installation, List<LabHost> hosts) {
        this.installation = installation;
        this.hosts = hosts;
    }

    void run() throws Exception {
        List<Double> all = new ArrayList<>();
        List<Double> first = new ArrayList<>();
        for (int round = -10; round < ROUNDS; round++) {
            double whole = PullBench.timed(() -> installation.rest().getText("/api/v1/images?size=1000"));
            double page = PullBench.timed(() -> installation.rest().getText("/api/v1/images?size=50&q=many-7"));
            if (round >= 0) {
                all.add(whole);
                first.add(page);
            }
        }
        List<Double> docker = new ArrayList<>();
        for (int round = 0; round < DOCKER_ROUNDS; round++) {
            docker.add(PullBench.timed(this::dockerImages));
        }
        List<Double> opened = new ArrayList<>();
        try (Browser browser = new Browser(installation.address())) {
            for (int round = -1; round < PAGE_ROUNDS; round++) {
                browser.open("/");
                double time = PullBench.timed(() -> {
                    browser.open("/images");
                    browser.page().getByText("bench/many-").first().waitFor();
                });
                if (round >= 0) {
                    opened.add(time);
                }
            }
        }
        double reference = Figures.median(docker);
        Figures.title("Images of 3 hosts with 1,000 images each");
        Figures.header("", "p50", "p99", "p50 against docker");
        line("three `docker images` in parallel", docker, reference);
        line("REST, all 1,000 references on 3 hosts", all, reference);
        line("REST, search with a page of 50", first, reference);
        line("browser: page opened until rows are there", opened, reference);
    }

    private static void line(String what, List<Double> times, double reference) {
        Figures.row(
                what,
                Figures.millis(Figures.median(times)),
                Figures.millis(Figures.quantile(times, 0.99)),
                Figures.number(Figures.median(times) / reference));
    }

    private void dockerImages() throws Exception {
        try (ExecutorService pool = Executors.newFixedThreadPool(hosts.size())) {
            List<Future<String>> lists = new ArrayList<>();
            for (LabHost host : hosts) {
                lists.add(pool.submit(() -> host.docker("images")));
            }
            for (Future<String> list : lists) {
                list.get();
            }
        }
    }
}
