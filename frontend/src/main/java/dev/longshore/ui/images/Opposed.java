package dev.longshore.ui.images;

import com.vaadin.flow.router.QueryParameters;
import dev.longshore.inventory.HostView;
import dev.longshore.inventory.ImageAt;
import dev.longshore.model.HostId;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Which two of the images that were picked are compared: where they can be asked, and on one host if that has both. */
final class Opposed {

    private Opposed() {}

    /** The page that compares two images. */
    record Page(String location, QueryParameters parameters) {}

    static Optional<Page> of(Pick left, Pick right, List<HostView> hosts) {
        return first(left, right, hosts)
                .flatMap(one -> first(right, left, hosts)
                        .map(other -> new Page(
                                "images/compare",
                                new QueryParameters(
                                        Map.of("left", List.of(one.toString()), "right", List.of(other.toString()))))));
    }

    private static Optional<ImageAt> first(Pick pick, Pick other, List<HostView> hosts) {
        return holders(pick, hosts)
                .min(Comparator.comparing((HostView host) -> !host.state().ready())
                        .thenComparing(host -> !ready(other, hosts, host.id())))
                .map(host ->
                        new ImageAt(host.id(), Objects.requireNonNull(pick.on().get(host.id()))));
    }

    private static boolean ready(Pick pick, List<HostView> hosts, HostId wanted) {
        return holders(pick, hosts)
                .anyMatch(host -> host.id().equals(wanted) && host.state().ready());
    }

    private static Stream<HostView> holders(Pick pick, List<HostView> hosts) {
        return hosts.stream().filter(host -> pick.on().containsKey(host.id()));
    }
}
