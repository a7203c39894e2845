package dev.longshore.api;

import dev.longshore.access.Actor;
import dev.longshore.inventory.ContainerQuery;
import dev.longshore.inventory.Fleet;
import dev.longshore.inventory.ImageQuery;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.HostId;
import dev.longshore.model.LongshoreException;
import java.util.List;
import java.util.Set;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Images and containers over all hosts. */
@RestController
@RequestMapping("/api/v1")
final class ImageController {

    private static final Set<String> CONTAINER_STATES =
            Set.of("created", "running", "paused", "restarting", "removing", "exited", "dead", "unhealthy");

    private final Fleet fleet;

    ImageController(Fleet fleet) {
        this.fleet = fleet;
    }

    /**
     * The matrix of references by host.
     *
     * @param host ids; may be repeated
     * @param sort reference, size, created, hosts or containers; a leading {@code -} turns the order round
     */
    @GetMapping("/images")
    PageBody<ImageBodies.Row> images(
            Actor actor,
            @RequestParam(defaultValue = "") List<HostId> host,
            @RequestParam(defaultValue = "") String q,
            @RequestParam(defaultValue = "false") boolean drift,
            @RequestParam(defaultValue = "false") boolean dangling,
            @RequestParam(defaultValue = "false") boolean unused,
            @RequestParam(defaultValue = "reference") String sort,
            @RequestParam(defaultValue = "0") int page,
            @RequestParam(defaultValue = "100") int size) {
        boolean descending = sort.startsWith("-");
        ImageQuery query = new ImageQuery(
                Set.copyOf(host),
                q,
                drift,
                dangling,
                unused,
                Fields.word("sort", ImageQuery.Sort.class, descending ? sort.substring(1) : sort),
                descending,
                Fields.between("page", page, 0, Integer.MAX_VALUE),
                Fields.between("size", size, 1, 1000));
        return PageBody.of(fleet.images(actor, query), ImageBodies.Row::of);
    }

    /**
     * Containers by name; host and state may be repeated.
     *
     * @param outdated only those whose reference names another image by now
     */
    @GetMapping("/containers")
    PageBody<ContainerBody> containers(
            Actor actor,
            @RequestParam(defaultValue = "") List<HostId> host,
            @RequestParam(defaultValue = "") String q,
            @RequestParam(defaultValue = "") List<String> state,
            @RequestParam(defaultValue = "false") boolean outdated,
            @RequestParam(defaultValue = "0") int page,
            @RequestParam(defaultValue = "100") int size) {
        for (String each : state) {
            if (!CONTAINER_STATES.contains(each)) {
                throw new LongshoreException(
                        ErrorCode.INVALID_REQUEST,
                        "state: must be one of "
                                + String.join(
                                        ", ", CONTAINER_STATES.stream().sorted().toList()));
            }
        }
        ContainerQuery query = new ContainerQuery(
                Set.copyOf(host),
                q,
                Set.copyOf(state),
                outdated,
                ContainerQuery.Sort.NAME,
                false,
                Fields.between("page", page, 0, Integer.MAX_VALUE),
                Fields.between("size", size, 1, 1000));
        return PageBody.of(fleet.containers(actor, query), ContainerBody::of);
    }
}
