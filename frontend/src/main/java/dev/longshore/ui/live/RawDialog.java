package dev.longshore.ui.live;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.tabs.Tab;
import com.vaadin.flow.component.tabs.Tabs;
import dev.longshore.access.Actor;
import dev.longshore.ui.kit.CopyLine;
import dev.longshore.ui.kit.ErrorNote;
import dev.longshore.ui.kit.Texts;
import dev.longshore.ui.session.UiActor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** An engine's own JSON: nothing left out, only indented. */
public final class RawDialog extends Dialog {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final transient UiActor actors;
    private final Map<Tab, Document> tabs = new LinkedHashMap<>();
    private final Div body = new Div();
    private transient Document shown;

    /**
     * Something to read.
     *
     * @param name of its tab
     * @param read asks the host, with the rights of who looks
     */
    public record Document(String name, Function<Actor, String> read) {}

    /** Asks for the first document once it is open; the others have a tab each. */
    public RawDialog(UiActor actors, String title, List<Document> documents) {
        this.actors = actors;
        this.shown = documents.getFirst();
        setHeaderTitle(title);
        setWidth("min(60rem, 96vw)");
        setHeight("min(46rem, 90vh)");
        addClassName("ls-raw");
        var choice = new Tabs();
        for (Document document : documents) {
            var tab = new Tab(document.name());
            tabs.put(tab, document);
            choice.add(tab);
        }
        choice.addSelectedChangeListener(change -> show(tabs.getOrDefault(change.getSelectedTab(), shown)));
        choice.setVisible(documents.size() > 1);
        add(choice, body);
        getFooter().add(new Button(Texts.of("action.close"), _ -> close()));
        addAttachListener(_ -> show(shown));
    }

    private void show(Document document) {
        shown = document;
        var actor = actors.current(); // with the rights of now: the dialog may have been open for long
        var turning = new Span();
        turning.addClassName("ls-spinner");
        body.removeAll();
        body.add(turning);
        getUI().ifPresent(ui -> Ask.of(
                ui,
                () -> indented(document.read().apply(actor)),
                json -> {
                    if (document.equals(shown)) {
                        body.removeAll();
                        body.add(new CopyLine(json));
                    }
                },
                trouble -> {
                    if (document.equals(shown)) {
                        body.removeAll();
                        body.add(ErrorNote.of(trouble));
                    }
                }));
    }

    static String indented(String json) {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(JSON.readTree(json));
        } catch (JacksonException _) {
            return json; // as it came, whatever that is
        }
    }
}
