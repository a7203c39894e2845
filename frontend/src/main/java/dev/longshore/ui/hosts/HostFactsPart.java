package dev.longshore.ui.hosts;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.html.UnorderedList;
import dev.longshore.inventory.HostFacts;
import dev.longshore.inventory.HostView;
import dev.longshore.inventory.PolicyFile;
import dev.longshore.ui.kit.Age;
import dev.longshore.ui.kit.Bytes;
import dev.longshore.ui.kit.EmptyState;
import dev.longshore.ui.kit.Facts;
import dev.longshore.ui.kit.Meter;
import dev.longshore.ui.kit.Moment;
import dev.longshore.ui.kit.Panel;
import dev.longshore.ui.live.Changes;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the engine says of itself and its machine, in groups. */
final class HostFactsPart extends Div implements HostPart {

    private HostView shown;

    HostFactsPart(HostView host) {
        addClassName("ls-fact-groups");
        shown = host;
        show(host);
    }

    @Override
    public void refresh(HostView host, Changes changes) {
        boolean same = host.agentVersion().equals(shown.agentVersion())
                && java.util.Objects.equals(host.facts(), shown.facts())
                && host.clockSkew().equals(shown.clockSkew())
                && host.policyDenies().equals(shown.policyDenies())
                && host.policyFile() == shown.policyFile();
        if (!same) {
            shown = host;
            show(host);
        }
    }

    private void show(HostView host) {
        removeAll();
        HostFacts facts = host.facts();
        if (facts == null) {
            add(new EmptyState("host", t("host.noFacts"), t("host.noFacts.text")));
            return;
        }
        List<Component> groups = new ArrayList<>();
        if (!facts.warnings().isEmpty()) {
            groups.add(warnings(facts.warnings()));
        }
        groups.add(new Panel(t("facts.engine"), engine(facts.engine())));
        groups.add(new Panel(t("facts.machine"), machine(facts.machine(), facts.labels())));
        groups.add(new Panel(t("facts.storage"), disk(facts.storage()), storage(facts.storage())));
        if (facts.diskUsage() != null) {
            groups.add(new Panel(t("facts.usage"), usage(facts.diskUsage())));
        }
        groups.add(new Panel(t("facts.security"), security(facts.security().options())));
        groups.add(new Panel(t("facts.registries"), registries(facts.registries())));
        groups.add(new Panel(t("facts.plugins"), plugins(facts)));
        groups.add(new Panel(t("facts.agent"), agent(host)));
        groups.forEach(this::add);
    }

    private Facts engine(HostFacts.Engine engine) {
        return new Facts()
                .fact(t("facts.kind"), engine.kind())
                .fact(t("facts.version"), engine.version())
                .fact(
                        t("facts.api"),
                        t(
                                "facts.api.range",
                                engine.minApiVersion(),
                                engine.apiVersion(),
                                engine.negotiatedApiVersion()))
                .fact(t("facts.containerd"), engine.containerdVersion())
                .fact(t("facts.runc"), engine.runcVersion())
                .fact(t("facts.init"), join(" · ", engine.initBinary(), engine.initVersion()))
                .fact(t("facts.logging"), engine.loggingDriver())
                .fact(t("facts.cgroup"), join(" · ", engine.cgroupDriver(), version(engine.cgroupVersion())))
                .fact(t("facts.rootDir"), engine.rootDir())
                .fact(t("facts.name"), engine.name())
                .fact(t("facts.id"), engine.id())
                .fact(t("facts.commit"), join(" · ", engine.gitCommit(), engine.goVersion()))
                .fact(t("facts.built"), moment(engine.buildTime()))
                .fact(t("facts.isolation"), engine.isolation())
                .fact(t("facts.liveRestore"), engine.liveRestore())
                .fact(t("facts.rootless"), engine.rootless())
                .fact(t("facts.experimental"), engine.experimental())
                .fact(t("facts.debug"), engine.debug());
    }

    /** Engines write dates in several ways; what is none is shown as it came. */
    private static Component moment(String date) {
        try {
            Instant moment = OffsetDateTime.parse(date).toInstant();
            return moment.getEpochSecond() > 0 ? new Moment(moment) : new Span("–"); // Podman has none, and says 1970
        } catch (DateTimeException _) {
            return new Span(date.isBlank() ? "–" : date);
        }
    }

    private Facts machine(HostFacts.Machine machine, List<String> labels) {
        return new Facts()
                .fact(t("facts.os"), join(" · ", machine.os(), machine.osVersion()))
                .fact(t("facts.kernel"), machine.kernel())
                .fact(t("facts.architecture"), join("/", machine.osType(), machine.architecture()))
                .fact(t("facts.cpus"), Integer.toString(machine.cpus()))
                .fact(t("facts.memory"), Bytes.binary(machine.memoryBytes()))
                .fact(t("facts.labels"), labels);
    }

    private Component disk(HostFacts.Storage storage) {
        if (storage.diskTotalBytes() <= 0) {
            return new Span();
        }
        double used = 1 - storage.diskFreeBytes() / (double) storage.diskTotalBytes();
        Div words = new Div(t(
                "facts.disk",
                Math.round(used * 100),
                Bytes.of(storage.diskTotalBytes()),
                Bytes.of(storage.diskFreeBytes())));
        Div disk = new Div(words, new Meter(used, Meter.diskTone(used)));
        disk.addClassName("ls-fact-disk");
        return disk;
    }

    private Facts storage(HostFacts.Storage storage) {
        Facts facts = new Facts()
                .fact(t("facts.driver"), storage.driver())
                .fact(t("facts.store"), t(storage.containerd() ? "facts.store.containerd" : "facts.store.classic"));
        for (Map.Entry<String, String> line : storage.status()) {
            facts.fact(line.getKey(), line.getValue());
        }
        return facts;
    }

    private Facts usage(HostFacts.DiskUsage usage) {
        return new Facts()
                .fact(
                        t("facts.usage.images"),
                        t(
                                "facts.usage.line.reclaimable",
                                usage.images(),
                                Bytes.of(usage.imagesBytes()),
                                Bytes.of(usage.imagesReclaimableBytes())))
                .fact(
                        t("facts.usage.containers"),
                        t("facts.usage.line", usage.containers(), Bytes.of(usage.containersBytes())))
                .fact(t("facts.usage.volumes"), t("facts.usage.line", usage.volumes(), Bytes.of(usage.volumesBytes())))
                .fact(
                        t("facts.usage.cache"),
                        t("facts.usage.line", usage.buildCache(), Bytes.of(usage.buildCacheBytes())))
                .fact(t("facts.usage.at"), new Moment(usage.takenAt()));
    }

    private Facts security(List<String> options) {
        return new Facts().fact(t("facts.options"), options);
    }

    private Facts registries(HostFacts.Registries registries) {
        return new Facts()
                .fact(t("facts.index"), registries.indexServer())
                .fact(t("facts.mirrors"), registries.mirrors())
                .fact(t("facts.insecure"), registries.insecure())
                .fact(t("facts.settable"), settable(registries))
                .fact(t("facts.httpProxy"), registries.httpProxy())
                .fact(t("facts.httpsProxy"), registries.httpsProxy())
                .fact(t("facts.noProxy"), registries.noProxy())
                .fact(t("facts.pools"), registries.addressPools());
    }

    private String settable(HostFacts.Registries registries) {
        return registries.settable()
                ? t("facts.settable.yes", registries.file())
                : t(registries.file().isEmpty() ? "facts.settable.never" : "facts.settable.no");
    }

    private Facts plugins(HostFacts host) {
        Facts facts = new Facts();
        new TreeMap<>(host.plugins()).forEach((kind, names) -> facts.fact(kind, String.join(", ", names)));
        return facts.fact(
                t("facts.swarm"), join(" · ", host.swarm().state(), host.swarm().nodeId()));
    }

    private Facts agent(HostView host) {
        return new Facts()
                .fact(t("facts.agentVersion"), host.agentVersion())
                .fact(t("facts.hostId"), host.id().value())
                .fact(t("facts.lastSeen"), new Moment(host.lastSeen()))
                .fact(
                        t("facts.skew"),
                        (host.clockSkew().isNegative() ? "−" : "+")
                                + Age.took(host.clockSkew().abs()))
                .fact(t("facts.policyFile"), policyFile(host.policyFile()))
                .fact(t("facts.policy"), host.policyDenies().stream().sorted().toList());
    }

    private Span policyFile(PolicyFile file) {
        Span text = new Span(t("facts.policyFile." + file));
        if (file == PolicyFile.UNREADABLE || file == PolicyFile.OUT_OF_SIGHT) {
            text.addClassName("ls-warn-text");
        }
        return text;
    }

    private Panel warnings(List<String> warnings) {
        UnorderedList list = new UnorderedList();
        warnings.forEach(warning -> list.add(new ListItem(warning)));
        Panel panel = new Panel(t("facts.warnings"), list);
        panel.addClassNames("ls-warnings", "ls-warn");
        return panel;
    }

    private static String version(String number) {
        return number.isEmpty() ? "" : "v" + number;
    }

    private static String join(String between, String... parts) {
        List<String> told = new ArrayList<>();
        for (String part : parts) {
            if (!part.isBlank()) {
                told.add(part);
            }
        }
        return String.join(between, told);
    }

    private String t(String key, Object... params) {
        return getTranslation(key, params);
    }
}
