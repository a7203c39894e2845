package dev.longshore.ui.live;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.UIDetachedException;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks what may take seconds, such as a question to a host, without holding up the tab. */
public final class Ask {

    private static final Logger log = LoggerFactory.getLogger(Ask.class);

    private Ask() {}

    /**
     * Runs the question in a thread of its own, and one of the two consumers in the tab.
     *
     * @param question takes its actor along: there is none in its thread
     */
    public static <T> void of(UI ui, Supplier<T> question, Consumer<T> answered, Consumer<LongshoreException> failed) {
        Thread.startVirtualThread(() -> {
            try {
                T answer = question.get();
                tell(ui, () -> answered.accept(answer));
            } catch (LongshoreException trouble) {
                tell(ui, () -> failed.accept(trouble));
            } catch (RuntimeException fault) {
                log.error("A question of the page failed", fault);
                tell(ui, () -> failed.accept(new LongshoreException(ErrorCode.INTERNAL, fault.toString(), fault)));
            }
        });
    }

    /** Does something in the tab, if it is still open. From any thread. */
    public static void tell(UI ui, Runnable act) {
        try {
            var _ = ui.access(act::run);
        } catch (UIDetachedException gone) {
            log.debug("The tab was closed before it could be told");
        }
    }
}
