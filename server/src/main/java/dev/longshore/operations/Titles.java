package dev.longshore.operations;

import dev.longshore.model.ImageRef;
import dev.longshore.model.SafeText;
import java.util.List;

/** An operation in a few words, for lists, the audit and the log. */
final class Titles {

    private Titles() {}

    static String of(Task task) {
        return switch (task) {
            case Task.Pull pull ->
                pull.allTags()
                        ? pull.reference().familiarName()
                        : pull.reference().familiar();
            case Task.Push push ->
                push.tags()
                        ? of(push.source()) + " → " + push.target().familiar()
                        : push.target().familiar();
            case Task.Copy copy -> named(copy.references());
            case Task.Save save -> named(save.references());
            case Task.Load load -> load.fileName().isEmpty() ? "a file" : load.fileName();
            case Task.Export export -> container(export);
            case Task.Import root ->
                (root.fileName().isEmpty() ? "a file" : root.fileName()) + " → "
                        + root.target().familiar();
            case Task.Tag tag -> of(tag.source()) + " → " + tag.target().familiar();
            case Task.Commit commit ->
                commit.container().value().substring(0, 12) + " → "
                        + commit.target().familiar();
            case Task.Build build ->
                build.names().isEmpty()
                        ? (build.contextName().isEmpty() ? "an image" : build.contextName())
                        : named(build.names());
            case Task.Remove remove -> of(remove.targets());
            case Task.Mirrors mirrors -> SafeText.line(mirrors.edit().inWords(), 120);
            case Task.Prune prune -> prune.allUnused() ? "unused images" : "dangling images";
        };
    }

    private static String container(Task.Export export) {
        return export.name().isEmpty() ? export.container().value().substring(0, 12) : export.name();
    }

    private static String named(List<ImageRef> references) {
        return of(references.stream().<Task.Target>map(Task.Target.Named::new).toList());
    }

    private static String of(List<Task.Target> targets) {
        String first = of(targets.getFirst());
        return targets.size() == 1 ? first : first + " +" + (targets.size() - 1);
    }

    private static String of(Task.Target target) {
        return switch (target) {
            case Task.Target.Named named -> named.reference().familiar();
            case Task.Target.ById byId -> byId.id().shortForm();
        };
    }
}
