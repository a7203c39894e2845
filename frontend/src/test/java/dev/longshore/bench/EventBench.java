package dev.longshore.bench;

import com.microsoft.playwright.Page;
import dev.longshore.lab.LabHost;
import java.util.ArrayList;
import java.util.List;

/** From {@code docker tag} in a shell on a host to the row in an open browser. */
final class EventBench {

    private static final int ROUNDS = 100;
    private static final int WARM_UP = 10;

    private final Installation installation;
    private final LabHost host;

    EventBench(Installation installation, LabHost host) {
        this.installation = installation;
        this.host = host;
    }

    void run(String image) {
        List<Double> times = new ArrayList<>();
        try (Browser browser = new Browser(installation.address())) {
            browser.open("/images?q=bench/event");
            Page page = browser.page();
            for (int round = -WARM_UP; round < ROUNDS; round++) {
                String repository = "bench/event-" + (round + WARM_UP);
                host.docker("tag", image, repository + ":1");
                // docker returned: the engine has made the event by now
                long start = System.nanoTime();
                page.getByText(repository, new Page.GetByTextOptions().setExact(false))
                        .first()
                        .waitFor();
                double time = Figures.since(start);
                if (round >= 0) {
                    times.add(time);
                }
                host.docker("rmi", repository + ":1");
            }
        }
        Figures.title("Engine event to row in the browser, " + ROUNDS + " rounds");
        Figures.header("", "p50", "p99");
        Figures.row(
                "`docker tag` returned until the row is there",
                Figures.millis(Figures.median(times)),
                Figures.millis(Figures.quantile(times, 0.99)));
    }
}
