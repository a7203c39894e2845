package dev.longshore.ui.images;

import com.vaadin.flow.component.UI;
import dev.longshore.access.Actor;
import dev.longshore.access.Permission;
import dev.longshore.inventory.Fleet;
import dev.longshore.inventory.HostView;
import dev.longshore.model.HostId;
import dev.longshore.model.ImageRef;
import dev.longshore.model.LongshoreException;
import dev.longshore.operations.Operation;
import dev.longshore.operations.OperationRequest;
import dev.longshore.operations.Operations;
import dev.longshore.ui.kit.OpenActivity;
import dev.longshore.ui.session.UiActor;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/** Opens the dialogs that change images. What they offer follows the actor's rights; {@link Operations} decides. */
@Component
public final class ImageDialogs {

    private final Fleet fleet;
    private final Operations operations;
    private final UiActor actor;
    private final Background background;

    ImageDialogs(Fleet fleet, Operations operations, UiActor actor, Background background) {
        this.fleet = fleet;
        this.operations = operations;
        this.actor = actor;
        this.background = background;
    }

    /** Pull: with a reference to begin with, or none, and these hosts chosen, or all that can be reached. */
    public void pull(List<ImageRef> references, Set<HostId> hosts) {
        new PullDialog(this, references, hosts).open();
    }

    /** Prune: of these hosts, or of all that can be reached. */
    public void prune(Set<HostId> hosts) {
        new PruneDialog(this, hosts).open();
    }

    void push(Pick pick) {
        new PushDialog(this, pick).open();
    }

    void copy(List<Pick> picks) {
        new CopyDialog(this, picks).open();
    }

    void tag(List<Pick> picks) {
        new TagDialog(this, picks).open();
    }

    void remove(List<Pick> picks) {
        new RemoveDialog(this, picks).open();
    }

    /** Whether the actor may do that on any host: else no button leads to it. */
    public boolean offers(Permission permission) {
        return !hosts(permission).isEmpty();
    }

    /** The hosts on which the actor may do that. */
    List<HostView> hosts(Permission permission) {
        var who = actor.current();
        return fleet.hosts(who).stream()
                .filter(host -> actor.may(who, permission, host.id()))
                .toList();
    }

    boolean may(Permission permission, HostId host) {
        return actor.may(permission, host);
    }

    Fleet fleet() {
        return fleet;
    }

    Actor actor() {
        return actor.current();
    }

    /** Starts all of it, and shows it in the activity drawer. */
    List<Operation> start(List<OperationRequest> requests) {
        var who = actor.current();
        var started =
                requests.stream().map(request -> operations.start(who, request)).toList();
        OpenActivity.show();
        return started;
    }

    <T> void ask(Supplier<T> question, Consumer<T> answered, Consumer<LongshoreException> refused) {
        background.ask(UI.getCurrent(), question, answered, refused);
    }
}
