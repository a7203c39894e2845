package dev.longshore.ui.images;

import static org.assertj.core.api.Assertions.assertThat;

import com.vaadin.flow.component.checkbox.Checkbox;
import com.vaadin.flow.component.grid.AbstractGridMultiSelectionModel;
import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.textfield.PasswordField;
import com.vaadin.flow.component.textfield.TextField;
import dev.longshore.access.Actor;
import dev.longshore.access.Role;
import dev.longshore.inventory.Fleet;
import dev.longshore.inventory.ImageRow;
import dev.longshore.inventory.ImageView;
import dev.longshore.model.HostId;
import dev.longshore.model.ImageRef;
import dev.longshore.operations.Operation;
import dev.longshore.operations.OperationQuery;
import dev.longshore.operations.Operations;
import dev.longshore.operations.Task;
import dev.longshore.ui.HarbourScene;
import dev.longshore.ui.PageTest;
import dev.longshore.ui.SignedIn;
import dev.longshore.ui.kit.ErrorNote;
import dev.longshore.wire.Failure;
import dev.longshore.wire.Image;
import dev.longshore.wire.OperationCommand;
import dev.longshore.wire.PrunePreview;
import dev.longshore.wire.QueryAnswer;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** What the dialogs say before anything happens, and what they then ask of which host. */
class ImageDialogsTest extends PageTest {

    private static final String NGINX = "docker.io/library/nginx:1.27";
    private static final String CHECKOUT = "docker.io/shop/checkout:2.14.1";
    private static final String BUSYBOX = "docker.io/library/busybox:1.35";

    @Autowired
    private Fleet fleet;

    @Autowired
    private ImageDialogs dialogs;

    @Autowired
    private Operations operations;

    private HarbourScene scene;

    @BeforeEach
    void ships() {
        scene = scene();
        for (String name : List.of("alpha", "beta", "gamma", "delta", "edge-02")) {
            harbour.obey(scene.id(name));
        }
    }

    private HostId id(String host) {
        return scene.id(host);
    }

    private List<OperationCommand> commands(String host) {
        return agents.commands(id(host));
    }

    /** The row of the reference as it is picked in the matrix. */
    private Pick pick(String key, String... hosts) {
        var ids = List.of(hosts).stream().map(this::id).collect(Collectors.toSet());
        return fleet.images(Actor.system(), ImagesFilter.ALL.query(0, 100)).items().stream()
                .filter(row -> row.key().equals(key))
                .map(row -> Pick.of(row, ids))
                .findFirst()
                .orElseThrow();
    }

    private void act(ActionDialog dialog) {
        test(dialog.actButton()).click();
        roundTrip();
    }

    private <T extends ActionDialog> T opened(Class<T> type) {
        roundTrip();
        return find(type).single();
    }

    private TextField field(String label) {
        return find(TextField.class).withLabel(label).single();
    }

    private List<ImageView> rows(Grid<ImageView> grid) {
        return IntStream.range(0, test(grid).size())
                .mapToObj(row -> test(grid).getRow(row))
                .toList();
    }

    @Test
    @SignedIn
    @DisplayName("a pull goes to the chosen hosts, with the reference in full and a sign-in for its registry alone")
    void pull() {
        navigate(ImagesView.class);
        dialogs.pull(List.of(), Set.of(id("alpha"), id("beta")));
        PullDialog dialog = opened(PullDialog.class);
        test(field("Reference")).setValue("Registry.example/App:1");
        act(dialog);
        assertThat(field("Reference").isInvalid()).isTrue();
        assertThat(field("Reference").getErrorMessage()).contains("lower case");
        assertThat(commands("alpha")).isEmpty();

        test(field("Reference")).setValue("registry.example/app:1");
        test(field("User name")).setValue("ann");
        test(find(PasswordField.class).single()).setValue("secret");
        act(dialog);
        await(() -> commands("alpha").size() == 1 && commands("beta").size() == 1);
        var pull = commands("alpha").getFirst().getPull();
        assertThat(pull.getReference()).isEqualTo("registry.example/app:1");
        assertThat(pull.getCredentials().getRegistry()).isEqualTo("registry.example");
        assertThat(pull.getCredentials().getPassword()).isEqualTo("secret");
        assertThat(commands("gamma")).isEmpty();
        assertThat(find(PullDialog.class).exists()).isFalse();
        assertThat(pageText()).contains("Pull registry.example/app:1").doesNotContain("secret");
    }

    @Test
    @SignedIn
    @DisplayName("hosts that can't be reached are not chosen by themselves, and say so when somebody chooses them")
    void awayHosts() {
        navigate(ImagesView.class);
        dialogs.pull(List.of(), Set.of());
        opened(PullDialog.class);
        HostPicker hosts = find(HostPicker.class).single();
        assertThat(hosts.chosen()).hasSize(10).doesNotContain(id("edge-03"), id("build-2"));

        hosts.setValue(Set.of(fleet.host(Actor.system(), id("edge-03"))));
        assertThat(hosts.getHelperText()).contains("edge-03");
        hosts.setValue(Set.of());
        test(field("Reference")).setValue("nginx:1");
        act(find(PullDialog.class).single());
        assertThat(hosts.isInvalid()).isTrue();
    }

    @Test
    @SignedIn
    @DisplayName("a tag that names another image is taken from it only where the dialog said so, and only after a tick")
    void tag() {
        navigate(ImagesView.class);
        dialogs.tag(List.of(pick(CHECKOUT, "alpha", "gamma", "delta")));
        TagDialog dialog = opened(TagDialog.class);
        test(field("New name")).setValue("nginx:1.27");
        assertThat(textOf(dialog)).contains("names another image").contains("on alpha", "on gamma", "on delta");
        act(dialog);
        assertThat(field("New name").getErrorMessage()).contains("tick Overwrite");
        assertThat(commands("alpha")).isEmpty();

        test(field("New name")).setValue("shop/checkout:stable");
        act(dialog);
        await(() -> List.of("alpha", "gamma", "delta").stream()
                .allMatch(host -> commands(host).size() == 1));
        assertThat(commands("alpha").getFirst().getTag().getOverwrite()).isFalse();

        dialogs.tag(List.of(pick(BUSYBOX, "alpha", "edge-02")));
        TagDialog second = opened(TagDialog.class);
        test(field("New name")).setValue("nginx:1.27");
        test(find(Checkbox.class)
                        .withCondition(
                                box -> box.getLabel() != null && box.getLabel().startsWith("Overwrite"))
                        .single())
                .click();
        act(second);
        await(() -> commands("alpha").size() == 2 && commands("edge-02").size() == 1);
        assertThat(commands("alpha").getLast().getTag().getOverwrite()).isTrue();
        assertThat(commands("edge-02").getFirst().getTag().getOverwrite()).isFalse();
    }

    @Test
    @SignedIn
    @DisplayName("a tag that all chosen hosts have already is said at the field, and nothing is started")
    void tagAlready() {
        navigate(ImagesView.class);
        dialogs.tag(List.of(pick(BUSYBOX, "alpha", "beta")));
        TagDialog dialog = opened(TagDialog.class);
        test(field("New name")).setValue("busybox:1.35");
        act(dialog);
        assertThat(field("New name").isInvalid()).isTrue();
        assertThat(field("New name").getErrorMessage()).contains("already");
        assertThat(commands("alpha")).isEmpty();
    }

    @Test
    @SignedIn
    @DisplayName(
            "a removal says what goes and who stands in the way, leaves out a host that is away, and forces only when ticked")
    void remove() {
        navigate(ImagesView.class);
        dialogs.remove(List.of(pick(BUSYBOX, "alpha", "edge-03")));
        RemoveDialog dialog = opened(RemoveDialog.class);
        assertThat(textOf(dialog))
                .contains("busybox:1.35", "stays as it is", "in use by", "nginx (running)", "nothing happens there")
                .doesNotContain("is deleted");
        assertThat(dialog.deleted(id("alpha"))).hasSize(1);
        Checkbox force = find(Checkbox.class).withLabel("Force").single();
        test(force).click();
        assertThat(textOf(dialog)).contains("loses its name").doesNotContain("stays as it is");
        test(force).click();
        act(dialog);
        await(() -> commands("alpha").size() == 1);
        assertThat(commands("alpha").getFirst().getRemove().getTargetsList()).containsExactly(BUSYBOX);
        assertThat(commands("alpha").getFirst().getRemove().getForce()).isFalse();
        assertThat(commands("edge-03")).isEmpty();
    }

    @Test
    @SignedIn
    @DisplayName(
            "a push under another name takes one host that holds the image, tags it there by its id, and warns of drift")
    void push() {
        navigate(ImagesView.class);
        dialogs.push(pick(NGINX, "alpha", "gamma"));
        PushDialog dialog = opened(PushDialog.class);
        assertThat(textOf(dialog)).contains("≠");
        test(field("Push as")).setValue("registry.example/web/nginx:9");
        assertThat(textOf(dialog)).contains("registry.example/web/nginx:9");
        act(dialog);
        await(() -> commands("alpha").size() == 1);
        var push = commands("alpha").getFirst().getPush();
        assertThat(push.getReference()).isEqualTo("registry.example/web/nginx:9");
        assertThat(push.getTag().getImageId()).startsWith("sha256:");
        assertThat(push.getTag().getOverwrite()).isFalse();
        assertThat(commands("gamma")).isEmpty();
    }

    @Test
    @SignedIn
    @DisplayName("a prune shows exactly what would go, and only what stays ticked goes, by its id")
    void prune() {
        Image one = image(1);
        Image two = image(2);
        agents.answer((host, question) -> QueryAnswer.newBuilder()
                .setPrunePreview(
                        host.equals(id("alpha"))
                                ? PrunePreview.newBuilder()
                                        .addImages(one)
                                        .addImages(two)
                                        .setReclaimableBytes(10_000_000)
                                : PrunePreview.newBuilder())
                .build());
        navigate(ImagesView.class);
        dialogs.prune(Set.of(id("alpha"), id("beta"), id("edge-03")));
        PruneDialog dialog = opened(PruneDialog.class);
        await(() -> textOf(dialog).contains("2 images, 10 MB to be freed")
                && textOf(dialog).contains("nothing to prune"));
        assertThat(textOf(dialog)).contains("2 images on 1 host will be deleted", "edge-03");
        Grid<ImageView> grid = grid();
        assertThat(rows(grid)).hasSize(2);

        fromBrowser(grid, rows(grid).getFirst());
        assertThat(dialog.actButton().getText()).isEqualTo("Remove 1 image");
        act(dialog);
        await(() -> commands("alpha").size() == 1);
        assertThat(commands("alpha").getFirst().getPrune().getImageIdsList()).hasSize(1);
        assertThat(commands("beta")).isEmpty();
    }

    @Test
    @SignedIn
    @DisplayName(
            "a prune of more images than one operation takes is made in several, none of them left out or named twice")
    void greatPrune() {
        agents.answer((host, question) -> QueryAnswer.newBuilder()
                .setPrunePreview(PrunePreview.newBuilder()
                        .addAllImages(IntStream.rangeClosed(1, 3_100)
                                .mapToObj(ImageDialogsTest::image)
                                .toList()))
                .build());
        navigate(ImagesView.class);
        dialogs.prune(Set.of(id("alpha"), id("beta")));
        PruneDialog dialog = opened(PruneDialog.class);
        await(() -> textOf(dialog).contains("6200 images on 2 hosts will be deleted")
                || textOf(dialog).contains("6,200 images on 2 hosts will be deleted"));

        var requests = dialog.requests();
        assertThat(requests).hasSize(2);
        var ids = requests.stream()
                .map(request -> (Task.Prune) request.task())
                .flatMap(prune -> prune.images().getOrDefault(id("alpha"), List.of()).stream())
                .toList();
        assertThat(ids).hasSize(3_100).doesNotHaveDuplicates();
        act(dialog);
        await(() -> !commands("alpha").isEmpty() && !commands("beta").isEmpty());
        assertThat(find(ErrorNote.class).exists()).isFalse();
    }

    @Test
    @SignedIn
    @DisplayName("a host that can't say what a prune would remove shows why, with text only, and the others go on")
    void pruneRefused() {
        String evil = "<img src=x onerror=alert(1)>";
        agents.answer((host, question) -> host.equals(id("alpha"))
                ? QueryAnswer.newBuilder()
                        .setFailure(Failure.newBuilder().setCode("ENGINE_ERROR").setReason(evil))
                        .build()
                : QueryAnswer.newBuilder()
                        .setPrunePreview(PrunePreview.newBuilder().addImages(image(3)))
                        .build());
        navigate(ImagesView.class);
        dialogs.prune(Set.of(id("alpha"), id("beta")));
        PruneDialog dialog = opened(PruneDialog.class);
        await(() -> find(ErrorNote.class).exists() && textOf(dialog).contains("1 image on 1 host will be deleted"));
        assertThat(textOf(dialog)).contains(evil);
        assertThat(hasMarkup()).isFalse();
    }

    @Test
    @SignedIn
    @DisplayName(
            "drift is ended by a copy of the chosen image to the hosts that hold another, which takes the name there")
    void align() {
        navigate(ImagesView.class);
        ImageRow row = fleet.images(Actor.system(), ImagesFilter.ALL.query(0, 100)).items().stream()
                .filter(one -> one.key().equals(NGINX))
                .findFirst()
                .orElseThrow();
        dialogs.align(row);
        AlignDialog dialog = opened(AlignDialog.class);
        assertThat(textOf(dialog)).contains("Copied from alpha", "gamma: moves").doesNotContain("beta: moves");
        act(dialog);

        Operation started = operations
                .list(Actor.system(), new OperationQuery(null, null, null, "", 0, 1))
                .items()
                .getFirst();
        assertThat(started.task()).isEqualTo(new Task.Copy(id("alpha"), List.of(ImageRef.of("nginx:1.27")), true));
        assertThat(started.parts())
                .extracting(Operation.Part::hostName)
                .contains("gamma")
                .doesNotContain("beta");
    }

    @Test
    @SignedIn(Role.VIEWER)
    @DisplayName("a viewer who gets at a dialog all the same finds no host in it")
    void viewer() {
        navigate(ImagesView.class);
        dialogs.pull(List.of(), Set.of());
        PullDialog dialog = opened(PullDialog.class);
        assertThat(find(HostPicker.class).single().chosen()).isEmpty();
        test(field("Reference")).setValue("nginx:1");
        act(dialog);
        assertThat(find(HostPicker.class).single().isInvalid()).isTrue();
        assertThat(commands("alpha")).isEmpty();
    }

    @SuppressWarnings("unchecked")
    private Grid<ImageView> grid() {
        return (Grid<ImageView>) find(Grid.class)
                .withCondition(grid -> grid.hasClassName("ls-prune-grid"))
                .single();
    }

    /** Unticks a row as a browser does. */
    private static void fromBrowser(Grid<ImageView> grid, ImageView row) {
        if (grid.getSelectionModel() instanceof AbstractGridMultiSelectionModel<ImageView> model) {
            model.deselectFromClient(row);
        }
    }

    private static Image image(int number) {
        return Image.newBuilder()
                .setId("sha256:%064x".formatted(900 + number))
                .setConfigDigest("sha256:%064x".formatted(900 + number))
                .setSizeBytes(5_000_000)
                .setSharedBytes(-1)
                .setOs("linux")
                .setArchitecture("amd64")
                .build();
    }
}
