package dev.longshore.ui.hosts;

import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import dev.longshore.inventory.ContainerView;
import dev.longshore.inventory.Fleet;
import dev.longshore.inventory.HostFacts;
import dev.longshore.inventory.HostView;
import dev.longshore.ui.kit.EmptyState;
import dev.longshore.ui.kit.Facts;
import dev.longshore.ui.kit.Panel;
import dev.longshore.ui.live.Changes;
import dev.longshore.ui.session.UiActor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The OCI runtimes of a host: what their binaries say, and which containers use which. */
final class HostRuntimes extends Div implements HostPart {

    private static final int NAMES = 30;

    private final transient Fleet fleet;
    private final transient UiActor actors;

    HostRuntimes(Fleet fleet, UiActor actors, HostView host) {
        this.fleet = fleet;
        this.actors = actors;
        addClassName("ls-fact-groups");
        show(host);
    }

    @Override
    public void refresh(HostView host, Changes changes) {
        if (!changes.hosts().isEmpty()) {
            show(host);
        }
    }

    private void show(HostView host) {
        removeAll();
        HostFacts facts = host.facts();
        if (facts == null || facts.runtimes().isEmpty()) {
            add(new EmptyState("host", getTranslation("host.noFacts"), getTranslation("host.noFacts.text")));
            return;
        }
        Map<String, List<String>> users = new TreeMap<>();
        for (ContainerView container : fleet.containers(actors.current(), host.id())) {
            String runtime = container.runtime().isEmpty() ? facts.defaultRuntime() : container.runtime();
            users.computeIfAbsent(runtime, _ -> new ArrayList<>()).add(container.name());
        }
        for (HostFacts.OciRuntime runtime : facts.runtimes()) {
            add(panel(facts, runtime, users.getOrDefault(runtime.name(), List.of())));
        }
    }

    private Panel panel(HostFacts facts, HostFacts.OciRuntime runtime, List<String> users) {
        Facts lines = new Facts()
                .fact(getTranslation("runtime.path"), runtime.path())
                .fact(getTranslation("runtime.args"), String.join(" ", runtime.args()))
                .fact(getTranslation("runtime.version"), runtime.version())
                .fact(getTranslation("runtime.oci"), runtime.ociVersion())
                .fact(getTranslation("runtime.users"), users(users));
        if (!runtime.problem().isEmpty()) {
            lines.fact(getTranslation("runtime.problem"), runtime.problem());
        }
        Div features = new Div();
        features.addClassName("ls-features");
        runtime.features().forEach(feature -> features.add(new Span(feature)));
        boolean isDefault = runtime.name().equals(facts.defaultRuntime());
        Panel panel = new Panel(
                isDefault ? runtime.name() + " · " + getTranslation("runtime.default") : runtime.name(), lines);
        panel.addClassName("ls-verbatim");
        if (!runtime.features().isEmpty()) {
            Span caption = new Span(getTranslation("runtime.features"));
            caption.addClassName("ls-dim");
            panel.body().add(caption, features);
        }
        return panel;
    }

    private Div users(List<String> names) {
        Div users = new Div();
        users.addClassName("ls-features");
        if (names.isEmpty()) {
            users.setText("–");
        }
        names.stream()
                .sorted()
                .limit(NAMES)
                .forEach(name -> users.add(new Anchor(
                        "containers?q=" + java.net.URLEncoder.encode(name, java.nio.charset.StandardCharsets.UTF_8),
                        name)));
        if (names.size() > NAMES) {
            users.add(new Span(getTranslation("list.rest", names.size() - NAMES)));
        }
        return users;
    }
}
