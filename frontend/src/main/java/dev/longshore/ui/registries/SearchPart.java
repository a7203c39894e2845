package dev.longshore.ui.registries;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.Span;
import dev.longshore.inventory.SearchHit;
import dev.longshore.model.ImageRef;
import dev.longshore.model.LongshoreException;
import dev.longshore.registries.RegistrySearch;
import dev.longshore.ui.kit.ErrorNote;
import dev.longshore.ui.kit.Texts;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a search over all registries found: a panel for each registry, or why it has no answer. */
final class SearchPart extends Div {

    private static final int SHOWN = 25;

    private final transient @Nullable Consumer<ImageRef> pull;

    /** @param pull null for who may not */
    SearchPart(@Nullable Consumer<ImageRef> pull) {
        this.pull = pull;
        addClassName("ls-found");
    }

    void asking(String text) {
        removeAll();
        var words = new Span(Texts.of("search.asking", text));
        words.addClassName("ls-dim");
        add(words);
    }

    void refused(LongshoreException trouble) {
        removeAll();
        add(ErrorNote.of(trouble));
    }

    void show(List<RegistrySearch.Part> parts) {
        removeAll();
        parts.forEach(part -> add(panel(part)));
    }

    private Div panel(RegistrySearch.Part part) {
        var registry = part.registry();
        var through = part.through();
        var name = registry == null ? "Docker Hub" : registry.name();
        var panel = new Div(new H2(through == null ? name : Texts.of("search.through", name, through.name())));
        panel.addClassName("ls-panel");
        var problem = part.problem();
        if (problem != null) {
            panel.add(ErrorNote.of(problem.exception()));
        } else if (part.hits().isEmpty()) {
            panel.add(dim(Texts.of("search.nothing")));
        }
        part.hits().stream().limit(SHOWN).forEach(hit -> panel.add(line(part, hit)));
        if (part.hits().size() > SHOWN) {
            panel.add(dim(Texts.of("list.rest", part.hits().size() - SHOWN)));
        }
        return panel;
    }

    private Div line(RegistrySearch.Part part, SearchHit hit) {
        var registry = part.registry();
        var name = hit.repository().familiarName();
        Component title = registry == null
                ? new Span(name)
                : new Anchor(BrowseView.path(registry, hit.repository().path()), name);
        var line = new Div(title);
        line.addClassName("ls-hit-line");
        if (hit.stars() > 0) {
            line.add(dim("★ " + Texts.number(hit.stars())));
        }
        if (hit.official()) {
            line.add(dim(Texts.of("search.official")));
        }
        if (hit.automated()) {
            line.add(dim(Texts.of("search.automated")));
        }
        var words = dim(hit.description());
        words.addClassName("ls-hit-words");
        line.add(words);
        if (pull != null) {
            var button = new Button(Texts.of("pull.pull"), _ -> pull.accept(hit.repository()));
            button.addThemeVariants(ButtonVariant.TERTIARY);
            line.add(button);
        }
        return line;
    }

    private static Span dim(String text) {
        var span = new Span(text);
        span.addClassName("ls-dim");
        return span;
    }
}
