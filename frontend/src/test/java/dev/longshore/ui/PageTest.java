package dev.longshore.ui;

import com.vaadin.browserless.SpringBrowserlessTest;
import com.vaadin.browserless.ViewPackages;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.HasElement;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.dom.Element;
import com.vaadin.flow.router.QueryParameters;
import dev.longshore.Longshore;
import dev.longshore.link.PlayedAgents;
import dev.longshore.link.PlayedLink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** A view in the whole application, with a real database, and without a browser; the agents are played by the test. */
@SpringBootTest(classes = Longshore.class)
@Import(PlayedLink.class)
@ViewPackages(packages = "dev.longshore.ui")
public abstract class PageTest extends SpringBrowserlessTest {

    private static final Path DATA = temporary();

    @Autowired
    private ApplicationContext server;

    @Autowired
    protected Clock clock;

    @Autowired
    protected PlayedAgents agents;

    protected Harbour harbour;

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry settings) {
        settings.add("longshore.data-dir", DATA::toString);
        settings.add("longshore.tls", () -> "off");
        settings.add("longshore.update-checks", () -> "off");
        settings.add("longshore.registry-networks", () -> "127.0.0.2/32");
        settings.add("longshore.admin-password", () -> "correct horse battery");
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory(Files.createDirectories(Path.of("target")), "page-test");
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    @BeforeEach
    final void emptyHarbour() {
        harbour = new Harbour(server);
        harbour.empty();
    }

    /** The fleet that most tests look at. */
    protected final HarbourScene scene() {
        return new HarbourScene(harbour, clock.instant()).build();
    }

    /** All texts of the component and what is in it, as a person reads them, with the texts of attributes left out. */
    protected static String textOf(HasElement component) {
        StringBuilder text = new StringBuilder();
        collect(component.getElement(), text);
        return text.toString();
    }

    /** All texts of the page. */
    protected static String pageText() {
        return UI.getCurrent().getChildren().map(PageTest::textOf).collect(Collectors.joining(" "));
    }

    private static void collect(Element element, StringBuilder text) {
        if (element.isTextNode()) {
            text.append(element.getText()).append(' ');
            return;
        }
        if (!element.isVisible()) {
            return;
        }
        element.getChildren().forEach(child -> collect(child, text));
    }

    /** Whether anything of the page is markup, and not text, that it was given. */
    protected static boolean hasMarkup() {
        return markupIn(UI.getCurrent().getElement());
    }

    private static boolean markupIn(Element element) {
        if (element.isTextNode()) {
            return false;
        }
        return element.getProperty("innerHTML") != null
                || List.of("script", "img", "iframe").contains(element.getTag())
                || element.getChildren().anyMatch(PageTest::markupIn);
    }

    /** Opens an address with its query, as a link would. */
    protected final <T extends Component> T open(String address, Class<T> view) {
        int mark = address.indexOf('?');
        String path = mark < 0 ? address : address.substring(0, mark);
        UI.getCurrent().navigate(path, QueryParameters.fromString(mark < 0 ? "" : address.substring(mark + 1)));
        roundTrip();
        return view.cast(getCurrentView());
    }

    /** The buttons of the page that can be seen, by their words. */
    protected final List<String> buttons() {
        return find(Button.class).all().stream()
                .map(PageTest::textOf)
                .map(String::strip)
                .toList();
    }

    /** Waits for what comes by push; at most a minute. */
    protected static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("it did not come about; the page says: " + pageText());
            }
            try {
                // lets go of the session's lock, so that pushes get in
                UI.getCurrent().getSession().unlock();
                Thread.sleep(20);
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(stop);
            } finally {
                UI.getCurrent().getSession().lock();
            }
            roundTrip();
        }
    }

    /** Whether some component of this class has the text. */
    protected final <T extends Component> boolean shows(Class<T> type, String text) {
        return find(type).all().stream().anyMatch(component -> textOf(component).contains(text));
    }
}
