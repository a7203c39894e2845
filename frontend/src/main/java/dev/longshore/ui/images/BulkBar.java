package dev.longshore.ui.images;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import dev.longshore.ui.kit.Icons;
import dev.longshore.ui.kit.Texts;

/** What can be done with all that is selected; it is there only while something is. */
final class BulkBar extends Div {

    private final Span count = new Span();
    private final Button pull;
    private final Button push;
    private final Button tag;
    private final Button remove;

    BulkBar(Runnable onPull, Runnable onPush, Runnable onTag, Runnable onRemove, Runnable onClear) {
        addClassName("ls-bulk");
        getElement().setAttribute("role", "toolbar").setAttribute("aria-label", Texts.of("bulk.label"));
        count.addClassName("ls-bulk-count");
        pull = new Button(Texts.of("bulk.pull"), Icons.of("pull"), _ -> onPull.run());
        push = new Button(Texts.of("bulk.push"), Icons.of("push"), _ -> onPush.run());
        push.setTooltipText(Texts.of("bulk.pushOne"));
        tag = new Button(Texts.of("bulk.tag"), Icons.of("tag"), _ -> onTag.run());
        remove = new Button(Texts.of("bulk.remove"), Icons.of("trash"), _ -> onRemove.run());
        remove.addThemeVariants(ButtonVariant.ERROR);
        remove.addClassName("ls-danger");
        var clear = new Button(Icons.of("close"), _ -> onClear.run());
        clear.addThemeVariants(ButtonVariant.TERTIARY);
        clear.setAriaLabel(Texts.of("bulk.clear"));
        add(count, pull, push, tag, remove, clear);
        setVisible(false);
    }

    /** Leaves out what the actor may not do anywhere; whether anything is left. */
    boolean offer(boolean pulls, boolean pushes, boolean tags, boolean removes) {
        pull.setVisible(pulls);
        push.setVisible(pushes);
        tag.setVisible(tags);
        remove.setVisible(removes);
        return pulls || pushes || tags || removes;
    }

    void show(int selected, int hosts) {
        setVisible(selected > 0);
        push.setEnabled(selected == 1);
        count.setText(Texts.of("bulk.count", selected, hosts));
    }
}
