package dev.longshore.ui.hosts;

import com.vaadin.flow.component.grid.ColumnTextAlign;
import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.grid.GridVariant;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import dev.longshore.inventory.HostFacts;
import dev.longshore.inventory.HostView;
import dev.longshore.ui.kit.Age;
import dev.longshore.ui.kit.Bytes;
import dev.longshore.ui.kit.Meter;
import dev.longshore.ui.kit.Narrow;
import dev.longshore.ui.kit.StateBadge;
import dev.longshore.ui.kit.Texts;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The table of hosts. On a phone only name with state, and age, stay. */
final class HostGrid extends Grid<HostView> {

    HostGrid() {
        addThemeVariants(GridVariant.NO_BORDER);
        addClassName("ls-grid");
        setColumnReorderingAllowed(true);
        addComponentColumn(HostGrid::name)
                .setHeader(Texts.of("hosts.name"))
                .setKey("name")
                .setComparator(HostView::name)
                .setFlexGrow(1)
                .setWidth("120px");
        addComponentColumn(host -> StateBadge.host(host.state()))
                .setHeader(Texts.of("hosts.state"))
                .setKey("state")
                .setComparator(Comparator.comparing(HostView::state))
                .setAutoWidth(true)
                .setFlexGrow(0);
        addColumn(host -> engine(host.facts()))
                .setHeader(Texts.of("hosts.engine"))
                .setKey("engine")
                .setSortable(true)
                .setAutoWidth(true);
        addComponentColumn(HostGrid::containers)
                .setHeader(Texts.of("hosts.containers"))
                .setKey("containers")
                .setComparator(Comparator.comparingInt(host -> host.containers().total()))
                .setAutoWidth(true);
        addColumn(host -> Texts.number(host.images()))
                .setHeader(Texts.of("hosts.images"))
                .setKey("images")
                .setComparator(Comparator.comparingInt(HostView::images))
                .setTextAlign(ColumnTextAlign.END)
                .setWidth("84px")
                .setFlexGrow(0);
        addComponentColumn(HostGrid::disk)
                .setHeader(Texts.of("hosts.disk"))
                .setKey("disk")
                .setComparator(Comparator.comparingDouble(host -> used(host)))
                .setWidth("190px")
                .setFlexGrow(0);
        addColumn(host -> machine(host.facts()))
                .setHeader(Texts.of("hosts.machine"))
                .setKey("machine")
                .setComparator(Comparator.comparingInt(host ->
                        host.facts() == null ? 0 : host.facts().machine().cpus()))
                .setAutoWidth(true);
        addColumn(host -> labels(host.labels()))
                .setHeader(Texts.of("hosts.labels"))
                .setKey("labels")
                .setSortable(true)
                .setAutoWidth(true);
        addComponentColumn(host -> new Age(host.dataAt()))
                .setHeader(Texts.of("hosts.age"))
                .setKey("age")
                .setComparator(Comparator.comparing(host -> host.dataAt() == null ? Instant.EPOCH : host.dataAt()))
                .setWidth("110px")
                .setFlexGrow(0);
        setMultiSort(false);
        Narrow.watch(
                this,
                narrow -> getColumns()
                        .forEach(column -> column.setVisible(
                                !narrow || List.of("name", "state", "age").contains(column.getKey()))));
    }

    private static Div name(HostView host) {
        Anchor link = new Anchor("hosts/" + host.id(), host.name());
        link.addClassName("ls-strong");
        Div cell = new Div(link);
        cell.addClassName("ls-cut");
        return cell;
    }

    private static Span containers(HostView host) {
        StringBuilder words =
                new StringBuilder(Texts.of("hosts.running", host.containers().running()));
        if (host.containers().restarting() > 0) {
            words.append(" · ")
                    .append(Texts.of("hosts.restarting", host.containers().restarting()));
        }
        if (host.containers().unhealthy() > 0) {
            words.append(" · ")
                    .append(Texts.of("hosts.unhealthy", host.containers().unhealthy()));
        }
        if (host.containers().exited() > 0) {
            words.append(" · ")
                    .append(Texts.of("hosts.exited", host.containers().exited()));
        }
        Span cell = new Span(words.toString());
        if (host.containers().restarting() > 0) {
            cell.addClassName("ls-text-bad");
        } else if (host.containers().unhealthy() > 0) {
            cell.addClassName("ls-text-warn");
        }
        return cell;
    }

    private static Div disk(HostView host) {
        HostFacts facts = host.facts();
        if (facts == null || facts.storage().diskTotalBytes() <= 0) {
            return new Div("–");
        }
        double used = used(host);
        Div cell = new Div(
                new Meter(used, Meter.diskTone(used)),
                new Span(Texts.of(
                        "hosts.disk.of",
                        Math.round(used * 100),
                        Bytes.of(facts.storage().diskTotalBytes()))));
        cell.addClassName("ls-disk");
        return cell;
    }

    static double used(HostView host) {
        HostFacts facts = host.facts();
        if (facts == null || facts.storage().diskTotalBytes() <= 0) {
            return 0;
        }
        return 1 - facts.storage().diskFreeBytes() / (double) facts.storage().diskTotalBytes();
    }

    static String engine(@org.jspecify.annotations.Nullable HostFacts facts) {
        if (facts == null) {
            return "–";
        }
        String kind = facts.engine().kind();
        String name = kind.equals("docker") ? "Docker" : kind.equals("podman") ? "Podman" : kind;
        return name + " " + facts.engine().version();
    }

    static String machine(@org.jspecify.annotations.Nullable HostFacts facts) {
        if (facts == null) {
            return "–";
        }
        return Texts.of("hosts.cpus", facts.machine().cpus()) + " · "
                + Bytes.binary(facts.machine().memoryBytes()) + " · "
                + facts.machine().architecture();
    }

    static String labels(Map<String, String> labels) {
        return labels.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(label -> label.getValue().isEmpty() ? label.getKey() : label.getKey() + "=" + label.getValue())
                .collect(Collectors.joining(" "));
    }
}
