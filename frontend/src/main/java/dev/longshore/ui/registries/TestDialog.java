package dev.longshore.ui.registries;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import dev.longshore.model.LongshoreException;
import dev.longshore.registries.Registry;
import dev.longshore.registries.RegistryTest;
import dev.longshore.ui.kit.ErrorNote;
import dev.longshore.ui.kit.StateBadge;
import dev.longshore.ui.kit.Texts;
import dev.longshore.ui.kit.Tone;

/** Shows what works of a registry, step by step, and why the rest does not. */
final class TestDialog extends Dialog {

    private final Div steps = new Div();

    TestDialog(Registry registry) {
        setHeaderTitle(Texts.of("registries.test.title", registry.name()));
        setWidth("min(34rem, 94vw)");
        steps.addClassName("ls-form");
        steps.add(new Span(Texts.of("registries.test.running", registry.host())));
        add(steps);
        getFooter().add(new Button(Texts.of("action.close"), _ -> close()));
    }

    void show(Registry registry, RegistryTest test) {
        steps.removeAll();
        for (RegistryTest.Result result : test.steps()) {
            steps.add(step(registry, result));
        }
        if (test.passed()) {
            var fine = new Span(Texts.of("registries.test.engines"));
            fine.addClassName("ls-dim");
            steps.add(fine);
        }
    }

    void fail(LongshoreException trouble) {
        steps.removeAll();
        steps.add(ErrorNote.of(trouble));
    }

    private static Div step(Registry registry, RegistryTest.Result result) {
        var name = "registries.test." + result.step().name();
        var problem = result.problem();
        if (problem == null) {
            var words = result.note().isEmpty()
                    ? Texts.of(name)
                    : Texts.of("registries.test.note." + result.note(), registry.username());
            return new Div(StateBadge.of(Tone.OK, words));
        }
        boolean minor = result.step() == RegistryTest.Step.CATALOGUE;
        return new Div(
                StateBadge.of(minor ? Tone.WARN : Tone.BAD, Texts.of(name + ".failed")),
                ErrorNote.of(problem.exception()));
    }
}
