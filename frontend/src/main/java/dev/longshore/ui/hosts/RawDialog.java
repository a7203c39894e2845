package dev.longshore.ui.hosts;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.tabs.Tab;
import com.vaadin.flow.component.tabs.Tabs;
import dev.longshore.inventory.Fleet;
import dev.longshore.inventory.RawKind;
import dev.longshore.model.HostId;
import dev.longshore.ui.kit.CopyLine;
import dev.longshore.ui.kit.ErrorNote;
import dev.longshore.ui.live.Ask;
import dev.longshore.ui.session.UiActor;

/** The engine's own JSON of {@code /info} and {@code /version}, as it came. */
final class RawDialog extends Dialog {

    private final transient Fleet fleet;
    private final transient UiActor actors;
    private final transient HostId host;
    private final Div body = new Div();
    private RawKind shown = RawKind.INFO;

    RawDialog(Fleet fleet, UiActor actors, HostId host, String name) {
        this.fleet = fleet;
        this.actors = actors;
        this.host = host;
        setHeaderTitle(getTranslation("host.raw.title", name));
        setWidth("min(60rem, 96vw)");
        setHeight("min(46rem, 90vh)");
        addClassName("ls-raw");
        Tab info = new Tab("info");
        Tab version = new Tab("version");
        Tabs tabs = new Tabs(info, version);
        tabs.addSelectedChangeListener(change -> {
            shown = change.getSelectedTab().equals(version) ? RawKind.VERSION : RawKind.INFO;
            ask();
        });
        add(tabs, body);
        getFooter().add(new Button(getTranslation("action.close"), _ -> close()));
        addAttachListener(_ -> ask());
    }

    private void ask() {
        RawKind kind = shown;
        var actor = actors.current(); // with the rights of now: the dialog may have been open for long
        Span turning = new Span();
        turning.addClassName("ls-spinner");
        body.removeAll();
        body.add(turning);
        getUI().ifPresent(ui -> Ask.of(
                ui,
                () -> fleet.raw(actor, host, kind, ""),
                json -> {
                    if (kind == shown) {
                        body.removeAll();
                        body.add(new CopyLine(json));
                    }
                },
                trouble -> {
                    body.removeAll();
                    body.add(ErrorNote.of(trouble));
                }));
    }
}
