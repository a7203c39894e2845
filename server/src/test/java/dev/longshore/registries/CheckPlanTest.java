package dev.longshore.registries;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.model.ImageRef;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class CheckPlanTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration INTERVAL = Duration.ofHours(6);
    private static final ImageRef ONE = ImageRef.of("r.example/one:1");
    private static final ImageRef TWO = ImageRef.of("r.example/two:1");
    private static final ImageRef OTHER = ImageRef.of("other.example/one:1");

    private final CheckPlan plan = new CheckPlan(INTERVAL, new Random(7));

    private void watchAll(Instant at) {
        plan.watch(Set.of(ONE, TWO, OTHER), at);
    }

    @Test
    void aRegistryIsAskedOneQuestionAtATimeAndNotAgainBeforeTheInterval() {
        watchAll(NOW);
        assertThat(plan.next("r.example", NOW.minusMillis(1))).isEmpty();
        Instant soon = NOW.plus(Duration.ofMinutes(5));
        ImageRef first = plan.next("r.example", soon).orElseThrow();
        assertThat(plan.next("r.example", soon)).as("busy").isEmpty();
        assertThat(plan.next("other.example", soon)).contains(OTHER);
        plan.done(first, soon);
        ImageRef second = plan.next("r.example", soon).orElseThrow();
        assertThat(Set.of(first, second)).isEqualTo(Set.of(ONE, TWO));
        plan.done(second, soon);
        watchAll(soon);
        assertThat(plan.next("r.example", soon.plus(INTERVAL).minusSeconds(1))).isEmpty();
        assertThat(plan.next("r.example", soon.plus(INTERVAL.multipliedBy(11).dividedBy(10))))
                .isPresent();
    }

    @Test
    void questionsAreSpreadByChance() {
        Set<Long> delays = new HashSet<>();
        for (int number = 0; number < 50; number++) {
            ImageRef each = ImageRef.of("r" + number + ".example/x:1");
            plan.watch(Set.of(each), NOW);
            long seconds = 0;
            while (plan.next(each.domain(), NOW.plusSeconds(seconds)).isEmpty()) {
                seconds++;
            }
            delays.add(seconds);
            assertThat(seconds).isLessThanOrEqualTo(300);
        }
        assertThat(delays).hasSizeGreaterThan(25);
    }

    @Test
    @DisplayName(
            "catalogue 84: a registry that limits is left alone as long as it asks, longer each time, and others are not")
    void aLimitingRegistryIsLeftAlone() {
        watchAll(NOW);
        Instant at = NOW.plus(Duration.ofMinutes(5));
        ImageRef first = plan.next("r.example", at).orElseThrow();
        plan.refused(first, true, Duration.ofHours(1), at);
        assertThat(plan.next("r.example", at.plus(Duration.ofMinutes(59)))).isEmpty();
        assertThat(plan.next("other.example", at)).contains(OTHER);
        plan.hurry(at);
        assertThat(plan.next("r.example", at))
                .as("not even when somebody hurries")
                .isEmpty();

        Instant later = at.plus(Duration.ofMinutes(67));
        plan.refused(plan.next("r.example", later).orElseThrow(), true, null, later);
        assertThat(plan.next("r.example", later.plus(Duration.ofMinutes(29))))
                .as("twice 15 min")
                .isEmpty();
        Instant muchLater = later.plus(Duration.ofMinutes(34));
        plan.done(plan.next("r.example", muchLater).orElseThrow(), muchLater);
        plan.hurry(muchLater);
        plan.refused(plan.next("r.example", muchLater).orElseThrow(), false, null, muchLater);
        assertThat(plan.next("r.example", muchLater.plus(Duration.ofMinutes(6))))
                .as("an answer in between starts it anew")
                .isPresent();
    }

    @Test
    void aTagThatAlwaysFailsDoesNotKeepTheOthersOfItsRegistryWaiting() {
        watchAll(NOW);
        Instant at = NOW.plus(Duration.ofMinutes(5));
        ImageRef bad = plan.next("r.example", at).orElseThrow();
        plan.refused(bad, false, null, at);
        ImageRef good = bad.equals(ONE) ? TWO : ONE;
        assertThat(plan.next("r.example", at.plus(Duration.ofMinutes(6)))).contains(good);
        assertThat(plan.anyDue(at)).as("the other registry").isTrue();
        plan.watch(Set.of(bad), at);
        assertThat(plan.anyDue(at)).isFalse();
    }

    @Test
    void whatNobodyHoldsAnyMoreIsNotAskedFor() {
        watchAll(NOW);
        plan.watch(Set.of(OTHER), NOW);
        plan.hurry(NOW);
        assertThat(plan.next("r.example", NOW)).isEmpty();
        assertThat(plan.next("other.example", NOW)).contains(OTHER);
    }
}
