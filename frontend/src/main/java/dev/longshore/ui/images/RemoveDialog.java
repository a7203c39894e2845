package dev.longshore.ui.images;

import com.vaadin.flow.component.checkbox.Checkbox;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.html.UnorderedList;
import dev.longshore.access.Permission;
import dev.longshore.inventory.HostView;
import dev.longshore.inventory.ImageView;
import dev.longshore.model.HostId;
import dev.longshore.operations.OperationRequest;
import dev.longshore.operations.Task;
import dev.longshore.ui.kit.Bytes;
import dev.longshore.ui.kit.StateBadge;
import dev.longshore.ui.kit.Texts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Removes what was picked, after saying for each host what only loses a name, what goes, and what stands in the way. */
final class RemoveDialog extends ActionDialog {

    private static final int SHOWN_ITEMS = 100;

    private final transient RemovalPlan plan;
    private final Map<HostId, Checkbox> wanted = new LinkedHashMap<>();
    private final Map<RemovalPlan.Item, Span> fates = new HashMap<>();
    private final Checkbox force = new Checkbox(Texts.of("remove.force"));
    private final Div forceNote = new Div(Texts.of("remove.forceNote"));
    private final Div none = new Div(Texts.of("remove.nothing"));

    RemoveDialog(ImageDialogs dialogs, List<Pick> picks) {
        super(dialogs, Texts.of("remove.title"), Texts.of("remove.remove"));
        dangerous();
        var actor = dialogs.actor();
        var hosts = dialogs.hosts(Permission.IMAGE_REMOVE).stream()
                .collect(Collectors.toMap(HostView::id, Function.identity()));
        plan = RemovalPlan.of(
                allowed(picks, hosts.keySet()), (host, image) -> dialogs.fleet().image(actor, host, image));
        var sections = new Div();
        sections.addClassName("ls-hosts-plan");
        for (RemovalPlan.OnHost onHost : plan.hosts()) {
            var host = hosts.get(onHost.host());
            if (host != null) {
                sections.add(section(onHost, host));
            }
        }
        force.addValueChangeListener(_ -> decide());
        forceNote.addClassName("ls-warn-text");
        none.addClassName("ls-dim");
        body(sections, none, force, forceNote);
        decide();
    }

    private static List<Pick> allowed(List<Pick> picks, Set<HostId> hosts) {
        return picks.stream()
                .map(pick -> new Pick(
                        pick.references(),
                        pick.shown(),
                        pick.on().entrySet().stream()
                                .filter(entry -> hosts.contains(entry.getKey()))
                                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue))))
                .toList();
    }

    private Div section(RemovalPlan.OnHost onHost, HostView host) {
        boolean possible = host.state().ready() && !host.policyDenies().contains("remove");
        var choice = new Checkbox(host.name(), possible);
        choice.setEnabled(possible);
        choice.addValueChangeListener(_ -> decide());
        wanted.put(host.id(), choice);
        var head = new Div(choice);
        head.addClassName("ls-plan-host");
        if (!host.state().ready()) {
            head.add(StateBadge.host(host.state()), dim(Texts.of("remove.away")));
        } else if (!possible) {
            head.add(dim(Texts.of("images.policyDenies")));
        }
        var list = new UnorderedList();
        list.addClassName("ls-plan-items");
        onHost.items().stream().limit(SHOWN_ITEMS).forEach(item -> list.add(line(item)));
        if (onHost.items().size() > SHOWN_ITEMS) {
            list.add(new ListItem(Texts.of("list.rest", onHost.items().size() - SHOWN_ITEMS)));
        }
        return new Div(head, list);
    }

    private ListItem line(RemovalPlan.Item item) {
        var line = new ListItem();
        var names = item.untagged().isEmpty()
                ? item.image().id().shortForm()
                : item.untagged().stream().map(ImageNames::familiar).collect(Collectors.joining(", "));
        var name = new Span(names);
        name.addClassName("ls-plan-name");
        line.add(name);
        if (item.deleted()) {
            var word = new Span();
            fates.put(item, word);
            line.add(word);
        } else {
            line.add(dim(Texts.of("remove.untagged", Texts.list(familiar(item.remaining()), 3))));
        }
        if (item.conflict()) {
            var users = item.image().usedBy().stream()
                    .map(use -> use.name() + " (" + use.state() + ")")
                    .toList();
            var conflict = new Div(Texts.of("remove.inUse", Texts.list(users, 6)));
            conflict.addClassName("ls-warn-text");
            line.add(conflict);
        }
        return line;
    }

    private static void tell(RemovalPlan.Item item, Span word, boolean forced) {
        boolean stays = item.conflict() && !forced;
        boolean namesGo = item.conflict() && item.runs();
        word.setText(
                stays
                        ? Texts.of("remove.stays")
                        : namesGo
                                ? Texts.of("remove.namesGo")
                                : Texts.of(
                                        "remove.deleted", Bytes.of(item.image().sizeBytes())));
        word.setClassName(stays ? "ls-dim" : "ls-bad-text");
    }

    private static List<String> familiar(List<String> tags) {
        return tags.stream().map(ImageNames::familiar).toList();
    }

    private static Span dim(String text) {
        var span = new Span(text);
        span.addClassName("ls-dim");
        return span;
    }

    private Set<HostId> chosen() {
        return wanted.entrySet().stream()
                .filter(entry -> entry.getValue().getValue())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private void decide() {
        var chosen = chosen();
        boolean conflicts = plan.hosts().stream().anyMatch(host -> chosen.contains(host.host()) && host.conflicts());
        force.setVisible(conflicts);
        fates.forEach((item, word) -> tell(item, word, conflicts && force.getValue()));
        forceNote.setVisible(conflicts && force.getValue());
        none.setVisible(chosen.isEmpty());
        actButton().setText(Texts.of(chosen.size() == 1 ? "remove.onOne" : "remove.onMany", chosen.size()));
    }

    @Override
    List<OperationRequest> requests() {
        var requests = new ArrayList<OperationRequest>();
        for (RemovalPlan.Group group : plan.groups(chosen())) {
            boolean forced = force.isVisible() && force.getValue();
            requests.add(request(new Task.Remove(group.targets(), forced), group.hosts(), null, requests.size()));
        }
        return requests;
    }

    /** For tests: the images that would go, by host. */
    List<ImageView> deleted(HostId host) {
        return plan.hosts().stream()
                .filter(on -> on.host().equals(host))
                .flatMap(on -> on.items().stream())
                .filter(RemovalPlan.Item::deleted)
                .map(RemovalPlan.Item::image)
                .toList();
    }
}
