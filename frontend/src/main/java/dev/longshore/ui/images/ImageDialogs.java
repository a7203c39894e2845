package dev.longshore.ui.images;

import com.vaadin.flow.component.UI;
import dev.longshore.access.Actor;
import dev.longshore.access.Permission;
import dev.longshore.inventory.ContainerView;
import dev.longshore.inventory.Fleet;
import dev.longshore.inventory.HostView;
import dev.longshore.inventory.ImageRow;
import dev.longshore.inventory.ImageView;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.HostId;
import dev.longshore.model.ImageId;
import dev.longshore.model.ImageRef;
import dev.longshore.model.LongshoreException;
import dev.longshore.model.OperationId;
import dev.longshore.operations.ArchiveName;
import dev.longshore.operations.Exports;
import dev.longshore.operations.FileChecks;
import dev.longshore.operations.Imports;
import dev.longshore.operations.Operation;
import dev.longshore.operations.OperationRequest;
import dev.longshore.operations.OperationState;
import dev.longshore.operations.Operations;
import dev.longshore.operations.Task;
import dev.longshore.registries.Registries;
import dev.longshore.ui.kit.OpenActivity;
import dev.longshore.ui.live.Ask;
import dev.longshore.ui.session.UiActor;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Opens the dialogs that change images. What they offer follows the actor's rights; {@link Operations} decides. */
@Component
public final class ImageDialogs {

    private final Fleet fleet;
    private final Operations operations;
    private final Exports exports;
    private final Imports imports;
    private final FileChecks checks;
    private final Registries registries;
    private final UiActor actor;
    private final Clock clock;

    ImageDialogs(
            Fleet fleet,
            Operations operations,
            Exports exports,
            Imports imports,
            FileChecks checks,
            Registries registries,
            UiActor actor,
            Clock clock) {
        this.fleet = fleet;
        this.operations = operations;
        this.exports = exports;
        this.imports = imports;
        this.checks = checks;
        this.registries = registries;
        this.actor = actor;
        this.clock = clock;
    }

    /** Pull: with a reference to begin with, or none, and these hosts chosen, or all that can be reached. */
    public void pull(List<ImageRef> references, Set<HostId> hosts) {
        new PullDialog(this, references, hosts).open();
    }

    /** Pulls a reference on the hosts that hold another image of it than the registry does. */
    void update(ImageRow row) {
        var upstream = row.upstream();
        if (upstream != null) {
            pull(List.of(ImageRef.of(row.key())), upstream.behind());
        }
    }

    /** Prune: of these hosts, or of all that can be reached. */
    public void prune(Set<HostId> hosts) {
        new PruneDialog(this, hosts).open();
    }

    /** Registry mirrors and insecure registries: of these hosts, or of all whose owners allow it. */
    public void mirrors(Set<HostId> hosts) {
        new MirrorsDialog(this, hosts).open();
    }

    /**
     * Offers a job anew that used credentials, with everything else filled in.
     *
     * @param hosts where to do it again
     * @return false if this kind of job takes none
     */
    public boolean again(Task task, Set<HostId> hosts) {
        switch (task) {
            case Task.Pull pull ->
                new PullDialog(this, List.of(pull.reference()), hosts)
                        .like(pull)
                        .open();
            case Task.Push push ->
                new PushDialog(this, pick(push, hosts)).like(push).open();
            case Task.Copy _,
                    Task.Save _,
                    Task.Export _,
                    Task.Load _,
                    Task.Import _,
                    Task.Tag _,
                    Task.Commit _,
                    Task.Build _,
                    Task.Remove _,
                    Task.Prune _,
                    Task.Mirrors _ -> {
                return false;
            }
        }
        return true;
    }

    private Pick pick(Task.Push push, Set<HostId> hosts) {
        var on = new TreeMap<HostId, ImageId>();
        return switch (push.source()) {
            case Task.Target.ById byId -> {
                hosts.forEach(host -> on.put(host, byId.id()));
                yield new Pick(List.of(), byId.id().shortForm(), on);
            }
            case Task.Target.Named named -> {
                for (HostId host : hosts) {
                    var id = named(host, named.reference());
                    if (id != null) {
                        on.put(host, id);
                    }
                }
                yield new Pick(List.of(named.reference()), named.reference().familiar(), on);
            }
        };
    }

    /** What the name names on the host. */
    @Nullable
    ImageId named(HostId host, ImageRef name) {
        return fleet.images(actor(), host).stream()
                .filter(image -> image.tags().contains(name.normalized()))
                .map(ImageView::id)
                .findFirst()
                .orElse(null);
    }

    /** Commit: makes an image of the container. */
    public void commit(ContainerView container) {
        new CommitDialog(this, container).open();
    }

    /** Whether the actor may make an image of the container: else no button leads to it. */
    public boolean offersCommit(ContainerView container) {
        return CommitDialog.offered(this, container);
    }

    /** Export: the files of the container, as a file. */
    public void export(ContainerView container) {
        new ExportDialog(this, container).open();
    }

    /** Whether the actor may take the container's files: else no button leads to it. */
    public boolean offersExport(ContainerView container) {
        return ExportDialog.offered(this, container);
    }

    void push(Pick pick) {
        new PushDialog(this, pick).open();
    }

    void copy(List<Pick> picks) {
        new CopyDialog(this, picks).open();
    }

    /** Brings hosts that hold different images under the row's reference to one of them. */
    void align(ImageRow row) {
        new AlignDialog(this, row, clock).open();
    }

    void save(List<Pick> picks) {
        new SaveDialog(this, picks).open();
    }

    /** Has the browser fetch the file of a save or an export that was just started. */
    void fetch(Operation operation) {
        if (!operation.state().ended()) {
            FileLink.follow(
                    UI.getCurrent(), exports, actor.current(), operation.id(), ArchiveName.of(operation.task()));
        }
    }

    /** Load: a file, on these hosts, or on all that can be reached. */
    void load(Set<HostId> hosts) {
        new LoadDialog(this, hosts).open();
    }

    /** Build: on one of these hosts, or on any. */
    void build(Set<HostId> hosts) {
        new BuildDialog(this, hosts).open();
    }

    /** Whether what an operation built has a name and is there, to be copied and pushed. */
    public static boolean hasBuilt(Operation operation) {
        return operation.state() == OperationState.SUCCEEDED
                && operation.task() instanceof Task.Build build
                && !build.names().isEmpty();
    }

    /** Copies what was built to other hosts. */
    public void copyBuilt(Operation operation) {
        copy(List.of(built(operation)));
    }

    /** Pushes what was built. */
    public void pushBuilt(Operation operation) {
        push(built(operation));
    }

    private static Pick built(Operation operation) {
        var part = operation.parts().getFirst();
        if (operation.task() instanceof Task.Build build
                && part.result() instanceof Operation.Result.Built built
                && !built.imageId().isEmpty()) {
            return new Pick(
                    build.names(),
                    build.names().getFirst().familiar(),
                    Map.of(part.host(), ImageId.of(built.imageId())));
        }
        throw new LongshoreException(ErrorCode.NOT_FOUND, "nothing was built");
    }

    /** The account that is kept for a registry's host, if there is one and the actor may use it. */
    Optional<Registries.Account> savedAccount(String registry) {
        return registries.account(actor.current(), registry);
    }

    /** All accounts that are kept for registries, if the actor may use them. */
    List<Registries.Account> savedAccounts() {
        return registries.accounts(actor.current());
    }

    Imports imports() {
        return imports;
    }

    FileChecks checks() {
        return checks;
    }

    /** Ends an operation that is of no use any more; one that has ended stays as it is. */
    void cancel(OperationId operation) {
        operations.cancel(actor.current(), operation);
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
        Ask.of(UI.getCurrent(), question, answered, refused);
    }
}
