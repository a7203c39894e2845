package dev.longshore.ui.images;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.dependency.StyleSheet;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.Route;
import dev.longshore.access.Permission;
import dev.longshore.inventory.Fleet;
import dev.longshore.inventory.HostView;
import dev.longshore.inventory.ImageDetail;
import dev.longshore.inventory.ImageView;
import dev.longshore.inventory.Layers;
import dev.longshore.inventory.RawKind;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.HostId;
import dev.longshore.model.ImageId;
import dev.longshore.model.LongshoreException;
import dev.longshore.ui.kit.Age;
import dev.longshore.ui.kit.Bytes;
import dev.longshore.ui.kit.EmptyState;
import dev.longshore.ui.kit.ErrorNote;
import dev.longshore.ui.kit.Facts;
import dev.longshore.ui.kit.Icons;
import dev.longshore.ui.kit.PageView;
import dev.longshore.ui.kit.Panel;
import dev.longshore.ui.kit.StateBadge;
import dev.longshore.ui.kit.Texts;
import dev.longshore.ui.kit.Tone;
import dev.longshore.ui.live.Interest;
import dev.longshore.ui.live.RawDialog;
import dev.longshore.ui.live.UiFeed;
import dev.longshore.ui.session.UiActor;
import jakarta.annotation.security.PermitAll;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One image of one host: what it is, what it is made of, who uses it, and where else it is. */
@Route("images/:host/:image")
@PermitAll
@StyleSheet("context://longshore/images.css")
final class ImageDetailView extends PageView {

    private final transient Fleet fleet;
    private final transient Layers stack;
    private final transient UiActor actors;
    private final transient ImageDialogs dialogs;
    private final Button pull;
    private final Button push;
    private final Button copy;
    private final Button save;
    private final Button tag;
    private final Button remove;
    private final Button raw;
    private final Div body = new Div();
    private final Panel facts = new Panel(Texts.of("image.facts"));
    private final Panel users = new Panel(Texts.of("image.users"));
    private final Panel elsewhere = new Panel(Texts.of("image.elsewhere"));
    private final Panel labels = new Panel(Texts.of("image.labels"));
    private final Panel config = new Panel(Texts.of("image.config"));
    private final Panel layers = new Panel(Texts.of("image.layers"));
    private @Nullable HostId host;
    private @Nullable ImageId id;
    private transient @Nullable ImageView image;

    ImageDetailView(Fleet fleet, Layers stack, UiActor actors, ImageDialogs dialogs, UiFeed feed) {
        super("image.title");
        this.fleet = fleet;
        this.stack = stack;
        this.actors = actors;
        this.dialogs = dialogs;
        pull = new Button(Texts.of("image.pullAgain"), Icons.of("pull"), _ -> pull());
        push = new Button(Texts.of("bulk.push"), Icons.of("push"), _ -> act(dialogs::push));
        copy = new Button(Texts.of("bulk.copy"), Icons.of("copy"), _ -> act(picked -> dialogs.copy(List.of(picked))));
        save = new Button(
                Texts.of("bulk.save"), Icons.of("download"), _ -> act(picked -> dialogs.save(List.of(picked))));
        tag = new Button(Texts.of("bulk.tag"), Icons.of("tag"), _ -> act(picked -> dialogs.tag(List.of(picked))));
        remove = new Button(
                Texts.of("bulk.remove"), Icons.of("trash"), _ -> act(picked -> dialogs.remove(List.of(picked))));
        remove.addThemeVariants(ButtonVariant.ERROR);
        raw = new Button(Texts.of("image.raw"), Icons.of("code"), _ -> raw());
        addActions(raw, pull, push, copy, save, tag, remove);
        body.addClassName("ls-image-detail");
        add(body);
        feed.watch(this, Interest.fleet(), changes -> {
            if (host != null && id != null) {
                showKnown(host, id);
            }
        });
    }

    /** Where the page of an image is. */
    static String path(HostId host, ImageId image) {
        return "images/" + host + "/" + image.value().substring("sha256:".length());
    }

    @Override
    protected void entered(BeforeEnterEvent event) {
        var parameters = event.getRouteParameters();
        try {
            var onHost = HostId.of(parameters.get("host").orElse(""));
            var wanted = ImageId.of(parameters.get("image").orElse(""));
            host = onHost;
            id = wanted;
            body.removeAll();
            body.add(new Div(facts, layers, labels), new Div(config, users, elsewhere));
            if (showKnown(onHost, wanted)) {
                ask(onHost, wanted);
            }
        } catch (LongshoreException e) {
            gone(e);
        }
    }

    private boolean showKnown(HostId onHost, ImageId wanted) {
        try {
            var known = fleet.image(actors.current(), onHost, wanted);
            image = known;
            show(known, fleet.host(actors.current(), onHost));
            return true;
        } catch (LongshoreException e) {
            if (e.code() != ErrorCode.NOT_FOUND && e.code() != ErrorCode.IMAGE_NOT_FOUND) {
                throw e;
            }
            gone(e);
            return false;
        }
    }

    private void gone(LongshoreException why) {
        image = null;
        for (Button button : List.of(pull, push, copy, save, tag, remove, raw)) {
            button.setVisible(false);
        }
        body.removeAll();
        body.add(new EmptyState(
                "image", Texts.of("image.gone"), why.reason(), new Anchor("images", Texts.of("image.all"))));
    }

    private void show(ImageView known, HostView on) {
        boolean ready = on.state().ready();
        headline(ImageNames.shown(known));
        summary(new Anchor("hosts/" + known.host(), known.hostName()), StateBadge.host(on.state()));
        pull.setVisible(ready && !known.tags().isEmpty() && actors.may(Permission.IMAGE_PULL, known.host()));
        push.setVisible(ready && actors.may(Permission.IMAGE_PUSH, known.host()));
        boolean leaves = ready && !known.tags().isEmpty() && actors.may(Permission.IMAGE_SAVE, known.host());
        copy.setVisible(leaves);
        save.setVisible(leaves);
        tag.setVisible(ready && actors.may(Permission.IMAGE_TAG, known.host()));
        remove.setVisible(ready && actors.may(Permission.IMAGE_REMOVE, known.host()));
        raw.setVisible(ready && actors.may(Permission.RAW_INSPECT, known.host()));
        var list = new Facts();
        if (known.incomplete()) {
            list.fact(Texts.of("image.state"), StateBadge.of(Tone.WARN, Texts.of("image.incomplete")));
        }
        list.fact(
                Texts.of("image.tags"),
                known.tags().stream().map(ImageNames::familiar).toList());
        list.fact(Texts.of("image.id"), mono(known.id().value()));
        var digest = known.identity().configDigest();
        if (digest != null && !digest.value().equals(known.id().value())) {
            list.fact(Texts.of("image.configDigest"), mono(digest.value()));
        }
        list.fact(Texts.of("image.digests"), known.digests());
        fleet.upstream(actors.current(), known.host(), known.id()).forEach((name, told) -> {
            boolean other = told.behind().contains(known.host());
            var words = Texts.of(
                    other ? "image.upstream.other" : "image.upstream.same",
                    ImageNames.familiar(name),
                    told.digest().shortForm());
            list.fact(
                    Texts.of("image.upstream"),
                    new Div(
                            StateBadge.of(other ? Tone.INFO : Tone.OK, words),
                            dim(" · " + Texts.of("image.upstream.asked") + " "),
                            new Age(told.checkedAt())));
        });
        list.fact(Texts.of("image.platform"), known.identity().platform());
        list.fact(Texts.of("images.size"), Bytes.of(known.sizeBytes()));
        list.fact(
                Texts.of("images.unique"),
                known.sharedBytes() < 0 ? "" : Bytes.of(known.sizeBytes() - known.sharedBytes()));
        list.fact(
                Texts.of("image.created"), new Div(new Age(known.createdAt()), dim(" " + Age.iso(known.createdAt()))));
        facts.show(list);
        showUsers(known);
        showElsewhere(known);
        showLabels(known);
    }

    private void showUsers(ImageView known) {
        if (known.usedBy().isEmpty()) {
            users.show(dim(Texts.of("image.noUsers")));
            return;
        }
        var list = new Facts();
        for (ImageView.Use use : known.usedBy()) {
            var link = "containers?q=" + use.containerId();
            list.fact(use.name(), new Anchor(link, StateBadge.container(use.state(), "")));
        }
        users.show(list);
    }

    private void showElsewhere(ImageView known) {
        var lines = new Div();
        lines.addClassName("ls-elsewhere");
        for (String name : known.tags()) {
            new SameTag(fleet, actors.current(), known, name).lines().forEach(lines::add);
        }
        elsewhere.show(lines.getChildren().findAny().isPresent() ? lines : dim(Texts.of("image.nowhereElse")));
    }

    private void showLabels(ImageView known) {
        labels.setVisible(!known.labels().isEmpty());
        var list = new Facts();
        new TreeMap<>(known.labels()).forEach((name, value) -> list.fact(name, value));
        labels.show(known.labelsCapped() ? new Div(list, dim(Texts.of("image.labelsCapped"))) : list);
    }

    private void ask(HostId onHost, ImageId wanted) {
        var actor = actors.current();
        config.show(dim(Texts.of("image.asking")));
        layers.show(dim(Texts.of("image.asking")));
        dialogs.ask(
                () -> fleet.imageDetail(actor, onHost, wanted),
                detail -> {
                    if (shows(onHost, wanted)) {
                        showDetail(detail);
                    }
                },
                trouble -> {
                    if (shows(onHost, wanted)) {
                        config.show(ErrorNote.of(trouble));
                        layers.show(dim("–"));
                    }
                });
    }

    /** Whether this is still the image of the page: an answer may come after somebody went on to another one. */
    private boolean shows(HostId onHost, ImageId wanted) {
        return onHost.equals(host) && wanted.equals(id);
    }

    private void showDetail(ImageDetail detail) {
        config.show(new Facts()
                .fact(Texts.of("image.entrypoint"), String.join(" ", detail.entrypoint()))
                .fact(Texts.of("image.cmd"), String.join(" ", detail.cmd()))
                .fact(Texts.of("image.workingDir"), detail.workingDir())
                .fact(Texts.of("image.user"), detail.user())
                .fact(Texts.of("image.ports"), String.join(", ", detail.exposedPorts()))
                .fact(Texts.of("image.volumes"), detail.volumes())
                .fact(Texts.of("image.env"), detail.envNames())
                .fact(Texts.of("image.healthcheck"), String.join(" ", detail.healthcheck()))
                .fact(Texts.of("image.stopSignal"), detail.stopSignal())
                .fact(Texts.of("image.author"), detail.author())
                .fact(Texts.of("image.builtBy"), detail.dockerVersion()));
        var of = detail.image();
        layers.show(new LayerStack(
                detail,
                stack.of(actors.current(), detail),
                actors.may(Permission.IMAGE_FILES, of.host())
                        ? diffId -> LayerFilesView.path(of.host(), of.id(), diffId)
                        : null));
    }

    private void act(Consumer<Pick> action) {
        if (image != null) {
            action.accept(Pick.of(image));
        }
    }

    private void pull() {
        var known = image;
        if (known != null) {
            dialogs.pull(Pick.of(known).references(), Set.of(known.host()));
        }
    }

    private void raw() {
        var known = image;
        if (known == null) {
            return;
        }
        var document = new RawDialog.Document(
                "image",
                actor ->
                        fleet.raw(actor, known.host(), RawKind.IMAGE, known.id().value()));
        new RawDialog(actors, known.hostName() + " · " + known.id().shortForm(), List.of(document)).open();
    }

    private static Span mono(String text) {
        var span = new Span(text);
        span.addClassName("ls-mono");
        return span;
    }

    private static Span dim(String text) {
        var span = new Span(text);
        span.addClassName("ls-dim");
        return span;
    }
}
