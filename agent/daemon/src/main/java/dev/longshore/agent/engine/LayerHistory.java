package dev.longshore.agent.engine;

import dev.longshore.wire.HistoryEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Finds out which step of a history made which layer. The Engine API leaves out the mark of steps without a layer, so
 * sizes and the steps' words have to tell; where they leave a doubt, no layer is named rather than a wrong one.
 */
final class LayerHistory {

    /** Dockerfile words that only change the configuration. WORKDIR is not among them: it may make a folder. */
    private static final Pattern CONFIG_ONLY = Pattern.compile(
            "(?:/bin/sh -c )?(?:#\\(nop\\)\\s*)?(?:CMD|ENV|EXPOSE|ENTRYPOINT|LABEL|VOLUME|USER|MAINTAINER|STOPSIGNAL|ARG|HEALTHCHECK|ONBUILD|SHELL)\\b.*",
            Pattern.DOTALL);

    private LayerHistory() {}

    /** The same steps, oldest first, with the layers they made. */
    static List<HistoryEntry> withLayers(List<HistoryEntry> steps, List<String> diffIds) {
        Predicate<HistoryEntry> sized = step -> step.getSizeBytes() > 0;
        Predicate<HistoryEntry> worded = step -> sized.test(step)
                || !CONFIG_ONLY.matcher(step.getCreatedBy().strip()).matches();
        for (Predicate<HistoryEntry> makesLayer : List.of(sized, worded, (HistoryEntry _) -> true)) {
            if (steps.stream().filter(makesLayer).count() == diffIds.size()) {
                return assign(steps, diffIds, makesLayer);
            }
        }
        return steps;
    }

    private static List<HistoryEntry> assign(
            List<HistoryEntry> steps, List<String> diffIds, Predicate<HistoryEntry> makesLayer) {
        List<HistoryEntry> assigned = new ArrayList<>(steps.size());
        int layer = 0;
        for (HistoryEntry step : steps) {
            assigned.add(
                    makesLayer.test(step)
                            ? step.toBuilder().setDiffId(diffIds.get(layer++)).build()
                            : step);
        }
        return assigned;
    }
}
