package dev.longshore.ui.hosts;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.tabs.Tab;
import com.vaadin.flow.component.tabs.Tabs;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.Route;
import dev.longshore.access.Permission;
import dev.longshore.inventory.Fleet;
import dev.longshore.inventory.HostState;
import dev.longshore.inventory.HostView;
import dev.longshore.inventory.RawKind;
import dev.longshore.model.HostId;
import dev.longshore.model.LongshoreException;
import dev.longshore.operations.HostAdmin;
import dev.longshore.ui.images.ImageDialogs;
import dev.longshore.ui.kit.Age;
import dev.longshore.ui.kit.Confirm;
import dev.longshore.ui.kit.ErrorNote;
import dev.longshore.ui.kit.Icons;
import dev.longshore.ui.kit.Moment;
import dev.longshore.ui.kit.PageView;
import dev.longshore.ui.kit.StateBadge;
import dev.longshore.ui.kit.Texts;
import dev.longshore.ui.live.Changes;
import dev.longshore.ui.live.Interest;
import dev.longshore.ui.live.RawDialog;
import dev.longshore.ui.live.UiFeed;
import dev.longshore.ui.session.UiActor;
import jakarta.annotation.security.PermitAll;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One host with everything its engine says; the tab is in the URL ({@code tab}). */
@Route("hosts/:host")
@PermitAll
final class HostDetailView extends PageView {

    private final transient Fleet fleet;
    private final transient HostAdmin admin;
    private final transient ImageDialogs dialogs;
    private final transient UiActor actors;
    private final Tabs tabs = new Tabs();
    private final Map<String, Tab> byName = new LinkedHashMap<>();
    private final Div notice = new Div();
    private final Div body = new Div();
    private final Button mirrors =
            new Button(getTranslation("mirrors.open"), Icons.of("settings"), _ -> act(this::openMirrors));
    private final Button raw = new Button(getTranslation("host.raw"), Icons.of("code"), _ -> act(this::openRaw));
    private final Button rename = new Button(getTranslation("action.rename"), Icons.of("edit"), _ -> act(this::rename));
    private final Button remove = new Button(getTranslation("host.remove"), Icons.of("trash"), _ -> act(this::remove));
    private final Div gone = new Div();
    private @Nullable HostView host;
    private @Nullable HostPart part;

    HostDetailView(Fleet fleet, HostAdmin admin, ImageDialogs dialogs, UiActor actors, UiFeed feed) {
        super("nav.hosts");
        this.dialogs = dialogs;
        this.fleet = fleet;
        this.admin = admin;
        this.actors = actors;
        for (String name : List.of("facts", "runtimes", "images", "containers", "events")) {
            Tab tab = new Tab(getTranslation("host.tab." + name));
            byName.put(name, tab);
            tabs.add(tab);
        }
        tabs.addSelectedChangeListener(change -> {
            if (change.isFromClient()) {
                String name = selected();
                filters().set("tab", name.equals("facts") ? "" : name);
                filtersChanged();
                showPart();
            }
        });
        body.addClassName("ls-host-body");
        notice.addClassName("ls-notice");
        remove.addThemeVariants(ButtonVariant.ERROR);
        addActions(mirrors, raw, rename, remove);
        add(gone, notice, tabs, body);
        // the same view serves the next host as well: what it does is always to the one that it shows
        feed.watch(this, Interest.fleet(), this::changed);
    }

    @Override
    protected void entered(BeforeEnterEvent event) {
        gone.removeAll();
        try {
            HostId id = HostId.of(event.getRouteParameters().get("host").orElse(""));
            host = fleet.host(actors.current(), id);
        } catch (LongshoreException unknown) {
            lost(unknown);
        }
        HostView shown = host;
        notice.setVisible(false);
        tabs.setVisible(shown != null);
        body.setVisible(shown != null);
        offer(shown);
        if (shown != null) {
            Tab wanted = byName.get(filters().text("tab"));
            tabs.setSelectedTab(wanted == null ? byName.get("facts") : wanted);
            showHead(shown);
            showPart();
        }
    }

    private void lost(LongshoreException unknown) {
        host = null;
        part = null;
        body.removeAll();
        notice.setVisible(false);
        tabs.setVisible(false);
        body.setVisible(false);
        offer(null);
        Button back =
                new Button(getTranslation("nav.hosts"), _ -> UI.getCurrent().navigate("hosts"));
        gone.removeAll();
        gone.add(ErrorNote.of(unknown), new Div(back));
        headline(getTranslation("nav.hosts"));
        summary();
    }

    private void offer(@Nullable HostView shown) {
        mirrors.setVisible(shown != null && actors.may(Permission.HOST_CONFIGURE, shown.id()));
        raw.setVisible(shown != null && actors.may(Permission.RAW_INSPECT, shown.id()));
        rename.setVisible(shown != null && actors.may(Permission.HOST_ADD));
        remove.setVisible(shown != null && actors.may(Permission.HOST_REMOVE, shown.id()));
    }

    private String selected() {
        return byName.entrySet().stream()
                .filter(entry -> entry.getValue().equals(tabs.getSelectedTab()))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("facts");
    }

    private void changed(Changes changes) {
        HostView before = host;
        Changes own = before == null ? Changes.none() : changes.of(Interest.host(before.id()));
        if (before == null || own.isEmpty()) {
            return;
        }
        HostView now;
        try {
            now = fleet.host(actors.current(), before.id());
        } catch (LongshoreException removed) { // while it was looked at
            lost(removed);
            return;
        }
        host = now;
        showHead(now);
        if (part != null) {
            part.refresh(now, own);
        }
    }

    private void showHead(HostView now) {
        headline(now.name());
        Span seen = new Span(new Span(getTranslation("host.dataAge") + " "), new Age(now.dataAt()));
        Span labels = new Span(HostGrid.labels(now.labels()));
        labels.addClassNames("ls-mono");
        Span line = new Span(StateBadge.host(now.state()), new Span(HostGrid.engine(now.facts())), seen, labels);
        line.addClassName("ls-host-line");
        summary(line);
        notice.removeAll();
        notice.setVisible(now.state() != HostState.ONLINE);
        if (now.state() != HostState.ONLINE) {
            Span since = new Span(
                    new Span(getTranslation("host.notice." + now.state().name()) + " "), new Moment(now.stateSince()));
            Span reason = new Span(Texts.reason(now));
            reason.addClassName("ls-dim");
            Div words = new Div(
                    since,
                    reason,
                    new Span(getTranslation("host.notice.remedy." + now.state().name())));
            words.addClassName("ls-lines");
            notice.add(Icons.of("alert"), words);
            notice.setClassName("ls-notice " + StateBadge.tone(now.state()).css());
        }
    }

    private void showPart() {
        HostView now = host;
        if (now == null) {
            return;
        }
        HostPart made = switch (selected()) {
            case "runtimes" -> new HostRuntimes(fleet, actors, now);
            case "images" -> new HostImages(fleet, actors, now);
            case "containers" -> new HostContainers(fleet, actors, now);
            case "events" -> new HostEvents(fleet, actors, now);
            default -> new HostFactsPart(now);
        };
        part = made;
        body.removeAll();
        body.add((Component) made);
    }

    private void act(Consumer<HostView> act) {
        HostView shown = host;
        if (shown != null) {
            act.accept(shown);
        }
    }

    private void openMirrors(HostView shown) {
        dialogs.mirrors(Set.of(shown.id()));
    }

    private void openRaw(HostView shown) {
        new RawDialog(
                        actors,
                        getTranslation("host.raw.title", shown.name()),
                        List.of(
                                new RawDialog.Document("info", actor -> fleet.raw(actor, shown.id(), RawKind.INFO, "")),
                                new RawDialog.Document(
                                        "version", actor -> fleet.raw(actor, shown.id(), RawKind.VERSION, ""))))
                .open();
    }

    private void rename(HostView shown) {
        new RenameDialog(shown.name(), name -> admin.rename(actors.current(), shown.id(), name)).open();
    }

    private void remove(HostView shown) {
        new Confirm(
                        getTranslation("host.remove.title", shown.name()),
                        getTranslation("host.remove.text"),
                        List.of(getTranslation(
                                "host.remove.hit",
                                shown.name(),
                                shown.id().value(),
                                shown.containers().total(),
                                shown.images())),
                        getTranslation("host.remove"),
                        () -> {
                            if (ErrorNote.guard(() -> admin.remove(actors.current(), shown.id()))) {
                                UI.getCurrent().navigate("hosts");
                            }
                        })
                .open();
    }
}
