package dev.longshore.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.lab.Lab;
import dev.longshore.lab.LabHost;
import dev.longshore.wire.Failure;
import dev.longshore.wire.ImageSearchHit;
import dev.longshore.wire.ImageSearchQuestion;
import dev.longshore.wire.Query;
import dev.longshore.wire.QueryAnswer;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Searches of registries through an engine, as docker search. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SearchContract {

    final Lab lab = Lab.shared();

    private EngineUnderTest under;
    private BrokenRegistry registry;

    abstract LabHost host();

    @BeforeAll
    void open() {
        under = new EngineUnderTest(host());
        registry = new BrokenRegistry(lab);
        registry.trustedBy(under.host);
    }

    @AfterAll
    void close() {
        registry.close();
        under.close();
    }

    private QueryAnswer search(String term) throws InterruptedException {
        return under.engine.answer(Query.newBuilder()
                .setDeadlineMs(60_000)
                .setImageSearch(ImageSearchQuestion.newBuilder().setTerm(term).setLimit(10))
                .build());
    }

    @Test
    @DisplayName("what a registry finds comes with its stars and marks, cleaned of what is no text")
    void finds() throws InterruptedException {
        QueryAnswer answer = search(registry.reference("app"));

        assertThat(answer.getFailure().getReason()).isEmpty();
        List<ImageSearchHit> hits = answer.getImageSearch().getHitsList();
        assertThat(hits).hasSize(2);
        assertThat(hits)
                .extracting(ImageSearchHit::getName)
                .containsExactly(registry.reference("library/app"), registry.reference("team/app"));
        assertThat(hits.getFirst().getStars()).isEqualTo(1234);
        assertThat(hits.getFirst().getOfficial()).isTrue();
        assertThat(hits.getFirst().getDescription()).isEqualTo("The app\uFFFD itself");
        assertThat(hits.getLast().getOfficial()).isFalse();
    }

    @Test
    @DisplayName("Docker Hub that can't be reached is the registry's trouble, and not the engine's")
    void unreachable() throws InterruptedException {
        for (String term : List.of("nginx", "team/nginx")) {
            Failure failure = search(term).getFailure();
            assertThat(failure.getCode()).as(failure.getReason()).startsWith("REGISTRY_");
            assertThat(failure.getReason()).contains("docker.io");
        }
    }

    @Test
    @DisplayName("what is no text to search for is not handed on")
    void refused() throws InterruptedException {
        for (String term : List.of("", "a\r\nb", "a?b=c", "-f", "é")) {
            assertThat(search(term).getFailure().getCode()).as(term).isEqualTo("INVALID_REQUEST");
        }
    }
}
