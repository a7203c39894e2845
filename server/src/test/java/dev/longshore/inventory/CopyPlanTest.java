package dev.longshore.inventory;

import static dev.longshore.inventory.CopyEnds.Store.CLASSIC;
import static dev.longshore.inventory.CopyEnds.Store.OLD_CLASSIC;
import static dev.longshore.inventory.CopyEnds.Store.PACKED;
import static dev.longshore.inventory.CopyEnds.Store.WHOLE_IMAGES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.longshore.model.Digest;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.HostId;
import dev.longshore.model.ImageId;
import dev.longshore.model.ImageIdentity;
import dev.longshore.model.ImageRef;
import dev.longshore.model.LongshoreException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class CopyPlanTest {

    private static final ImageRef APP = ImageRef.of("team/app:1");
    private static final ImageRef ALIAS = ImageRef.of("team/app:latest");
    private static final HostId HOST = HostId.of("h-0000000000000001");

    private static final CopyEnds MISSING_LAYERS = new CopyEnds(CLASSIC, CLASSIC);
    private static final CopyEnds MISSING_IMAGES = new CopyEnds(CLASSIC, WHOLE_IMAGES);

    private final ImageView app = image("a", List.of("1", "2", "3"), APP.normalized(), ALIAS.normalized());

    private static ImageView image(String id, List<String> layers, String... tags) {
        return image(id, layers, false, tags);
    }

    private static ImageView image(String id, List<String> layers, boolean incomplete, String... tags) {
        ImageIdentity identity = new ImageIdentity(
                Digest.of("sha256:" + id.repeat(64)),
                layers.stream().map(layer -> "sha256:" + layer.repeat(64)).toList(),
                "linux/amd64",
                0);
        return new ImageView(
                HOST,
                "alpha",
                ImageId.of(id.repeat(64)),
                identity,
                List.of(tags),
                List.of(),
                1,
                -1,
                Instant.EPOCH,
                Map.of(),
                false,
                incomplete,
                "",
                List.of());
    }

    private CopyPlan.Item plan(CopyEnds ends, ImageView... there) {
        return CopyPlan.of("alpha", List.of(app), List.of(APP), List.of(there), null, ends)
                .items()
                .getFirst();
    }

    @Test
    @DisplayName("only an unbroken foundation counts as held, and the longest of any image there")
    void foundation() {
        assertThat(plan(MISSING_LAYERS).heldLayers()).isZero();
        assertThat(plan(MISSING_LAYERS, image("b", List.of("1"))).heldLayers()).isEqualTo(1);
        assertThat(plan(MISSING_LAYERS, image("b", List.of("1", "2", "9")), image("c", List.of("1")))
                        .heldLayers())
                .isEqualTo(2);
        assertThat(plan(MISSING_LAYERS, image("b", List.of("2", "3"))).heldLayers())
                .isZero();
        assertThat(plan(MISSING_LAYERS, image("b", List.of("1", "9", "3"))).heldLayers())
                .isEqualTo(1);
    }

    @Test
    @DisplayName("nothing counts where the engine takes no parts, nor a record without its content")
    void wholeOnly() {
        assertThat(plan(MISSING_IMAGES, image("b", List.of("1", "2"))).heldLayers())
                .isZero();
        assertThat(plan(MISSING_LAYERS, image("b", List.of("1", "2"), true)).heldLayers())
                .isZero();
        assertThat(plan(MISSING_LAYERS, image("a", List.of("1", "2", "3"), true))
                        .present())
                .isFalse();
    }

    @Test
    @DisplayName("the same image under any name is present, and its own name is not taken")
    void present() {
        CopyPlan.Item item = plan(MISSING_IMAGES, image("a", List.of("1", "2", "3"), APP.normalized()));
        assertThat(item.present()).isTrue();
        assertThat(item.heldLayers()).isEqualTo(3);
        assertThat(item.taken()).isEmpty();
    }

    @Test
    @DisplayName("where a containerd store is at either end, what is held shows only when images are looked into")
    void perhaps() {
        ImageView same = image("a", List.of("1", "2", "3"));
        ImageView base = image("b", List.of("1", "2"));
        for (CopyEnds ends : List.of(
                new CopyEnds(PACKED, PACKED), new CopyEnds(CLASSIC, PACKED), new CopyEnds(PACKED, OLD_CLASSIC))) {
            CopyPlan.Item present = plan(ends, base, same);
            assertThat(present.present()).isTrue();
            assertThat(present.heldLayers()).isZero();
            assertThat(present.perhapsHeld()).isEqualTo(3);
            assertThat(present.kin()).containsExactly(same, base);
            assertThat(plan(ends, base).perhapsHeld()).isEqualTo(2);
            assertThat(plan(ends).perhapsHeld()).isZero();
        }
        assertThat(plan(new CopyEnds(OLD_CLASSIC, PACKED), base).perhapsHeld()).isZero();
        assertThat(plan(new CopyEnds(OLD_CLASSIC, PACKED), same).perhapsHeld()).isEqualTo(3);
        assertThat(plan(new CopyEnds(PACKED, WHOLE_IMAGES), base).perhapsHeld()).isZero();
        assertThat(plan(MISSING_LAYERS, same).perhapsHeld()).isZero();
    }

    @Test
    @DisplayName("what an engine takes follows from its store, its version and the store at the other end")
    void ends() {
        HostFacts old = facts("docker", "20.10.24+dfsg1", false);
        HostFacts classic = facts("docker", "26.1.5", false);
        HostFacts containerd = facts("docker", "28.5.2", true);
        HostFacts podman = facts("podman", "5.4.2", false);
        assertThat(CopyEnds.of(old, classic)).isEqualTo(new CopyEnds(OLD_CLASSIC, CLASSIC));
        assertThat(CopyEnds.of(containerd, podman)).isEqualTo(new CopyEnds(PACKED, WHOLE_IMAGES));
        assertThat(CopyEnds.of(null, facts("docker", "", false))).isEqualTo(new CopyEnds(WHOLE_IMAGES, OLD_CLASSIC));
        for (HostFacts source : List.of(old, classic, containerd, podman)) {
            assertThat(CopyEnds.of(source, old).takesParts()).isTrue();
            assertThat(CopyEnds.of(source, classic).takesParts()).isTrue();
            assertThat(CopyEnds.of(source, podman).takesParts()).isFalse();
            assertThat(CopyEnds.of(source, containerd).takesParts())
                    .isEqualTo(source.equals(classic) || source.equals(containerd));
            assertThat(CopyEnds.of(source, containerd).lookedInto()).isTrue();
            assertThat(CopyEnds.of(source, podman).lookedInto()).isEqualTo(source.equals(containerd));
        }
        assertThat(CopyEnds.of(classic, null).takesParts()).isFalse();
    }

    private static HostFacts facts(String engine, String version, boolean containerd) {
        return WireFacts.read(dev.longshore.wire.HostFacts.newBuilder()
                .setEngine(engine)
                .setServerVersion(version)
                .setContainerdStore(containerd)
                .build());
    }

    @Test
    @DisplayName("a name that means another image there is told with its holder")
    void taken() {
        ImageView other = image("b", List.of("7"), APP.normalized());
        assertThat(plan(MISSING_LAYERS, other).taken()).containsExactly(Map.entry(APP, other.id()));
    }

    @Test
    @DisplayName("with the sizes of layers the plan tells bytes: those of layers that are not held, of all")
    void bytes() {
        CopyPlan plan = CopyPlan.of(
                "alpha", List.of(app), List.of(APP), List.of(image("b", List.of("1", "2"))), null, MISSING_LAYERS);
        assertThat(plan.movedBytes()).isEqualTo(-1);
        assertThat(plan.totalBytes()).isEqualTo(-1);
        CopyPlan sized = plan.sized(Map.of(app.id(), List.of(60L, 2L, 1L)));
        assertThat(sized.movedBytes()).isEqualTo(1);
        assertThat(sized.leastMovedBytes()).isEqualTo(1);
        assertThat(sized.totalBytes()).isEqualTo(63);
        CopyPlan unsure = CopyPlan.of(
                        "alpha",
                        List.of(app),
                        List.of(APP),
                        List.of(image("b", List.of("1", "2"))),
                        null,
                        new CopyEnds(PACKED, PACKED))
                .sized(Map.of(app.id(), List.of(60L, 2L, 1L)));
        assertThat(unsure.movedBytes()).isEqualTo(63);
        assertThat(unsure.leastMovedBytes()).isEqualTo(1);
    }

    private static HostFacts.Machine machine(String architecture) {
        return new HostFacts.Machine("", "", "", "linux", architecture, 1, 1);
    }

    @Test
    @DisplayName("a host of another architecture is told, in the words of images; what is not known is no warning")
    void platforms() {
        CopyPlan arm = CopyPlan.of("alpha", List.of(app), List.of(APP), List.of(), machine("aarch64"), MISSING_LAYERS);
        assertThat(arm.platform()).isEqualTo("linux/arm64");
        assertThat(arm.items().getFirst().runs()).isFalse();
        assertThat(machine("x86_64").runs("linux/amd64")).isTrue();
        assertThat(machine("amd64").runs("linux/amd64")).isTrue();
        assertThat(machine("x86_64").runs("linux/386")).isTrue();
        assertThat(machine("x86_64").runs("windows/amd64")).isFalse();
        assertThat(machine("aarch64").runs("linux/arm64/v8")).isTrue();
        assertThat(machine("aarch64").runs("linux/arm/v7")).isTrue();
        assertThat(machine("armv7l").runs("linux/arm64")).isFalse();
        assertThat(machine("").runs("linux/amd64")).isTrue();
        assertThat(machine("x86_64").runs("/")).isTrue();
    }

    @Test
    @DisplayName("names of one image are one item; a name that the source lacks is refused")
    void items() {
        assertThat(CopyPlan.of("alpha", List.of(app), List.of(APP, ALIAS), List.of(), null, MISSING_LAYERS)
                        .items())
                .singleElement()
                .satisfies(item -> assertThat(item.references()).containsExactly(APP, ALIAS));
        assertThatExceptionOfType(LongshoreException.class)
                .isThrownBy(() -> CopyPlan.of(
                        "alpha", List.of(app), List.of(ImageRef.of("team/other:1")), List.of(), null, MISSING_LAYERS))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.IMAGE_NOT_FOUND))
                .withMessageContaining("alpha has no team/other:1");
    }
}
