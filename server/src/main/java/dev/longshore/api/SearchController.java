package dev.longshore.api;

import dev.longshore.access.Actor;
import dev.longshore.inventory.SearchHit;
import dev.longshore.model.HostId;
import dev.longshore.registries.RegistrySearch;
import io.swagger.v3.oas.annotations.Operation;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Repositories by a part of their name. */
@RestController
@RequestMapping("/api/v1")
final class SearchController {

    private final RegistrySearch search;

    SearchController(RegistrySearch search) {
        this.search = search;
    }

    /** A repository; stars, official and automated are of Docker Hub. */
    record HitBody(String repository, String description, int stars, boolean official, boolean automated) {

        static HitBody of(SearchHit hit) {
            return new HitBody(
                    hit.repository().repository(), hit.description(), hit.stars(), hit.official(), hit.automated());
        }
    }

    /**
     * What one registry answered.
     *
     * @param id null for Docker Hub where it has no name here
     * @param through id of the host whose engine asked; null if the server did
     * @param problem why there is no answer; null if there is one
     */
    record PartBody(
            @Nullable Long id,
            String name,
            String host,
            @Nullable String through,
            List<HitBody> items,
            BrowseController.@Nullable ProblemBody problem) {

        static PartBody of(RegistrySearch.Part part) {
            var registry = part.registry();
            var through = part.through();
            return new PartBody(
                    registry == null ? null : registry.id(),
                    registry == null ? "Docker Hub" : registry.name(),
                    part.host(),
                    through == null ? null : through.id().value(),
                    part.hits().stream().map(HitBody::of).toList(),
                    BrowseController.ProblemBody.of(part.problem()));
        }
    }

    @Operation(summary = "Searches all registries at once; Docker Hub through the engine of a host")
    @GetMapping("/registries/search")
    ListBody<PartBody> everywhere(Actor actor, @RequestParam String q, @RequestParam @Nullable HostId host) {
        return new ListBody<>(
                search.everywhere(actor, q, host).stream().map(PartBody::of).toList());
    }

    @Operation(summary = "docker search through a host's engine: at Docker Hub, or at a registry by its id")
    @GetMapping("/hosts/{id}/images/search")
    ListBody<HitBody> through(
            Actor actor,
            @PathVariable HostId id,
            @RequestParam String q,
            @RequestParam @Nullable Long registry,
            @RequestParam(defaultValue = "25") int limit) {
        return new ListBody<>(search.through(actor, id, registry, q, Fields.between("limit", limit, 1, 100)).stream()
                .map(HitBody::of)
                .toList());
    }
}
