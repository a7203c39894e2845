package dev.longshore.api;

import dev.longshore.access.Actor;
import dev.longshore.inventory.ContainerQuery;
import dev.longshore.inventory.Fleet;
import dev.longshore.inventory.ImageQuery;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.HostId;
import dev.longshore.model.LongshoreException;
import dev.longshore.registries.UpdateChecks;
import io.swagger.v3.oas.annotations.Operation;
import java.util.List;
import java.util.Set;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Images and containers over all hosts. */
@RestController
@RequestMapping("/api/v1")
final class ImageController {

    private static final Set<String> CONTAINER_STATES =
            Set.of("created", "running", "paused", "restarting", "removing", "exited", "dead", "unhealthy");

    private final Fleet fleet;
    private final UpdateChecks checks;

    ImageController(Fleet fleet, UpdateChecks checks) {
        this.fleet = fleet;
        this.checks = checks;
    }

    @Operation(summary = "Asks registries at once, as fast as they allow, what their tags name; 202: it has begun")
    @PostMapping("/images/updates")
    @ResponseStatus(HttpStatus.ACCEPTED)
    void check(Actor actor) {
        checks.checkNow(actor);
    }

    /**
     * The matrix of references by host.
     *
     * @param host ids; may be repeated
     * @param updates only references of which the registry has another digest than a host
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
            @RequestParam(defaultValue = "false") boolean updates,
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
                updates,
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
