package dev.longshore.api;

import dev.longshore.access.Actor;
import dev.longshore.model.Digest;
import dev.longshore.model.HostId;
import dev.longshore.registries.RegistryBrowser;
import dev.longshore.registries.RegistryTag;
import dev.longshore.registries.RegistryTest;
import io.swagger.v3.oas.annotations.Operation;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** What registries hold. */
@RestController
@RequestMapping(RegistryController.PATH + "/{id}")
final class BrowseController {

    private final RegistryBrowser browser;

    BrowseController(RegistryBrowser browser) {
        this.browser = browser;
    }

    /** Whether all works that pulls and pushes need, and each step. */
    record TestBody(boolean passed, List<StepBody> steps) {

        static TestBody of(RegistryTest test) {
            return new TestBody(
                    test.passed(), test.steps().stream().map(StepBody::of).toList());
        }
    }

    /**
     * A step.
     *
     * @param step reach, tls, api, sign_in, catalogue
     * @param note of sign_in: account, anonymous, or unasked if there is an account that the registry did not ask for
     */
    record StepBody(
            String step,
            boolean passed,
            String note,
            @Nullable ProblemBody problem) {

        static StepBody of(RegistryTest.Result result) {
            return new StepBody(
                    Words.of(result.step()), result.problem() == null, result.note(), ProblemBody.of(result.problem()));
        }
    }

    /** Why something could not be done. */
    record ProblemBody(String code, String reason, String remedy) {

        static @Nullable ProblemBody of(RegistryTest.@Nullable Problem problem) {
            return problem == null ? null : new ProblemBody(problem.code().name(), problem.reason(), problem.remedy());
        }
    }

    @Operation(summary = "Tries a registry out, from this server: reached, TLS, API, sign-in, list of repositories")
    @PostMapping("/test")
    TestBody test(Actor actor, @PathVariable long id) {
        return TestBody.of(browser.test(actor, id));
    }

    /** Repositories; {@code next} asks for those that follow, and is empty at the end. */
    record RepositoriesBody(List<String> items, String next) {}

    @Operation(
            summary =
                    "Repositories by name, 100 at a time; with q the first that contain it, 200 or a few more. Docker Hub has no list")
    @GetMapping("/repositories")
    RepositoriesBody repositories(
            Actor actor,
            @PathVariable long id,
            @RequestParam(defaultValue = "") String q,
            @RequestParam(defaultValue = "") String next) {
        RegistryBrowser.Repositories page = browser.repositories(actor, id, q, next);
        return new RepositoriesBody(page.names(), page.next());
    }

    /**
     * A tag.
     *
     * @param digest null if it could not be read, see problem
     * @param kind image, index, or the media type of what no engine runs
     * @param hosts ids of hosts that hold one of its images
     */
    record TagBody(
            String tag,
            @Nullable String digest,
            String kind,
            List<VariantBody> platforms,
            @Nullable Instant createdAt,
            List<String> hosts,
            @Nullable ProblemBody problem) {

        static TagBody of(RegistryTag tag) {
            Digest digest = tag.digest();
            return new TagBody(
                    tag.tag(),
                    digest == null ? null : digest.value(),
                    tag.kind(),
                    tag.variants().stream()
                            .map(each -> new VariantBody(
                                    each.platform(), each.digest().value(), each.sizeBytes()))
                            .toList(),
                    tag.created(),
                    tag.holders().stream().map(HostId::value).sorted().toList(),
                    ProblemBody.of(tag.problem()));
        }
    }

    /** The image of a platform; sizeBytes as it is sent, -1 if not known. */
    record VariantBody(String platform, String digest, long sizeBytes) {}

    @Operation(summary = "Tags of a repository: latest first, then higher numbers before lower ones")
    @GetMapping("/tags")
    PageBody<TagBody> tags(
            Actor actor,
            @PathVariable long id,
            @RequestParam String repository,
            @RequestParam(defaultValue = "") String q,
            @RequestParam(defaultValue = "0") int page,
            @RequestParam(defaultValue = "25") int size) {
        return PageBody.of(
                browser.tags(
                        actor,
                        id,
                        repository,
                        q,
                        Fields.between("page", page, 0, Integer.MAX_VALUE),
                        Fields.between("size", size, 1, 50)),
                TagBody::of);
    }

    /** What deleting takes away: the manifest, and all tags that name it. */
    record DeletionBody(String repository, String digest, List<String> tags) {}

    @Operation(summary = "What deleting a tag would take away: a registry deletes a manifest with all of its tags")
    @GetMapping("/tags/deletion")
    DeletionBody deletion(
            Actor actor, @PathVariable long id, @RequestParam String repository, @RequestParam String tag) {
        RegistryTag.Deletion deletion = browser.deletion(actor, id, repository, tag);
        return new DeletionBody(deletion.repository(), deletion.digest().value(), deletion.tags());
    }

    @Operation(summary = "Deletes a manifest with exactly these tags; TAGS_CHANGED if others name it by now")
    @DeleteMapping("/tags")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(
            Actor actor,
            @PathVariable long id,
            @RequestParam String repository,
            @RequestParam String digest,
            @RequestParam(name = "tag") List<String> tags) {
        Digest parsed = Fields.parse("digest", () -> Digest.of(digest));
        browser.delete(actor, id, new RegistryTag.Deletion(repository, parsed, tags));
    }
}
