package dev.longshore.operations;

import dev.longshore.audit.AuditLog;
import dev.longshore.audit.Gatekeeper.Act;
import dev.longshore.model.HostId;
import dev.longshore.model.ImageChange;
import dev.longshore.model.ImageRef;
import dev.longshore.model.ListChange;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.stereotype.Component;

/** How operations stand in the audit: a line for each host when one is meant, and another when it has ended. */
@Component
class OperationAudit {

    private static final int MOST_NAMED = 20;

    private final AuditLog audit;

    OperationAudit(AuditLog audit) {
        this.audit = audit;
    }

    /** A task on a host, before there is an operation of it. */
    static Act act(Task task, HostId host, String hostName) {
        return Act.of(action(task), host.value(), parameters(task, hostName));
    }

    /** What is done to an operation as a whole. */
    static Act act(String name, LiveOperation operation) {
        return new Act(name, Titles.of(operation.task), Map.of(), operation.id.value());
    }

    /**
     * Within the transaction that makes the operation, before anything is sent; a part may have ended already.
     *
     * @param signIn whose account it uses at a registry, or empty
     */
    void intent(LiveOperation operation, LiveOperation.Part part, String signIn) {
        String result = part.failure == null ? "intent" : word(part.state);
        Map<String, String> parameters = parameters(operation.task, part.hostName);
        if (!signIn.isEmpty()) {
            parameters.put("signIn", signIn);
        }
        record(operation, part, parameters, result);
    }

    /** Within the transaction that ends the part. */
    void ended(LiveOperation operation, LiveOperation.Part part) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("host", part.hostName);
        parameters.put("what", Titles.of(operation.task));
        if (part.result instanceof Operation.Result.Saved saved) {
            parameters.put("bytes", String.valueOf(saved.bytes()));
        }
        if (part.result instanceof Operation.Result.Configured configured) {
            parameters.put("effect", word(configured.effect()));
            parameters.put("mirrors", change(configured.mirrors()));
            parameters.put("insecure", change(configured.insecure()));
            parameters.put("backup", configured.backup());
        }
        Operation.Failure failure = part.failure;
        if (failure != null) {
            parameters.put("code", failure.code().name());
        }
        record(operation, part, parameters, word(part.state));
    }

    private void record(
            LiveOperation operation, LiveOperation.Part part, Map<String, String> parameters, String result) {
        audit.record(
                operation.actor,
                action(operation.task),
                part.host.value(),
                parameters,
                true,
                result,
                operation.id.value());
    }

    private static String action(Task task) {
        String object = switch (task) {
            case Task.Mirrors _ -> "host.";
            case Task.Export _ -> "container.";
            default -> "image.";
        };
        return object + task.type();
    }

    /** What it was and what it is, or what it still is. */
    private static String change(ListChange change) {
        return change.unchanged() ? few(change.after()) : few(change.before()) + " → " + few(change.after());
    }

    private static String word(Enum<?> state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    private static Map<String, String> parameters(Task task, String hostName) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("host", hostName);
        parameters.put("what", Titles.of(task));
        switch (task) {
            case Task.Pull pull -> {
                parameters.put("reference", pull.reference().normalized());
                parameters.put("allTags", String.valueOf(pull.allTags()));
                if (pull.platform() != null) {
                    parameters.put("platform", pull.platform().toString());
                }
            }
            case Task.Push push -> naming(parameters, push.source(), push.target(), push.overwrite());
            case Task.Copy copy -> {
                parameters.put("source", copy.source().value());
                parameters.put(
                        "references",
                        few(copy.references().stream().map(ImageRef::normalized).toList()));
                parameters.put("overwrite", String.valueOf(copy.overwrite()));
            }
            case Task.Save save -> {
                parameters.put(
                        "references",
                        few(save.references().stream().map(ImageRef::normalized).toList()));
                parameters.put("compression", word(save.compression()));
            }
            case Task.Export export -> {
                parameters.put("container", export.container().value());
                parameters.put("compression", word(export.compression()));
            }
            case Task.Import root -> {
                parameters.put("file", root.fileName());
                parameters.put("target", root.target().normalized());
                parameters.put("changes", instructions(root.changes()));
                parameters.put("overwrite", String.valueOf(root.overwrite()));
            }
            case Task.Load load -> {
                parameters.put("file", load.fileName());
                parameters.put("overwrite", String.valueOf(load.overwrite()));
            }
            case Task.Tag tag -> naming(parameters, tag.source(), tag.target(), tag.overwrite());
            case Task.Commit commit -> {
                parameters.put("container", commit.container().value());
                parameters.put("target", commit.target().normalized());
                parameters.put("changes", instructions(commit.changes()));
                parameters.put("overwrite", String.valueOf(commit.overwrite()));
            }
            case Task.Build build -> build(parameters, build);
            case Task.Remove remove -> {
                parameters.put(
                        "targets",
                        few(remove.targets().stream().map(Task.Target::text).toList()));
                parameters.put("force", String.valueOf(remove.force()));
            }
            case Task.Prune prune -> parameters.put("allUnused", String.valueOf(prune.allUnused()));
            case Task.Mirrors mirrors -> parameters.put("change", mirrors.edit().inWords());
        }
        return parameters;
    }

    /** Of arguments and labels the names: values of arguments may be secrets. */
    private static void build(Map<String, String> parameters, Task.Build build) {
        parameters.put(
                "names", few(build.names().stream().map(ImageRef::normalized).toList()));
        parameters.put("file", build.contextName());
        parameters.put("dockerfile", build.settings().dockerfile().text());
        parameters.put("target", build.settings().target());
        if (build.settings().platform() != null) {
            parameters.put("platform", build.settings().platform().toString());
        }
        parameters.put("signIns", few(build.signIns()));
        parameters.put("arguments", few(build.arguments().names()));
        parameters.put("labels", few(List.copyOf(build.settings().labels().keySet())));
        parameters.put("overwrite", String.valueOf(build.overwrite()));
    }

    private static void naming(Map<String, String> parameters, Task.Target source, ImageRef target, boolean overwrite) {
        parameters.put("source", source.text());
        parameters.put("target", target.normalized());
        parameters.put("overwrite", String.valueOf(overwrite));
    }

    /** Without what they set, which may be a secret. */
    private static String instructions(List<ImageChange> changes) {
        return few(changes.stream().map(ImageChange::instruction).toList());
    }

    private static String few(List<String> texts) {
        String few = String.join(" ", texts.subList(0, Math.min(MOST_NAMED, texts.size())));
        return texts.size() > MOST_NAMED ? few + " and " + (texts.size() - MOST_NAMED) + " more" : few;
    }
}
