package dev.longshore.bench;

import dev.longshore.lab.LabHost;
import java.time.Duration;
import java.util.List;

/** Memory of server and agents at its peak while images of gibibytes are copied: it must not grow with them. */
final class LargeBench {

    private static final List<Integer> GIBIBYTES = List.of(1, 5);

    private final Installation installation;
    private final List<LabHost> hosts;
    private final List<String> ids;

    LargeBench(Installation installation, List<LabHost> hosts, List<String> ids) {
        this.installation = installation;
        this.hosts = hosts;
        this.ids = ids;
    }

    void run() {
        Figures.title("Memory at its peak while a large image is copied");
        Figures.header(
                "image",
                "time",
                "rate",
                "server RSS",
                "server heap",
                "agent that gives",
                "its heap",
                "agent that takes",
                "its heap");
        for (int gibibytes : GIBIBYTES) {
            copied(gibibytes);
        }
    }

    private void copied(int gibibytes) {
        String image = "bench/large:" + gibibytes;
        hosts.get(0).importImage(image, gibibytes * 1024);
        installation.awaitKnown(ids.get(0), image, true, Duration.ofMinutes(2));
        List<Program> programs = List.of(
                installation.server(),
                installation.agent(hosts.get(0).name()),
                installation.agent(hosts.get(1).name()));
        programs.forEach(Program::forgetPeak);
        double millis;
        List<HeapWatch> heaps = programs.stream().map(HeapWatch::new).toList();
        try {
            millis = PullBench.timed(() -> installation
                    .rest()
                    .succeeded("{\"type\":\"copy\",\"source\":\"" + ids.get(0) + "\",\"references\":[\"" + image
                            + "\"],\"hosts\":[\"" + ids.get(1) + "\"]}"));
        } catch (Exception trouble) {
            throw new IllegalStateException(image, trouble);
        } finally {
            heaps.forEach(HeapWatch::close);
        }
        Figures.row(
                gibibytes + " GiB",
                Figures.number(millis / 1000) + " s",
                Figures.number(gibibytes * 1024 * 1000 / millis) + " MiB/s",
                Figures.mebibytes(programs.get(0).peakRssBytes()),
                Figures.mebibytes(heaps.get(0).peakBytes()),
                Figures.mebibytes(programs.get(1).peakRssBytes()),
                Figures.mebibytes(heaps.get(1).peakBytes()),
                Figures.mebibytes(programs.get(2).peakRssBytes()),
                Figures.mebibytes(heaps.get(2).peakBytes()));
        hosts.get(0).docker("rmi", image);
        hosts.get(1).docker("rmi", image);
    }
}
