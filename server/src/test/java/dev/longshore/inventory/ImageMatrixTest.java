package dev.longshore.inventory;

import static dev.longshore.inventory.FleetFixture.container;
import static dev.longshore.inventory.FleetFixture.containerdImage;
import static dev.longshore.inventory.FleetFixture.hex;
import static dev.longshore.inventory.FleetFixture.image;
import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.access.Actor;
import dev.longshore.access.Grant;
import dev.longshore.access.Role;
import dev.longshore.model.Digest;
import dev.longshore.model.HostId;
import dev.longshore.model.ImageId;
import dev.longshore.model.ImageRef;
import dev.longshore.wire.InventoryDelta;
import dev.longshore.wire.Pair;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ImageMatrixTest {

    private static final String NGINX = "docker.io/library/nginx:1.27";

    private final FleetFixture agents = new FleetFixture(Clock.systemUTC());
    private final Fleet fleet = agents.fleet();

    @Test
    void theSameImageOnDifferentStoresIsOneVariant() {
        HostId alpha = agents.host("alpha", image(1, NGINX));
        HostId beta = agents.host("beta", containerdImage(1, NGINX));
        ImageRow row = only(ImageQuery.all());
        assertThat(row.key()).isEqualTo(NGINX);
        assertThat(row.repository()).isEqualTo("nginx");
        assertThat(row.tag()).isEqualTo("1.27");
        assertThat(row.drift()).isFalse();
        assertThat(row.variants()).isEqualTo(1);
        assertThat(row.cells().get(alpha).id())
                .isNotEqualTo(row.cells().get(beta).id());
        assertThat(row.cells().get(alpha).shownDigest())
                .isEqualTo(row.cells().get(beta).shownDigest());
    }

    @Test
    void anotherImageUnderTheSameTagIsDriftAndTheMajorityIsVariantZero() {
        HostId alpha = agents.host("alpha", image(7, NGINX));
        HostId beta = agents.host("beta", image(1, NGINX));
        HostId gamma = agents.host("gamma", containerdImage(1, NGINX));
        ImageRow row = only(ImageQuery.all());
        assertThat(row.drift()).isTrue();
        assertThat(row.variants()).isEqualTo(2);
        assertThat(row.cells().get(beta).variant()).isZero();
        assertThat(row.cells().get(gamma).variant()).isZero();
        assertThat(row.cells().get(alpha).variant()).isEqualTo(1);
        assertThat(fleet.summary(Actor.system()).driftingReferences()).isEqualTo(1);
        // drift ends as soon as the host has the image of the others
        agents.delta(
                alpha,
                InventoryDelta.newBuilder()
                        .setEpoch(1)
                        .setRevision(2)
                        .addRemovedImages("sha256:" + hex(7))
                        .addImages(image(1, NGINX)));
        assertThat(only(ImageQuery.all()).drift()).isFalse();
    }

    @Test
    void aHostIsBehindIfItPulledTheTagAndLacksTheDigestThatTheRegistryGives() {
        Digest now = Digest.ofText("now");
        Digest platform = Digest.ofText("the manifest of a platform in it");
        String at = "docker.io/library/nginx@";
        HostId index = agents.host("index", image(1, NGINX).addDigests(at + now));
        agents.host("both", image(2, NGINX).addDigests(at + platform).addDigests(at + now));
        HostId old = agents.host("old", image(3, NGINX).addDigests(at + Digest.ofText("before")));
        agents.host("copied", image(4, NGINX));
        agents.host("elsewhere", image(5, NGINX).addDigests("mirror.example/nginx@" + Digest.ofText("before")));
        UpstreamTags tags = new UpstreamTags(agents.book(), Clock.systemUTC());
        assertThat(tags.comparable()).containsExactly(ImageRef.of(NGINX));
        assertThat(only(ImageQuery.all()).upstream()).isNull();

        tags.tell(ImageRef.of(NGINX), now);

        ImageQuery updates =
                new ImageQuery(Set.of(), "", false, false, false, true, ImageQuery.Sort.REFERENCE, false, 0, 9);
        assertThat(only(updates).upstream()).isNotNull().satisfies(told -> {
            assertThat(told.digest()).isEqualTo(now);
            assertThat(told.behind()).containsExactly(old);
        });
        Map<String, Upstream> ofOld = fleet.upstream(Actor.system(), old, ImageId.of(hex(3)));
        assertThat(ofOld).containsOnlyKeys(NGINX);
        tags.tell(ImageRef.of(NGINX), Digest.ofText("before"));
        assertThat(only(updates).upstream())
                .isNotNull()
                .satisfies(told -> assertThat(told.behind()).hasSize(2).doesNotContain(old));
        assertThat(fleet.images(viewerOf(old), updates).items())
                .as("hosts that the actor can't see are behind")
                .isEmpty();
        assertThat(fleet.images(viewerOf(index), updates).items())
                .singleElement()
                .satisfies(row -> assertThat(row.upstream())
                        .isNotNull()
                        .satisfies(told -> assertThat(told.behind()).containsExactly(index)));
        tags.keepOnly(Set.of(ImageRef.of(NGINX)));
        assertThat(only(updates).upstream()).isNotNull();
        tags.keepOnly(Set.of());
        assertThat(fleet.images(Actor.system(), updates).items()).isEmpty();
    }

    private static Actor viewerOf(HostId host) {
        return new Actor(7, "vera", List.of(new Grant(Role.VIEWER, Set.of(host))), Actor.Method.TOKEN, "", "");
    }

    @Test
    void ofEqualCountsTheNewestIsVariantZero() {
        HostId alpha = agents.host("alpha", image(1, NGINX));
        HostId beta = agents.host("beta", image(2, NGINX));
        ImageRow row = only(ImageQuery.all());
        assertThat(row.cells().get(beta).variant()).isZero();
        assertThat(row.cells().get(alpha).variant()).isEqualTo(1);
    }

    @Test
    void twoConfigsWithEqualLayersStayTwoVariantsThoughAThirdHostEqualsBoth() {
        HostId alpha = agents.host("alpha", image(1, NGINX));
        HostId beta = agents.host("beta", image(1, NGINX).setConfigDigest("sha256:" + hex(99)));
        HostId gamma = agents.host("gamma", containerdImage(1, NGINX));
        ImageRow row = only(ImageQuery.all());
        assertThat(row.variants()).isEqualTo(2);
        assertThat(row.cells().get(alpha).variant())
                .isNotEqualTo(row.cells().get(beta).variant());
        assertThat(row.cells().get(gamma).variant()).isZero();
    }

    @Test
    void oneReleaseForTwoPlatformsIsNoDrift() {
        String index = "docker.io/library/nginx@sha256:" + hex(500);
        agents.host("alpha", image(1, NGINX).addDigests(index));
        agents.host("beta", image(2, NGINX).addDigests(index).setArchitecture("arm64"));
        assertThat(only(ImageQuery.all()).drift()).isFalse();
        agents.host("gamma", image(3, NGINX).setArchitecture("arm64"));
        assertThat(only(ImageQuery.all()).drift()).isTrue();
    }

    @Test
    @DisplayName("catalogue 46: on one host a tag names one image, however many claim it")
    void aTagNamesOneImagePerHost() {
        HostId alpha = agents.host("alpha", image(1, NGINX), image(2, NGINX, "docker.io/library/b:2"), image(3, NGINX));
        assertThat(fleet.images(Actor.system(), alpha).stream()
                        .filter(image -> image.tags().contains(NGINX)))
                .singleElement()
                .satisfies(image -> assertThat(image.id().value()).endsWith(hex(1)));
        assertThat(fleet.images(Actor.system(), query("b:2", false, false, false))
                        .total())
                .isEqualTo(1);
        assertThat(only(query("nginx", false, false, false)).drift()).isFalse();
    }

    @Test
    void aTagThatMovedIsBelievedBeforeItsFormerImageIsToldAnew() {
        HostId alpha = agents.host("alpha", image(1, NGINX));
        agents.delta(
                alpha,
                InventoryDelta.newBuilder()
                        .setEpoch(1)
                        .setRevision(2)
                        .addImages(image(2, NGINX))
                        .setMore(true));
        assertThat(only(query("nginx", false, false, false))
                        .cells()
                        .get(alpha)
                        .id()
                        .value())
                .endsWith(hex(2));
        agents.delta(
                alpha, InventoryDelta.newBuilder().setEpoch(1).setRevision(3).addImages(image(1)));
        assertThat(only(query("nginx", false, false, false))
                        .cells()
                        .get(alpha)
                        .id()
                        .value())
                .endsWith(hex(2));
        assertThat(fleet.images(Actor.system(), alpha)).hasSize(2);
    }

    @Test
    void imagesWithoutATagHaveARowPerContent() {
        agents.host("alpha", image(1), image(2), image(3, NGINX));
        agents.host("beta", containerdImage(1));
        Page<ImageRow> page = fleet.images(Actor.system(), query("", false, true, false));
        assertThat(page.items())
                .extracting(ImageRow::key)
                .containsExactly("<none>@sha256:" + hex(1), "<none>@sha256:" + hex(2));
        assertThat(page.items().getFirst().cells()).hasSize(2);
        assertThat(page.items()).allMatch(row -> row.dangling() && !row.drift());
    }

    @Test
    void filtersSortsAndCutsPages() {
        HostId alpha = agents.host(
                "alpha",
                image(3, "docker.io/library/c:1"),
                image(1, "docker.io/library/a:1")
                        .addLabels(Pair.newBuilder().setKey("team").setValue("Blue")),
                image(2, "registry.example:5000/b:1"),
                container(1, "web", 1, "running"));
        HostId beta = agents.host("beta", image(2, "registry.example:5000/b:1"));
        assertThat(repositories(query("", false, false, false))).containsExactly("a", "c", "registry.example:5000/b");
        assertThat(repositories(query("EXAMPLE", false, false, false))).containsExactly("registry.example:5000/b");
        assertThat(repositories(query("blue", false, false, false))).containsExactly("a");
        assertThat(repositories(query(hex(3).substring(50), false, false, false)))
                .containsExactly("c");
        assertThat(repositories(query("", false, false, true))).containsExactly("c", "registry.example:5000/b");
        assertThat(repositories(query("", true, false, false))).isEmpty();
        assertThat(repositories(sorted(ImageQuery.Sort.SIZE, true)))
                .containsExactly("c", "registry.example:5000/b", "a");
        assertThat(repositories(sorted(ImageQuery.Sort.HOSTS, true)).getFirst()).isEqualTo("registry.example:5000/b");
        assertThat(repositories(sorted(ImageQuery.Sort.CONTAINERS, true)).getFirst())
                .isEqualTo("a");
        assertThat(repositories(sorted(ImageQuery.Sort.REFERENCE, true)).getFirst())
                .isEqualTo("registry.example:5000/b");
        Page<ImageRow> second = fleet.images(
                Actor.system(),
                new ImageQuery(Set.of(), "", false, false, false, ImageQuery.Sort.REFERENCE, false, 1, 2));
        assertThat(second.total()).isEqualTo(3);
        assertThat(second.items()).extracting(ImageRow::repository).containsExactly("registry.example:5000/b");
        assertThat(fleet.images(
                                Actor.system(),
                                new ImageQuery(
                                        Set.of(beta), "", false, false, false, ImageQuery.Sort.REFERENCE, false, 0, 10))
                        .items()
                        .getFirst()
                        .cells())
                .containsOnlyKeys(beta)
                .doesNotContainKey(alpha);
    }

    @Test
    @DisplayName("catalogue 81: 50 hosts of 10,000 images fit in the heap, and a page does not build rows anew")
    void aLargeFleetIsListedFromWhatIsThere() {
        List<Object> images = new ArrayList<>();
        for (int number = 1; number <= 10_000; number++) {
            images.add(image(number, "registry.example/team/app-" + number + ":1")
                    .addLabels(Pair.newBuilder()
                            .setKey("org.opencontainers.image.title")
                            .setValue("app " + number))
                    .build());
        }
        for (int host = 0; host < 50; host++) {
            agents.host("host-" + host, images.toArray());
        }
        Page<ImageRow> first = fleet.images(Actor.system(), query("", false, false, false));
        assertThat(first.total()).isEqualTo(10_000);
        assertThat(first.items().getFirst().cells()).hasSize(50);
        assertThat(fleet.images(Actor.system(), query("", false, false, false))
                        .items()
                        .getFirst())
                .as("rows are built per change, not per request")
                .isSameAs(first.items().getFirst());
        assertThat(repositories(query("app 777", false, false, false)))
                .hasSize(11)
                .contains("registry.example/team/app-777");
    }

    private List<String> repositories(ImageQuery query) {
        return fleet.images(Actor.system(), query).items().stream()
                .map(ImageRow::repository)
                .toList();
    }

    private ImageRow only(ImageQuery query) {
        Page<ImageRow> page = fleet.images(Actor.system(), query);
        assertThat(page.items()).hasSize(1);
        return page.items().getFirst();
    }

    private static ImageQuery query(String text, boolean drift, boolean dangling, boolean unused) {
        return new ImageQuery(Set.of(), text, drift, dangling, unused, ImageQuery.Sort.REFERENCE, false, 0, 100);
    }

    private static ImageQuery sorted(ImageQuery.Sort sort, boolean descending) {
        return new ImageQuery(Set.of(), "", false, false, false, sort, descending, 0, 100);
    }
}
