package dev.longshore.ui.images;

import com.vaadin.flow.component.combobox.MultiSelectComboBox;
import com.vaadin.flow.component.combobox.MultiSelectComboBox.AutoExpandMode;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.data.renderer.ComponentRenderer;
import dev.longshore.inventory.HostView;
import dev.longshore.model.HostId;
import dev.longshore.ui.kit.StateBadge;
import dev.longshore.ui.kit.Texts;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Chooses hosts; those that can't be reached now are marked, and say so when chosen. */
final class HostPicker extends MultiSelectComboBox<HostView> {

    private final transient List<HostView> hosts;
    private final String action;

    /**
     * With these to choose from.
     *
     * @param action the operation's type, for what a host's owner may forbid
     * @param chosen chosen from the start; none for all that are ready
     */
    HostPicker(List<HostView> hosts, String action, Set<HostId> chosen) {
        super(Texts.of("images.hosts"));
        this.hosts = hosts;
        this.action = action;
        addClassName("ls-host-picker");
        setWidthFull();
        setAutoExpand(AutoExpandMode.BOTH);
        setClearButtonVisible(true);
        setItemLabelGenerator(HostPicker::label);
        setRenderer(new ComponentRenderer<>(this::line));
        setItems(hosts);
        setValue(hosts.stream()
                .filter(host -> chosen.isEmpty() ? usable(host, action) : chosen.contains(host.id()))
                .collect(Collectors.toCollection(LinkedHashSet::new)));
        addValueChangeListener(_ -> check());
        check();
    }

    /** Whether it can be reached, and its owner allows the operation. */
    static boolean usable(HostView host, String action) {
        return host.state().ready() && !host.policyDenies().contains(action);
    }

    static String label(HostView host) {
        return host.state().ready()
                ? host.name()
                : host.name() + " · " + Texts.of("host.state." + host.state().name());
    }

    private Span line(HostView host) {
        var line = new Span(new Span(host.name()));
        line.addClassName("ls-picker-line");
        if (!host.state().ready()) {
            line.add(StateBadge.host(host.state()));
        } else if (host.policyDenies().contains(action)) {
            var denied = new Span(Texts.of("images.policyDenies"));
            denied.addClassName("ls-dim");
            line.add(denied);
        }
        return line;
    }

    /** Says what is wrong with the choice, at the field itself. */
    boolean check() {
        var away = getValue().stream()
                .filter(host -> !host.state().ready())
                .map(HostView::name)
                .sorted()
                .toList();
        var denied = getValue().stream()
                .filter(host -> host.policyDenies().contains(action))
                .map(HostView::name)
                .sorted()
                .toList();
        setHelperText(
                !away.isEmpty()
                        ? Texts.of("images.awayChosen", Texts.list(away, 4))
                        : denied.isEmpty() ? "" : Texts.of("images.deniedChosen", Texts.list(denied, 4)));
        return !getValue().isEmpty();
    }

    /** Whether at least one is chosen; else the field says so. */
    boolean demand() {
        boolean good = check();
        setErrorMessage(Texts.of("images.chooseHost"));
        setInvalid(!good);
        return good;
    }

    List<HostId> chosen() {
        return hosts.stream().filter(getValue()::contains).map(HostView::id).toList();
    }
}
