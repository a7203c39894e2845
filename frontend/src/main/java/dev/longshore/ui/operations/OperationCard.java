package dev.longshore.ui.operations;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import dev.longshore.access.Permission;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.HostId;
import dev.longshore.model.LongshoreException;
import dev.longshore.model.OperationId;
import dev.longshore.operations.Operation;
import dev.longshore.operations.Operation.Failure;
import dev.longshore.operations.Operation.Part;
import dev.longshore.operations.OperationState;
import dev.longshore.operations.Operations;
import dev.longshore.ui.images.ImageDialogs;
import dev.longshore.ui.kit.ErrorNote;
import dev.longshore.ui.kit.Icons;
import dev.longshore.ui.kit.Moment;
import dev.longshore.ui.kit.Texts;
import dev.longshore.ui.session.UiActor;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One operation with its hosts, live, and what can be done about it. */
final class OperationCard extends Div {

    private static final int SHOWN_PARTS = 12;

    private final transient Operations operations;
    private final transient UiActor actors;
    private final transient ImageDialogs dialogs;
    private final boolean full;
    private final OperationId id;
    private final Map<HostId, PartLine> lines = new LinkedHashMap<>();
    private final Div parts = new Div();
    private final Div rest = new Div();
    private final Button cancel;
    private final Button retry;
    private final Button copy;
    private final Button push;
    private transient Operation last;

    /**
     * The card of an operation.
     *
     * @param full with everything there is to know, else what fits a drawer
     */
    OperationCard(Operations operations, UiActor actors, ImageDialogs dialogs, Operation operation, boolean full) {
        this.operations = operations;
        this.actors = actors;
        this.dialogs = dialogs;
        this.last = operation;
        this.full = full;
        this.id = operation.id();
        addClassName("ls-operation");
        getElement().setAttribute("data-operation", id.value());
        var title = new Span(PartText.title(operation));
        title.addClassName("ls-operation-title");
        var about = new Span();
        about.addClassName("ls-dim");
        about.add(
                new Span(Texts.of("operations.onHosts", operation.parts().size())),
                new Span(" · " + operation.actor() + " · "),
                new Moment(operation.createdAt()));
        var head = new Div(full ? title : new Anchor("operations?op=" + id.value(), title), about);
        head.addClassName("ls-operation-head");
        cancel = new Button(Texts.of("operations.cancel"), Icons.of("stop"), _ -> cancel());
        retry = new Button(Texts.of("operations.retry"), Icons.of("retry"), _ -> retry());
        cancel.addThemeVariants(ButtonVariant.SMALL);
        retry.addThemeVariants(ButtonVariant.SMALL);
        copy = new Button(
                Texts.of("operations.copyBuilt"),
                Icons.of("copy"),
                _ -> ErrorNote.guard(() -> dialogs.copyBuilt(last)));
        push = new Button(
                Texts.of("operations.pushBuilt"),
                Icons.of("push"),
                _ -> ErrorNote.guard(() -> dialogs.pushBuilt(last)));
        copy.addThemeVariants(ButtonVariant.SMALL);
        push.addThemeVariants(ButtonVariant.SMALL);
        var buttons = new Div(cancel, retry, copy, push);
        buttons.addClassName("ls-operation-buttons");
        rest.addClassName("ls-dim");
        add(head, parts, rest, buttons);
        show(operation);
    }

    OperationId id() {
        return id;
    }

    /** Shows how it is now. */
    void show(Operation operation) {
        last = operation;
        int shown = 0;
        var explained = new HashSet<@Nullable Failure>();
        for (Part part : operation.parts()) {
            var line = lines.get(part.host());
            if (line != null) {
                line.show(part);
            } else if (full || shown < SHOWN_PARTS) {
                line = new PartLine(part, full);
                lines.put(part.host(), line);
                parts.add(line);
            }
            if (line != null) {
                line.explain(explained.add(part.failure()));
            }
            shown++;
        }
        int more = operation.parts().size() - lines.size();
        rest.setText(more > 0 ? Texts.of("operations.moreHosts", more) : "");
        setClassName("ls-ended", operation.state().ended());
        var failed = failed(operation).map(Part::hostName).toList();
        boolean ended = operation.state().ended();
        boolean offered = (!ended || !failed.isEmpty()) && may(operation);
        cancel.setVisible(!ended && offered);
        retry.setVisible(ended && offered && !operation.task().byFile());
        boolean built = ImageDialogs.hasBuilt(operation);
        copy.setVisible(built && offers(operation, Permission.IMAGE_SAVE));
        push.setVisible(built && offers(operation, Permission.IMAGE_PUSH));
        retry.setText(Texts.of("operations.retryOn", Texts.list(failed, 2)));
    }

    private static Stream<Part> failed(Operation operation) {
        return operation.parts().stream()
                .filter(part -> part.state() == OperationState.FAILED
                        || part.state() == OperationState.CANCELLED
                        || part.state() == OperationState.INTERRUPTED);
    }

    /** What the buttons offer; the gateway decides. */
    private boolean may(Operation operation) {
        var who = actors.current();
        var needed = operation.task().permissions();
        return operation.parts().stream()
                .allMatch(part -> needed.stream().allMatch(permission -> actors.may(who, permission, part.host())));
    }

    private boolean offers(Operation operation, Permission permission) {
        return operation.parts().stream().allMatch(part -> actors.may(permission, part.host()));
    }

    private void cancel() {
        ErrorNote.guard(() -> show(operations.cancel(actors.current(), id)));
    }

    private void retry() {
        try {
            operations.retry(actors.current(), id);
            retry.setVisible(false);
        } catch (LongshoreException refused) {
            var hosts = failed(last).map(Part::host).collect(Collectors.toSet());
            // its credentials were for the one job: ask for them again, with everything else filled in
            if (refused.code() != ErrorCode.CREDENTIALS_GONE || !dialogs.again(last.task(), hosts)) {
                ErrorNote.show(refused);
            }
        }
    }
}
