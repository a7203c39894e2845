package dev.longshore.ui.hosts;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H3;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.textfield.TextField;
import dev.longshore.inventory.HostState;
import dev.longshore.inventory.HostView;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.HostId;
import dev.longshore.model.LongshoreException;
import dev.longshore.operations.HostAdmin;
import dev.longshore.ui.kit.CopyLine;
import dev.longshore.ui.kit.FormProblem;
import dev.longshore.ui.kit.Icons;
import dev.longshore.ui.kit.Moment;
import dev.longshore.ui.kit.StateBadge;
import dev.longshore.ui.kit.Texts;
import dev.longshore.ui.live.Interest;
import dev.longshore.ui.live.UiFeed;
import dev.longshore.ui.session.UiActor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Adds a host: asks for a name, shows the lines to paste there, and waits until it connects. */
final class AddHostDialog extends Dialog {

    private final transient HostAdmin admin;
    private final transient UiActor actors;
    private final transient Consumer<HostId> open;
    private final TextField name = new TextField(getTranslation("hosts.add.name"));
    private final TextField labels = new TextField(getTranslation("hosts.add.labels"));
    private final TextField address = new TextField(getTranslation("hosts.add.address"));
    private final FormProblem problem =
            new FormProblem().at("hostName", name).at("labels", labels).at("agentUrl", address);
    private final Div waiting = new Div();
    private transient HostAdmin.@Nullable Invitation invitation;

    AddHostDialog(HostAdmin admin, UiActor actors, UiFeed feed, String agentUrl, Consumer<HostId> open) {
        this.admin = admin;
        this.actors = actors;
        this.open = open;
        setHeaderTitle(getTranslation("hosts.add"));
        setWidth("min(46rem, 96vw)");
        addClassName("ls-add-host");
        name.setHelperText(getTranslation("hosts.add.name.help"));
        labels.setHelperText(getTranslation("hosts.add.labels.help"));
        labels.setPlaceholder("env=prod, rack=b4");
        address.setHelperText(getTranslation("hosts.add.address.help"));
        address.setValue(agentUrl);
        Div fields = new Div(name, labels, address, problem);
        fields.addClassName("ls-form");
        add(fields);
        Button cancel = new Button(getTranslation("action.cancel"), _ -> close());
        Button make = new Button(getTranslation("hosts.add.make"), _ -> invite());
        make.addThemeVariants(ButtonVariant.PRIMARY);
        make.addClickShortcut(com.vaadin.flow.component.Key.ENTER);
        getFooter().add(cancel, make);
        name.setAutofocus(true);
        feed.watch(this, Interest.fleet(), _ -> lookForIt());
    }

    private void invite() {
        problem.clear();
        try {
            HostAdmin.Invitation made = admin.invite(
                    actors.current(),
                    name.getValue().strip(),
                    labels(labels.getValue()),
                    address.getValue().strip());
            invitation = made;
            showLines(made);
        } catch (LongshoreException trouble) {
            if (trouble.code() == ErrorCode.HOST_NAME_TAKEN) {
                name.setErrorMessage(Texts.error(trouble.code()) + ". " + Texts.remedy(trouble.code()));
                name.setInvalid(true);
                name.focus();
            } else {
                problem.show(trouble);
            }
        }
    }

    static Map<String, String> labels(String text) {
        Map<String, String> labels = new LinkedHashMap<>();
        for (String part : Pattern.compile("[,\\s]+").split(text, -1)) {
            if (!part.isEmpty()) {
                int sign = part.indexOf('=');
                labels.put(sign < 0 ? part : part.substring(0, sign), sign < 0 ? "" : part.substring(sign + 1));
            }
        }
        return labels;
    }

    private void showLines(HostAdmin.Invitation invitation) {
        removeAll();
        getFooter().removeAll();
        Paragraph once =
                new Paragraph(new Span(getTranslation("hosts.add.once") + " "), new Moment(invitation.expiresAt()));
        once.addClassName("ls-dim");
        H3 java = new H3(getTranslation("hosts.add.java"));
        waiting.addClassName("ls-waiting");
        Span turning = new Span();
        turning.addClassName("ls-spinner");
        waiting.add(turning, new Span(getTranslation("hosts.add.waiting")));
        Div lines = new Div(
                new H3(getTranslation("hosts.add.docker")),
                new CopyLine(invitation.dockerLine()),
                java,
                new CopyLine(invitation.javaLine()),
                once,
                waiting);
        lines.addClassName("ls-lines-to-paste");
        add(lines);
        getFooter().add(new Button(getTranslation("action.close"), _ -> close()));
    }

    /** Whatever name it has by now: another host may have taken the one that was asked for. */
    private void lookForIt() {
        HostAdmin.Invitation made = invitation;
        if (made != null) {
            admin.joined(actors.current(), made)
                    .filter(host -> host.state() != HostState.PENDING)
                    .ifPresent(this::connected);
        }
    }

    private void connected(HostView host) {
        waiting.removeAll();
        waiting.addClassName("ls-arrived");
        Span words = new Span(
                getTranslation("hosts.add.connected", host.name(), HostGrid.engine(host.facts()), host.images()));
        Button go = new Button(getTranslation("hosts.add.open", host.name()), Icons.of("right"), _ -> {
            close();
            open.accept(host.id());
        });
        go.addThemeVariants(ButtonVariant.PRIMARY);
        waiting.add(StateBadge.host(host.state()), words, go);
    }
}
