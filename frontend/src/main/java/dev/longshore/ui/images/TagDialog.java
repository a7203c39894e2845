package dev.longshore.ui.images;

import com.vaadin.flow.component.checkbox.Checkbox;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import dev.longshore.access.Permission;
import dev.longshore.inventory.HostView;
import dev.longshore.inventory.ImageQuery;
import dev.longshore.inventory.ImageRow;
import dev.longshore.model.HostId;
import dev.longshore.model.ImageId;
import dev.longshore.model.ImageRef;
import dev.longshore.model.LongshoreException;
import dev.longshore.operations.OperationRequest;
import dev.longshore.operations.Task;
import dev.longshore.ui.kit.Texts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Gives images another name on the hosts that hold them. Where the name belongs to another image already, it is taken
 * away from that one only on the hosts that the dialog listed, and only after that was ticked.
 */
final class TagDialog extends ActionDialog {

    private static final int LOOKED_THROUGH = 1000;

    private final transient List<Pick> picks;
    private final boolean tagOnly;
    private final NewNameField target;
    private final HostPicker hosts;
    private final Checkbox overwrite = new Checkbox();
    private final Div notes = new Div();
    private boolean undecided;

    TagDialog(ImageDialogs dialogs, List<Pick> picked) {
        super(dialogs, Texts.of("tag.title"), Texts.of("tag.tag"));
        tagOnly = picked.size() > 1;
        picks = tagOnly
                ? picked.stream().filter(pick -> !pick.references().isEmpty()).toList()
                : List.copyOf(picked);
        var holding =
                picks.stream().flatMap(pick -> pick.on().keySet().stream()).collect(Collectors.toSet());
        hosts = new HostPicker(
                dialogs.hosts(Permission.IMAGE_TAG).stream()
                        .filter(host -> holding.contains(host.id()))
                        .toList(),
                "tag",
                Set.of());
        target = new NewNameField(Texts.of(tagOnly ? "tag.newTag" : "tag.target"));
        if (tagOnly) {
            target.setPlaceholder("stable");
        }
        if (!tagOnly && !picks.isEmpty() && !picks.getFirst().references().isEmpty()) {
            target.setValue(picks.getFirst().references().getFirst().familiarName() + ":");
        }
        target.addValueChangeListener(_ -> look());
        hosts.addValueChangeListener(_ -> look());
        overwrite.addValueChangeListener(_ -> look());
        overwrite.setVisible(false);
        overwrite.addClassName("ls-overwrite");
        notes.addClassName("ls-notes");
        body(sources(picked.size() - picks.size()), target, hosts, notes, overwrite);
        actOnEnter();
    }

    private Div sources(int nameless) {
        var list = new Div();
        list.addClassName("ls-picked");
        for (Pick pick : picks) {
            var line = new Span(pick.shown());
            list.add(line);
            int different = Set.copyOf(pick.on().values()).size();
            if (different > 1 && !pick.references().isEmpty()) {
                var drift = new Span("≠ " + Texts.of("tag.drift", different));
                drift.addClassName("ls-drift");
                list.add(drift);
            }
        }
        if (nameless > 0) {
            var left = new Span(Texts.of("imageCopy.nameless", nameless));
            left.addClassName("ls-dim");
            list.add(left);
        }
        return list;
    }

    private List<HostView> chosen(Pick pick) {
        return hosts.getListDataView()
                .getItems()
                .filter(host -> hosts.getValue().contains(host) && pick.on().containsKey(host.id()))
                .toList();
    }

    private @Nullable ImageRow row(ImageRef ref) {
        var query = new ImageQuery(
                Set.of(), ref.familiar(), false, false, false, ImageQuery.Sort.REFERENCE, false, 0, LOOKED_THROUGH);
        return dialogs().fleet().images(dialogs().actor(), query).items().stream()
                .filter(row -> row.key().equals(ref.normalized()))
                .findFirst()
                .orElse(null);
    }

    /** What each pick would meet; null while the target is not a reference, which the field then says. */
    private @Nullable List<TagPlan> plans() {
        target.setInvalid(false);
        var plans = new ArrayList<TagPlan>();
        try {
            for (Pick pick : picks) {
                var ref = NewNameField.givable(TagPlan.target(pick, target.text(), tagOnly));
                plans.add(TagPlan.of(pick, row(ref), chosen(pick)));
            }
            return plans;
        } catch (LongshoreException e) {
            target.show(e);
            return null;
        }
    }

    private void look() {
        notes.removeAll();
        overwrite.setVisible(false);
        undecided = false;
        var plans = plans();
        if (plans == null) {
            return;
        }
        var conflicts = new ArrayList<String>();
        boolean allowed = true;
        int free = 0;
        for (int i = 0; i < plans.size(); i++) {
            var plan = plans.get(i);
            var name = TagPlan.target(picks.get(i), target.text(), tagOnly).familiar();
            for (TagPlan.Conflict conflict : plan.conflicts()) {
                conflicts.add(Texts.of(
                        "tag.namesOther",
                        name,
                        conflict.named().shortForm(),
                        conflict.host().name()));
                allowed &= dialogs()
                        .may(Permission.IMAGE_TAG_OVERWRITE, conflict.host().id());
            }
            if (!plan.same().isEmpty()) {
                note(Texts.of("tag.already", name, names(plan.same())), "ls-dim");
            }
            free += plan.free().size();
        }
        conflicts.forEach(text -> note(text, "ls-warn-text"));
        if (!conflicts.isEmpty()) {
            overwrite.setLabel(Texts.of("tag.overwrite", conflicts.size()));
            overwrite.setVisible(allowed);
            if (!allowed) {
                note(Texts.of("tag.mayNotOverwrite"), "ls-dim");
            } else if (!overwrite.getValue()) {
                note(Texts.of("tag.leftAlone"), "ls-dim");
            }
        }
        undecided = free == 0 && !conflicts.isEmpty() && !(allowed && overwrite.getValue());
    }

    private void note(String text, String css) {
        var line = new Div(text);
        line.addClassName(css);
        notes.add(line);
    }

    private static String names(List<HostView> hosts) {
        return Texts.list(hosts.stream().map(HostView::name).toList(), 6);
    }

    @Override
    List<OperationRequest> requests() {
        look();
        var plans = plans();
        if (plans == null || !hosts.demand()) {
            return List.of();
        }
        if (undecided) {
            target.setErrorMessage(Texts.of("tag.decide"));
            target.setInvalid(true);
            return List.of();
        }
        var requests = new ArrayList<OperationRequest>();
        for (int i = 0; i < plans.size(); i++) {
            var pick = picks.get(i);
            var ref = TagPlan.target(pick, target.text(), tagOnly);
            var plan = plans.get(i);
            tag(requests, pick, ref, plan.free().stream().map(HostView::id).toList(), false);
            if (overwrite.isVisible() && overwrite.getValue()) {
                tag(
                        requests,
                        pick,
                        ref,
                        plan.conflicts().stream().map(c -> c.host().id()).toList(),
                        true);
            }
        }
        if (requests.isEmpty()) {
            target.setErrorMessage(Texts.of("tag.nothing"));
            target.setInvalid(true);
        }
        return requests;
    }

    /** Overwriting is asked for on the very hosts that the dialog named, so it never reaches another one. */
    private void tag(List<OperationRequest> requests, Pick pick, ImageRef ref, List<HostId> on, boolean replace) {
        if (on.isEmpty()) {
            return;
        }
        if (!pick.references().isEmpty()) {
            var source = new Task.Target.Named(pick.references().getFirst());
            requests.add(request(new Task.Tag(source, ref, replace), on, null, requests.size()));
            return;
        }
        var byId = new LinkedHashMap<ImageId, List<HostId>>();
        on.forEach(host -> {
            var id = pick.on().get(host);
            if (id != null) {
                byId.computeIfAbsent(id, _ -> new ArrayList<>()).add(host);
            }
        });
        byId.forEach((id, group) -> requests.add(
                request(new Task.Tag(new Task.Target.ById(id), ref, replace), group, null, requests.size())));
    }

    @Override
    boolean refuse(LongshoreException refusal) {
        return target.refuse(refusal);
    }
}
