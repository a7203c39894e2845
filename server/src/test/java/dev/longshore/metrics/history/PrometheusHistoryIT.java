package dev.longshore.metrics.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longshore.metrics.history.History.Appended;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrometheusHistoryIT extends HistoryContract {

    private static final String RECEIVE = "--web.enable-remote-write-receiver";

    @TempDir
    private Path dir;

    private @Nullable TestPrometheus prometheus;

    @Override
    History open() {
        if (prometheus == null) {
            prometheus = new TestPrometheus(dir, RECEIVE);
        }
        return new PrometheusHistory(prometheus.base(), null, null);
    }

    @AfterEach
    void stop() {
        if (prometheus != null) {
            prometheus.close();
        }
    }

    @Test
    void oneRowThatIsTooOldDoesNotKeepTheOthersOut() {
        history().append(List.of(row(web, 3_600, 1)));

        assertThat(history()
                        .append(List.of(
                                row(db, -90_000, 3),
                                row(web, 3_618, 2),
                                row(Subject.of(host), -90_000, 4),
                                row(db, 3_618, 5))))
                .isEqualTo(new Appended(2, 2));

        assertThat(cores(web, 3_610, 3_620, 10)).containsExactly(2);
        assertThat(cores(db, 3_610, 3_620, 10)).containsExactly(5);
    }

    @Test
    void oneThatIsGoneOrTakesNothingIsTold() {
        if (prometheus != null) {
            prometheus.close();
        }
        assertThatThrownBy(() -> history().append(List.of(row(web, 18, 1))))
                .isInstanceOfSatisfying(
                        LongshoreException.class,
                        gone -> assertThat(gone.code()).isEqualTo(ErrorCode.HISTORY_UNAVAILABLE));
        try (TestPrometheus deaf = new TestPrometheus(dir);
                History to = new PrometheusHistory(deaf.base(), null, null)) {
            assertThatThrownBy(() -> to.append(List.of(row(web, 18, 1))))
                    .isInstanceOfSatisfying(
                            LongshoreException.class,
                            deafness -> assertThat(deafness.reason()).contains("--web.enable-remote-write-receiver"));
        }
    }
}
