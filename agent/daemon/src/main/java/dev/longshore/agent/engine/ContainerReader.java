package dev.longshore.agent.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longshore.agent.RunningContainer;
import dev.longshore.model.ContainerId;
import dev.longshore.model.LongshoreException;
import dev.longshore.model.SafeText;
import dev.longshore.wire.Container;
import dev.longshore.wire.Pair;
import dev.longshore.wire.Port;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lists the engine's containers. What the list does not tell (runtime, exit code, restarts, start, end) is asked again only
 * when a container's state changed or an event named it.
 */
final class ContainerReader {

    private static final int MAX_PORTS = 64;
    private static final int MAX_LABEL_BYTES = 8 << 10;

    private final EngineApi api;
    private final Map<String, Inspected> inspected = new HashMap<>();

    ContainerReader(EngineApi api) {
        this.api = api;
    }

    private record Inspected(
            String state,
            String runtime,
            int exitCode,
            int restarts,
            long startedMs,
            long finishedMs,
            String health,
            String givenImage,
            int pid,
            boolean hostNetwork,
            String hostName) {}

    /**
     * Lists all containers.
     *
     * @param touched ids that an event named since the last time
     */
    List<Container> read(Duration patience, Set<String> touched) throws IOException, InterruptedException {
        List<Container.Builder> listed = new ArrayList<>();
        api.containers(patience, node -> {
            Container.Builder container = listed(node);
            if (container != null) {
                listed.add(container);
            }
            return true;
        });
        List<Container> containers = new ArrayList<>(listed.size());
        Set<String> present = new HashSet<>();
        for (Container.Builder container : listed) {
            if (present.add(container.getId())) {
                containers.add(whole(container, touched.contains(container.getId())));
            }
        }
        inspected.keySet().retainAll(present);
        return containers;
    }

    /** Forgets what was asked: while nobody listened to events, a container may have been started again unnoticed. */
    void forget() {
        inspected.clear();
    }

    /** Those of the last list that have a process. */
    List<RunningContainer> running() {
        List<RunningContainer> running = new ArrayList<>();
        inspected.forEach((id, told) -> {
            if (told.pid() > 0) {
                running.add(new RunningContainer(id, told.pid(), told.hostNetwork(), told.hostName()));
            }
        });
        return running;
    }

    private static Container.@Nullable Builder listed(JsonNode node) {
        String id = node.path("Id").asText("");
        try {
            ContainerId.of(id);
        } catch (LongshoreException _) {
            return null;
        }
        String name = node.path("Names").path(0).asText("");
        Container.Builder container = Container.newBuilder()
                .setId(id)
                .setName(SafeText.line(name.startsWith("/") ? name.substring(1) : name, 128))
                .setImageId(ImageReader.id(node.path("ImageID")))
                .setImage(EngineTexts.line(node.path("Image"), 300))
                .setState(state(node))
                .setStatus(EngineTexts.line(node.path("Status"), 100))
                .setCreatedMs(EngineTexts.millisOfSeconds(node.path("Created")))
                .setCommand(EngineTexts.line(node.path("Command"), 200))
                .addAllPorts(ports(node.path("Ports")));
        JsonNode labels = node.path("Labels");
        int left = MAX_LABEL_BYTES;
        for (Pair label : EngineTexts.pairs(labels, EngineTexts.MAX_LABELS).pairs()) {
            if ((left -= label.getSerializedSize()) > 0) {
                container.addLabels(label);
            }
        }
        container.setComposeProject(EngineTexts.line(labels.path("com.docker.compose.project"), 128));
        return container.setComposeService(EngineTexts.line(labels.path("com.docker.compose.service"), 128));
    }

    /** Podman knows more words than Docker. */
    private static String state(JsonNode node) {
        String state = EngineTexts.line(node.path("State"), 20).toLowerCase(Locale.ROOT);
        return switch (state) {
            case "configured", "initialized" -> "created";
            case "stopped" -> "exited";
            case "stopping" -> "running";
            default -> state;
        };
    }

    private static Set<Port> ports(JsonNode array) {
        Set<Port> ports = new LinkedHashSet<>();
        for (JsonNode node : array) {
            if (ports.size() < MAX_PORTS) {
                ports.add(Port.newBuilder()
                        .setIp(EngineTexts.line(node.path("IP"), 45))
                        .setPrivatePort(node.path("PrivatePort").asInt(0))
                        .setPublicPort(node.path("PublicPort").asInt(0))
                        .setProtocol(EngineTexts.line(node.path("Type"), 8))
                        .build());
            }
        }
        return ports;
    }

    private Container whole(Container.Builder container, boolean touched) throws IOException, InterruptedException {
        Inspected known = inspected.get(container.getId());
        if (known == null || touched || !known.state().equals(container.getState())) {
            known = inspect(container);
            inspected.put(container.getId(), known);
        }
        String told = health(container.getStatus());
        return container
                .setRuntime(known.runtime())
                .setExitCode(known.exitCode())
                .setRestartCount(known.restarts())
                .setStartedMs(known.startedMs())
                .setFinishedMs(known.finishedMs())
                .setGivenImage(known.givenImage())
                .setHealth(told.isEmpty() && container.getState().equals("running") ? known.health() : told)
                .build();
    }

    private Inspected inspect(Container.Builder container) throws IOException, InterruptedException {
        JsonNode node = null;
        try {
            node = api.containerOrNull(ContainerId.of(container.getId()));
        } catch (EngineRefusal _) {
            // a container half removed can't be inspected; the list still has it
        }
        if (node == null) {
            return new Inspected("?", "", 0, 0, 0, 0, "", "", 0, false, "");
        }
        JsonNode state = node.path("State");
        JsonNode health = state.path("Health").isMissingNode() ? state.path("Healthcheck") : state.path("Health");
        String runtime = EngineTexts.line(node.path("OCIRuntime"), 64);
        return new Inspected(
                container.getState(),
                runtime.isEmpty() ? EngineTexts.line(node.path("HostConfig").path("Runtime"), 64) : runtime,
                state.path("ExitCode").asInt(0),
                node.path("RestartCount").asInt(0),
                EngineTexts.millisOfDate(state.path("StartedAt")),
                EngineTexts.millisOfDate(state.path("FinishedAt")),
                knownHealth(EngineTexts.line(health.path("Status"), 20)),
                givenImage(node),
                state.path("Pid").asInt(0),
                node.path("HostConfig").path("NetworkMode").asText("").equals("host"),
                EngineTexts.line(node.path("Config").path("Hostname"), 64));
    }

    /** Docker keeps it in the configuration; Podman too, but resolved to the full name only beside it. */
    private static String givenImage(JsonNode node) {
        String resolved = EngineTexts.line(node.path("ImageName"), 300);
        return resolved.isEmpty() ? EngineTexts.line(node.path("Config").path("Image"), 300) : resolved;
    }

    /** Docker's list tells the health in brackets at the end of the status. */
    static String health(String status) {
        if (status.endsWith("(healthy)")) {
            return "healthy";
        }
        if (status.endsWith("(unhealthy)")) {
            return "unhealthy";
        }
        return status.endsWith("(health: starting)") ? "starting" : "";
    }

    private static String knownHealth(String text) {
        return switch (text) {
            case "healthy", "unhealthy", "starting" -> text;
            default -> "";
        };
    }
}
