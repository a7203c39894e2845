package dev.longshore.ui.settings;

import com.vaadin.flow.component.Key;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.grid.GridVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.server.VaadinServletRequest;
import dev.longshore.access.ApiTokens;
import dev.longshore.access.ApiTokens.ApiToken;
import dev.longshore.model.LongshoreException;
import dev.longshore.ui.kit.Age;
import dev.longshore.ui.kit.Confirm;
import dev.longshore.ui.kit.CopyLine;
import dev.longshore.ui.kit.EmptyState;
import dev.longshore.ui.kit.ErrorNote;
import dev.longshore.ui.kit.FormProblem;
import dev.longshore.ui.kit.Icons;
import dev.longshore.ui.kit.Moment;
import dev.longshore.ui.session.UiActor;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

/** One's own API tokens. A token's text is shown once, right after it was made. */
final class TokensPart extends Div {

    private static final int NEVER = 0;

    private final transient ApiTokens tokens;
    private final transient UiActor actors;
    private final transient Clock clock;
    private final Grid<ApiToken> grid = new Grid<>();
    private final Div list = new Div();

    TokensPart(ApiTokens tokens, UiActor actors, Clock clock) {
        this.tokens = tokens;
        this.actors = actors;
        this.clock = clock;
        addClassName("ls-fill");
        Button add = new Button(getTranslation("tokens.add"), Icons.of("plus"), _ -> new NewToken().open());
        add.addThemeVariants(ButtonVariant.PRIMARY);
        Span help = new Span(getTranslation("tokens.help"));
        help.addClassName("ls-dim");
        Div bar = new Div(help, add);
        bar.addClassName("ls-spread");
        list.addClassName("ls-fill");
        grid.addThemeVariants(GridVariant.NO_BORDER);
        grid.addClassName("ls-grid");
        grid.addColumn(ApiToken::name).setHeader(getTranslation("tokens.name")).setFlexGrow(2);
        grid.addComponentColumn(token -> new Age(token.createdAt()))
                .setHeader(getTranslation("tokens.created"))
                .setAutoWidth(true);
        grid.addComponentColumn(token -> new Age(token.lastUsedAt()))
                .setHeader(getTranslation("tokens.used"))
                .setAutoWidth(true);
        grid.addComponentColumn(token -> token.expiresAt() == null
                        ? new Span(getTranslation("tokens.never"))
                        : new Moment(token.expiresAt()))
                .setHeader(getTranslation("tokens.expires"))
                .setAutoWidth(true);
        grid.addComponentColumn(this::revoke).setHeader("").setAutoWidth(true).setFlexGrow(0);
        add(bar, list);
        refresh();
    }

    private void refresh() {
        List<ApiToken> own = tokens.list(actors.current());
        list.removeAll();
        if (own.isEmpty()) {
            list.add(new EmptyState("key", getTranslation("tokens.empty"), getTranslation("tokens.empty.text")));
        } else {
            grid.setItems(own);
            list.add(grid);
        }
    }

    private Button revoke(ApiToken token) {
        Button revoke = new Button(
                getTranslation("tokens.revoke"),
                _ -> new Confirm(
                                getTranslation("tokens.revoke.title", token.name()),
                                getTranslation("tokens.revoke.text"),
                                List.of(token.name()),
                                getTranslation("tokens.revoke"),
                                () -> {
                                    ErrorNote.guard(() -> tokens.revoke(actors.current(), token.id()));
                                    refresh();
                                })
                        .open());
        revoke.addThemeVariants(ButtonVariant.TERTIARY, ButtonVariant.ERROR);
        return revoke;
    }

    private final class NewToken extends Dialog {
        NewToken() {
            setHeaderTitle(getTranslation("tokens.add"));
            setWidth("min(36rem, 94vw)");
            TextField name = new TextField(getTranslation("tokens.name"));
            name.setHelperText(getTranslation("tokens.name.help"));
            Select<Integer> days = new Select<>();
            days.setLabel(getTranslation("tokens.expires"));
            days.setItems(30, 90, 365, NEVER);
            days.setItemLabelGenerator(
                    count -> count == NEVER ? getTranslation("tokens.never") : getTranslation("tokens.in", count));
            days.setValue(90);
            var problem = new FormProblem().at("name", name);
            Div form = new Div(name, days, problem);
            form.addClassName("ls-form");
            add(form);
            Button make = new Button(getTranslation("tokens.add"), _ -> {
                problem.clear();
                try {
                    show(tokens.create(actors.current(), name.getValue().strip(), expiry(days.getValue())));
                    refresh();
                } catch (LongshoreException refused) {
                    problem.show(refused);
                }
            });
            make.addThemeVariants(ButtonVariant.PRIMARY);
            make.addClickShortcut(Key.ENTER);
            getFooter().add(new Button(getTranslation("action.cancel"), _ -> close()), make);
            name.setAutofocus(true);
        }

        private @Nullable Instant expiry(int days) {
            return days == NEVER ? null : clock.instant().plus(Duration.ofDays(days));
        }

        /** Where this very page came from, as a script would call it. */
        private static String address() {
            VaadinServletRequest request = VaadinServletRequest.getCurrent();
            return request == null
                    ? "https://…"
                    : ServletUriComponentsBuilder.fromContextPath(request.getHttpServletRequest())
                            .toUriString();
        }

        private void show(ApiToken made) {
            removeAll();
            getFooter().removeAll();
            String text = made.text() == null ? "" : made.text();
            Div lines = new Div(
                    new Paragraph(getTranslation("tokens.once")),
                    new CopyLine(text),
                    new Paragraph(getTranslation("tokens.example")),
                    new CopyLine("curl -H 'Authorization: Bearer " + text + "' " + address() + "/api/v1/hosts"));
            lines.addClassName("ls-form");
            add(lines);
            getFooter().add(new Button(getTranslation("action.close"), _ -> close()));
        }
    }
}
