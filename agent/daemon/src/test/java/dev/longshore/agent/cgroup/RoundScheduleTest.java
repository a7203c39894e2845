package dev.longshore.agent.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.agent.cgroup.RoundSchedule.Due;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Rounds of readings")
class RoundScheduleTest {

    private static final long START = Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(45); // the clock may wrap

    private final RoundSchedule schedule = new RoundSchedule(START);

    private static long at(double seconds) {
        return START + Math.round(seconds * 1e9);
    }

    /** When what is due until then, if each round begins that late. */
    private List<String> rounds(double from, double until, double late) {
        List<String> rounds = new ArrayList<>();
        long now = at(from);
        while (now - at(until) < 0) {
            Due due = schedule.take(now);
            if (due != Due.NOTHING) {
                rounds.add(due + " " + (now - START) / 100_000_000);
            }
            now += schedule.waitNanos(now) + Math.round(late * 1e9);
        }
        return rounds;
    }

    @Test
    @DisplayName("come each ten seconds, and don't drift when each comes late")
    void grid() {
        assertThat(rounds(0, 41, 0.3)).containsExactly("FULL 0", "FULL 103", "FULL 203", "FULL 303", "FULL 403");
    }

    @Test
    @DisplayName("that were missed are left out, not made up for")
    void missed() {
        assertThat(schedule.take(at(0))).isEqualTo(Due.FULL);

        assertThat(rounds(37, 61, 0)).containsExactly("FULL 370", "FULL 400", "FULL 500", "FULL 600");
    }

    @Test
    @DisplayName("of what is watched come in between until the watch ends by itself")
    void watched() {
        assertThat(schedule.take(at(0))).isEqualTo(Due.FULL);
        schedule.watch(at(6.5), TimeUnit.SECONDS.toNanos(1), TimeUnit.SECONDS.toNanos(5));

        assertThat(rounds(6.5, 25, 0))
                .containsExactly("WATCHED 70", "WATCHED 80", "WATCHED 90", "FULL 100", "WATCHED 110", "FULL 200");
    }

    @Test
    @DisplayName("of a watch are never closer than a second, and a watch lasts five minutes at most")
    void bounds() {
        schedule.watch(at(0), 1, Long.MAX_VALUE / 2);

        assertThat(schedule.take(at(0))).isEqualTo(Due.FULL);
        assertThat(schedule.take(at(0.9))).isEqualTo(Due.NOTHING);
        assertThat(schedule.take(at(1))).isEqualTo(Due.WATCHED);
        assertThat(schedule.watching(at(299))).isTrue();
        assertThat(schedule.watching(at(300))).isFalse();
    }

    @Test
    @DisplayName("of a watch end when they are no longer wished")
    void ended() {
        assertThat(schedule.take(at(0))).isEqualTo(Due.FULL);
        schedule.watch(at(0), TimeUnit.SECONDS.toNanos(1), TimeUnit.SECONDS.toNanos(60));
        schedule.watch(at(2.5), TimeUnit.SECONDS.toNanos(1), 0);

        assertThat(rounds(2.5, 15, 0)).containsExactly("FULL 100");
    }
}
