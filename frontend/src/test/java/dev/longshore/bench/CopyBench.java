package dev.longshore.bench;

import dev.longshore.lab.LabHost;
import dev.longshore.lab.LabRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * An image from host to host: by Longshore, by {@code docker save | docker load}, and by push and pull through a registry,
 * in turn. Cold, the target holds nothing of it; warm, it holds the base and lacks a layer of 1 MiB.
 */
final class CopyBench {

    private static final int ROUNDS = 5;
    private static final int BASE_MIB = 60;
    private static final String BASE = "bench/copy-base:1";
    private static final String APP = "bench/copy:1";

    private final Installation installation;
    private final LabHost from;
    private final LabHost to;
    private final String fromId;
    private final String toId;
    private final LabRegistry registry;

    CopyBench(Installation installation, List<LabHost> hosts, List<String> ids, LabRegistry registry) {
        this.installation = installation;
        this.from = hosts.get(0);
        this.to = hosts.get(1);
        this.fromId = ids.get(0);
        this.toId = ids.get(1);
        this.registry = registry;
    }

    void run() throws Exception {
        from.importImage(BASE, BASE_MIB);
        String container = from.docker("create", BASE, "sh", "-c", "head -c 1048576 /dev/urandom > /own");
        from.docker("start", "-a", container);
        from.docker("commit", container, APP);
        from.docker("rm", container);
        awaitKnown(fromId, APP, true);
        List<Double> copy = new ArrayList<>();
        List<Double> pipe = new ArrayList<>();
        List<Double> hub = new ArrayList<>();
        List<Double> warm = new ArrayList<>();
        List<Double> pipeRatios = new ArrayList<>();
        List<Double> hubRatios = new ArrayList<>();
        List<Double> warmRatios = new ArrayList<>();
        Duration agentsCpu = Duration.ZERO;
        Duration serverCpu = Duration.ZERO;
        long coldBytes = 0;
        long warmBytes = 0;
        String tagged = registry.reference("bench/copy:1");
        for (int round = -1; round < ROUNDS; round++) {
            JsonNode[] done = new JsonNode[2];
            Duration agentsBefore = agentsCpu();
            Duration serverBefore = installation.server().cpu();
            double cold = PullBench.timed(() -> done[0] = copied());
            if (round >= 0) {
                agentsCpu = agentsCpu.plus(agentsCpu().minus(agentsBefore));
                serverCpu = serverCpu.plus(installation.server().cpu().minus(serverBefore));
            }
            to.docker("rmi", APP);
            awaitKnown(toId, APP, false);
            double piped = PullBench.timed(this::saveAndLoad);
            to.docker("rmi", APP);
            double pushed = PullBench.timed(() -> {
                from.docker("tag", APP, tagged);
                from.docker("push", "-q", tagged);
                to.docker("pull", "-q", tagged);
            });
            to.docker("rmi", tagged);
            from.docker("rmi", tagged);
            saveAndLoad(BASE);
            awaitKnown(toId, BASE, true);
            double missing = PullBench.timed(() -> done[1] = copied());
            to.docker("rmi", APP, BASE);
            awaitKnown(toId, BASE, false);
            if (round >= 0) {
                copy.add(cold);
                pipe.add(piped);
                hub.add(pushed);
                warm.add(missing);
                pipeRatios.add(cold / piped);
                hubRatios.add(cold / pushed);
                warmRatios.add(missing / cold);
                coldBytes = bytes(done[0]);
                warmBytes = bytes(done[1]);
            }
        }
        Figures.title("Copy of an image from host to host, " + BASE_MIB + " MiB and a layer of 1 MiB, " + ROUNDS
                + " rounds in turn");
        Figures.header("", "median", "ratio (median of pairs)", "moved");
        Figures.row("`docker save` into `docker load`", Figures.millis(Figures.median(pipe)), "1", "");
        Figures.row(
                "copy, cold, against it",
                Figures.millis(Figures.median(copy)),
                Figures.number(Figures.median(pipeRatios)),
                Figures.mebibytes(coldBytes));
        Figures.row("push and pull", Figures.millis(Figures.median(hub)), "", "");
        Figures.row("copy, cold, against push and pull", "", Figures.number(Figures.median(hubRatios)), "");
        Figures.row(
                "copy, warm, against cold",
                Figures.millis(Figures.median(warm)),
                Figures.number(Figures.median(warmRatios)),
                Figures.mebibytes(warmBytes));
        Figures.title("Processor time of a cold copy, mean of " + ROUNDS + ", and memory after all of them");
        Figures.header("", "processor time", "RSS");
        Figures.row(
                "both agents together",
                Figures.millis(agentsCpu.toMillis() / (double) ROUNDS),
                Figures.mebibytes(installation.agent(from.name()).rssBytes()) + ", "
                        + Figures.mebibytes(installation.agent(to.name()).rssBytes()));
        Figures.row(
                "server",
                Figures.millis(serverCpu.toMillis() / (double) ROUNDS),
                Figures.mebibytes(installation.server().rssBytes()));
    }

    private Duration agentsCpu() {
        return installation
                .agent(from.name())
                .cpu()
                .plus(installation.agent(to.name()).cpu());
    }

    private JsonNode copied() {
        return installation
                .rest()
                .succeeded("{\"type\":\"copy\",\"source\":\"" + fromId + "\",\"references\":[\"" + APP
                        + "\"],\"hosts\":[\"" + toId + "\"]}");
    }

    private static long bytes(JsonNode done) {
        return done.get("parts").get(0).get("result").get("bytes").asLong();
    }

    private void saveAndLoad() throws IOException, InterruptedException {
        saveAndLoad(APP);
    }

    private void saveAndLoad(String image) throws IOException, InterruptedException {
        List<Process> both = ProcessBuilder.startPipeline(List.of(
                new ProcessBuilder("docker", "-H", from.socket(), "save", image),
                new ProcessBuilder("docker", "-H", to.socket(), "load", "-q")
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)));
        for (Process each : both) {
            if (each.waitFor() != 0) {
                throw new IllegalStateException("docker save | docker load ended with " + each.exitValue());
            }
        }
    }

    private void awaitKnown(String host, String reference, boolean there) {
        installation.awaitKnown(host, reference, there, Duration.ofMinutes(1));
    }
}
