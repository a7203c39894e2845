package dev.longshore.ui.images;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.UIDetachedException;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import jakarta.annotation.PreDestroy;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Asks what takes a host's time, so that neither the tab nor its session waits for it. */
@Component
class Background {

    private static final Logger log = LoggerFactory.getLogger(Background.class);

    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("page-question-", 0).factory());

    /**
     * Asks, and comes back to the tab with the answer or the reason why there is none. A tab that has gone meanwhile
     * hears nothing.
     *
     * @param question runs without a tab: what it needs of one must be read before
     */
    <T> void ask(UI ui, Supplier<T> question, Consumer<T> answered, Consumer<LongshoreException> refused) {
        threads.execute(() -> {
            try {
                T answer = question.get();
                tell(ui, () -> answered.accept(answer));
            } catch (LongshoreException e) {
                tell(ui, () -> refused.accept(e));
            } catch (RuntimeException e) {
                log.warn("a question of the page failed", e);
                tell(ui, () -> refused.accept(new LongshoreException(ErrorCode.INTERNAL, "the question failed")));
            }
        });
    }

    private static void tell(UI ui, Runnable news) {
        try {
            var _ = ui.access(news::run);
        } catch (UIDetachedException _) {
            // nobody waits for it any more
        }
    }

    @PreDestroy
    void stop() {
        threads.shutdownNow();
    }
}
