package dev.longshore.ui.images;

import com.vaadin.flow.component.dependency.StyleSheet;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import dev.longshore.access.Permission;
import dev.longshore.inventory.HostFacts;
import dev.longshore.inventory.HostView;
import dev.longshore.inventory.MirrorsPreview;
import dev.longshore.model.HostId;
import dev.longshore.model.InsecureRegistry;
import dev.longshore.model.MirrorsEdit;
import dev.longshore.model.RegistryMirror;
import dev.longshore.operations.OperationRequest;
import dev.longshore.operations.Task;
import dev.longshore.ui.kit.ErrorNote;
import dev.longshore.ui.kit.StateBadge;
import dev.longshore.ui.kit.Texts;
import dev.longshore.ui.kit.Tone;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Sets where engines take images from: shows the difference of each host's file, and changes just the files it showed. */
@StyleSheet("context://longshore/images.css")
final class MirrorsDialog extends ActionDialog {

    private final HostPicker hosts;
    private final ListEditField<RegistryMirror> mirrors = new ListEditField<>(
            Texts.of("mirrors.mirrors"), "https://mirror.example", RegistryMirror::of, this::askAnew);
    private final ListEditField<InsecureRegistry> insecure = new ListEditField<>(
            Texts.of("mirrors.insecure"), "registry.example:5000", InsecureRegistry::of, this::askAnew);
    private final Div results = new Div();
    private final transient HostAnswers<MirrorsPreview> previews;
    private @Nullable MirrorsEdit edit;

    MirrorsDialog(ImageDialogs dialogs, Set<HostId> chosen) {
        super(dialogs, Texts.of("mirrors.title"), Texts.of("mirrors.set"));
        previews = new HostAnswers<>(dialogs, this::show);
        setWidth("min(56rem, 96vw)");
        var all = dialogs.hosts(Permission.HOST_CONFIGURE);
        hosts = new HostPicker(all, "mirrors", chosen.isEmpty() ? settable(all) : chosen);
        hosts.addValueChangeListener(_ -> {
            offer();
            askMissing();
        });
        var how = new Span(Texts.of("mirrors.how"));
        how.addClassName("ls-dim");
        var lists = new Div(mirrors, insecure);
        lists.addClassName("ls-list-edits");
        results.addClassName("ls-notes");
        body(how, hosts, lists, results);
        offer();
        askAnew();
    }

    /** Those whose owners allow it, if there are any. */
    private static Set<HostId> settable(List<HostView> hosts) {
        return hosts.stream()
                .filter(host -> {
                    var facts = host.facts();
                    return host.state().ready()
                            && facts != null
                            && facts.registries().settable();
                })
                .map(HostView::id)
                .collect(Collectors.toSet());
    }

    private void offer() {
        mirrors.offer(present(HostFacts.Registries::mirrors));
        insecure.offer(present(HostFacts.Registries::insecure));
    }

    private Set<String> present(Function<HostFacts.Registries, List<String>> list) {
        var texts = new TreeSet<String>();
        for (HostView host : hosts.getValue()) {
            var facts = host.facts();
            if (facts != null) {
                texts.addAll(list.apply(facts.registries()));
            }
        }
        return texts;
    }

    private void askAnew() {
        previews.forget();
        var first = mirrors.edit();
        var second = insecure.edit();
        edit = first == null || second == null ? null : new MirrorsEdit(first, second);
        askMissing();
    }

    private void askMissing() {
        var wanted = edit;
        if (wanted != null && !wanted.isNone()) {
            var actor = dialogs().actor();
            previews.ask(hosts.getValue(), host -> dialogs().fleet().mirrorsPreview(actor, host, wanted));
        }
        show();
    }

    private void show() {
        results.removeAll();
        var wanted = edit;
        if (wanted != null && !wanted.isNone()) {
            hosts.getValue().stream()
                    .sorted(Comparator.comparing(HostView::name))
                    .map(this::result)
                    .forEach(results::add);
        }
        int count = going().size();
        actButton().setText(count == 0 ? Texts.of("mirrors.set") : Texts.of("mirrors.setOn", count));
        actButton().setEnabled(count > 0);
    }

    private Div result(HostView host) {
        var head = new Div(new Span(host.name()));
        head.addClassName("ls-prune-host");
        var card = new Div(head);
        card.addClassName("ls-mirrors-host");
        var preview = previews.of(host.id());
        var trouble = previews.refusal(host.id());
        if (!host.state().ready()) {
            head.add(StateBadge.host(host.state()), new Span(Texts.of("mirrors.away")));
        } else if (trouble != null) {
            card.add(ErrorNote.of(trouble));
        } else if (preview == null) {
            head.add(new Span(Texts.of("prune.asking")));
        } else {
            shown(preview, head, card);
        }
        return card;
    }

    private static void shown(MirrorsPreview preview, Div head, Div card) {
        if (preview.isNone()) {
            head.add(StateBadge.of(Tone.OK, Texts.of("mirrors.nothing")));
            return;
        }
        head.add(
                preview.restartNeeded()
                        ? StateBadge.of(Tone.WARN, Texts.of("mirrors.restart"))
                        : StateBadge.of(
                                Tone.INFO,
                                Texts.of(preview.diff().isEmpty() ? "mirrors.onlyReload" : "mirrors.reload")));
        if (!preview.note().isEmpty()) {
            var note = new Span(preview.note());
            note.addClassName("ls-dim");
            card.add(note);
        }
        if (!preview.diff().isEmpty()) {
            card.add(diff(preview.diff()));
        }
    }

    private static Div diff(String text) {
        var block = new Div();
        block.addClassName("ls-diff");
        text.lines().forEach(line -> {
            var shown = new Div(line);
            if (line.startsWith("+") && !line.startsWith("+++ ")) {
                shown.addClassName("ls-diff-new");
            } else if (line.startsWith("-") && !line.startsWith("--- ")) {
                shown.addClassName("ls-diff-old");
            } else if (!line.startsWith(" ")) {
                shown.addClassName("ls-dim");
            }
            block.add(shown);
        });
        return block;
    }

    /** What each host is to be changed by: those with nothing to do, and those that can't, stay as they are. */
    private Map<HostId, String> going() {
        var seen = new TreeMap<HostId, String>();
        for (HostId host : hosts.chosen()) {
            var preview = previews.of(host);
            if (preview != null && !preview.isNone()) {
                seen.put(host, preview.seen());
            }
        }
        return seen;
    }

    @Override
    List<OperationRequest> requests() {
        var wanted = edit;
        var seen = going();
        if (wanted == null || wanted.isNone() || seen.isEmpty() || !hosts.demand()) {
            return List.of();
        }
        return List.of(request(new Task.Mirrors(wanted, seen), List.copyOf(seen.keySet()), null, 0));
    }
}
