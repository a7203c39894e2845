package dev.longshore.ui.images;

import static org.assertj.core.api.Assertions.assertThat;

import com.vaadin.flow.router.QueryParameters;
import dev.longshore.inventory.ImageQuery.Sort;
import dev.longshore.inventory.ImageView;
import dev.longshore.model.HostId;
import dev.longshore.model.ImageId;
import dev.longshore.model.ImageIdentity;
import dev.longshore.operations.Task;
import dev.longshore.ui.kit.UrlState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PlansTest {

    private static final HostId ALPHA = HostId.of("h-0000000000000001");
    private static final HostId BETA = HostId.of("h-0000000000000002");
    private static final ImageId IMAGE = ImageId.of("a".repeat(64));

    private static ImageView image(HostId host, List<String> tags, List<ImageView.Use> usedBy) {
        return new ImageView(
                host,
                host.equals(ALPHA) ? "alpha" : "beta",
                IMAGE,
                new ImageIdentity(null, List.of(), "linux/amd64", 0),
                tags,
                List.of(),
                1_000_000,
                -1,
                Instant.EPOCH,
                Map.of(),
                false,
                false,
                "",
                usedBy);
    }

    @Test
    @DisplayName("a removal untags while another name is left, and deletes with the last one")
    void untagOrDelete() {
        var two = image(ALPHA, List.of("docker.io/library/app:1", "docker.io/library/app:2"), List.of());
        var one = image(BETA, List.of("docker.io/library/app:1"), List.of());
        var row = new Pick(Pick.of(one).references(), "app:1", Map.of(ALPHA, IMAGE, BETA, IMAGE));

        var plan = RemovalPlan.of(List.of(row), (host, _) -> host.equals(ALPHA) ? two : one);

        var onAlpha = plan.hosts().getFirst().items().getFirst();
        assertThat(onAlpha.deleted()).isFalse();
        assertThat(onAlpha.remaining()).containsExactly("docker.io/library/app:2");
        assertThat(plan.hosts().getLast().items().getFirst().deleted()).isTrue();
        assertThat(plan.groups(Set.of(ALPHA, BETA)))
                .singleElement()
                .satisfies(group -> assertThat(group.hosts()).containsExactly(ALPHA, BETA));
        assertThat(plan.groups(Set.of(BETA)))
                .singleElement()
                .satisfies(group -> assertThat(group.hosts()).containsExactly(BETA));
    }

    @Test
    @DisplayName("only what would be deleted conflicts with the containers that use it")
    void conflict() {
        var use = List.of(new ImageView.Use("c1", "web", "exited"));
        var last = image(ALPHA, List.of("docker.io/library/app:1"), use);
        var more = image(ALPHA, List.of("docker.io/library/app:1", "docker.io/library/app:2"), use);
        var pick = Pick.of(last);

        assertThat(RemovalPlan.of(List.of(pick), (_, _) -> last)
                        .hosts()
                        .getFirst()
                        .conflicts())
                .isTrue();
        assertThat(RemovalPlan.of(List.of(pick), (_, _) -> more)
                        .hosts()
                        .getFirst()
                        .conflicts())
                .isFalse();
    }

    @Test
    @DisplayName("hosts come in the order of their names, whatever their ids")
    void byName() {
        var on = new ImageView(
                BETA,
                "aardvark",
                IMAGE,
                new ImageIdentity(null, List.of(), "linux/amd64", 0),
                List.of("docker.io/library/app:1"),
                List.of(),
                1_000_000,
                -1,
                Instant.EPOCH,
                Map.of(),
                false,
                false,
                "",
                List.of());
        var alpha = image(ALPHA, List.of("docker.io/library/app:1"), List.of());
        var row = new Pick(Pick.of(on).references(), "app:1", Map.of(ALPHA, IMAGE, BETA, IMAGE));

        var plan = RemovalPlan.of(List.of(row), (host, _) -> host.equals(ALPHA) ? alpha : on);

        assertThat(plan.hosts()).extracting(RemovalPlan.OnHost::hostName).containsExactly("aardvark", "alpha");
        assertThat(plan.groups(Set.of(ALPHA, BETA)).getFirst().hosts()).containsExactly(BETA, ALPHA);
    }

    @Test
    @DisplayName("an image without a tag is removed by the very id that was shown on that host")
    void byId() {
        var pick = Pick.of(image(ALPHA, List.of(), List.of()));
        assertThat(pick.targets(ALPHA)).containsExactly(new Task.Target.ById(IMAGE));
        assertThat(pick.targets(BETA)).isEmpty();
    }

    @Test
    @DisplayName("a link reproduces the filters, and a mangled one shows what can be shown")
    void address() {
        var filter = ImagesFilter.ALL
                .withHosts(Set.of(ALPHA))
                .withText("nginx")
                .withDrift(true)
                .withUnused(true)
                .withMode(ImagesFilter.Mode.LIST)
                .withSort(Sort.SIZE, true);
        var address = new UrlState();
        filter.write(address);
        assertThat(ImagesFilter.of(address)).isEqualTo(filter);

        var mangled = new UrlState(QueryParameters.fromString("host=../../x&sort=nothing&view=cube&show=drift"));
        assertThat(ImagesFilter.of(mangled)).isEqualTo(ImagesFilter.ALL.withDrift(true));
    }

    @Test
    @DisplayName("the same image has one colour within a row, and another one never has the same")
    void colours() {
        assertThat(DigestLook.of(0, "abc")).startsWith("ls-calm").isEqualTo(DigestLook.of(0, "abc"));
        assertThat(DigestLook.of(1, "abc")).startsWith("ls-loud").isNotEqualTo(DigestLook.of(2, "abc"));
    }
}
