package dev.longshore.ui.operations;

import com.vaadin.flow.component.dependency.StyleSheet;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.spring.annotation.SpringComponent;
import dev.longshore.model.OperationId;
import dev.longshore.operations.Operation;
import dev.longshore.operations.OperationQuery;
import dev.longshore.operations.Operations;
import dev.longshore.ui.images.ImageDialogs;
import dev.longshore.ui.kit.ActivityPanel;
import dev.longshore.ui.kit.Texts;
import dev.longshore.ui.live.Changes;
import dev.longshore.ui.live.Interest;
import dev.longshore.ui.live.UiFeed;
import dev.longshore.ui.session.UiActor;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.context.annotation.Scope;

/** What the activity drawer shows: what runs now and what ended lately, newest first. */
@SpringComponent
@Scope(ConfigurableBeanFactory.SCOPE_PROTOTYPE)
@StyleSheet("context://longshore/images.css")
final class Activity extends ActivityPanel {

    private static final int SHOWN = 12;

    private final transient Operations operations;
    private final transient UiActor actors;
    private final transient ImageDialogs dialogs;
    private final Map<OperationId, OperationCard> cards = new LinkedHashMap<>();
    private final Map<OperationId, Boolean> running = new LinkedHashMap<>();
    private final Span count = new Span();
    private final Div list = new Div();
    private final Div nothing = new Div(Texts.of("operations.none"));

    Activity(Operations operations, UiActor actors, ImageDialogs dialogs, UiFeed feed) {
        this.operations = operations;
        this.actors = actors;
        this.dialogs = dialogs;
        addClassName("ls-activity-panel");
        var history = new Anchor("operations", Texts.of("operations.history"));
        count.addClassName("ls-dim");
        var head = new Div(new H2(Texts.of("operations.title")), count, history);
        head.addClassName("ls-activity-head");
        nothing.addClassName("ls-dim");
        list.addClassName("ls-activity-list");
        add(head, nothing, list);
        var newest =
                operations.list(actors.current(), OperationQuery.newest(SHOWN)).items();
        for (int i = newest.size() - 1; i >= 0; i--) {
            show(newest.get(i));
        }
        summarise();
        feed.watch(this, Interest.ofOperations(), this::changed);
    }

    private void changed(Changes changes) {
        changes.operations().values().forEach(this::show);
        summarise();
    }

    private void show(Operation operation) {
        running.put(operation.id(), !operation.state().ended());
        var card = cards.get(operation.id());
        if (card != null) {
            card.show(operation);
            return;
        }
        var made = new OperationCard(operations, actors, dialogs, operation, false);
        cards.put(operation.id(), made);
        list.addComponentAsFirst(made);
        if (cards.size() > SHOWN) {
            forgetOldestEnded();
        }
    }

    private void forgetOldestEnded() {
        for (OperationId id : cards.keySet()) {
            if (!running.getOrDefault(id, false)) {
                var card = cards.remove(id);
                running.remove(id);
                if (card != null) {
                    list.remove(card);
                }
                return;
            }
        }
    }

    private void summarise() {
        long now = running.values().stream().filter(runs -> runs).count();
        count.setText(now == 0 ? "" : Texts.of("operations.running", now));
        nothing.setVisible(cards.isEmpty());
    }
}
