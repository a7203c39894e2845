package dev.longshore.ui.kit;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.i18n.I18NProvider;
import com.vaadin.flow.server.VaadinService;
import dev.longshore.inventory.FleetEvent;
import dev.longshore.inventory.HostView;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.ImageRef;
import dev.longshore.model.LongshoreException;
import java.text.NumberFormat;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Texts of the catalogue in the language of the current tab, for code that is no component. */
public final class Texts {

    private static final Set<String> OF_HOSTS =
            Set.of("connected", "disconnected", "engine_up", "engine_hung", "engine_down");
    private static final int SHORT_DIGEST = "sha256:".length() + 12;

    private Texts() {}

    /** The text of the key. */
    public static String of(String key, Object... params) {
        Locale locale = locale();
        VaadinService service = VaadinService.getCurrent();
        if (service == null) {
            return "!" + key + "!";
        }
        I18NProvider provider = service.getInstantiator().getI18NProvider();
        return provider.getTranslation(key, locale, params);
    }

    /** Whether the catalogue has the key. */
    public static boolean has(String key) {
        return !of(key).equals("!" + key + "!");
    }

    /** What went wrong, in one short sentence. */
    public static String error(ErrorCode code) {
        return of("error." + code.name());
    }

    /** What to do about it. */
    public static String remedy(ErrorCode code) {
        return of("remedy." + code.name());
    }

    /** A few names as people list them: {@code beta and edge-03}; more than {@code most} end in a count of the rest. */
    public static String list(Collection<String> names, int most) {
        List<String> all = List.copyOf(names);
        if (all.isEmpty()) {
            return "";
        }
        if (all.size() == 1) {
            return all.getFirst();
        }
        String comma = of("list.comma");
        if (all.size() > most) {
            return of("list.more", String.join(comma, all.subList(0, most)), all.size() - most);
        }
        return of("list.and", String.join(comma, all.subList(0, all.size() - 1)), all.getLast());
    }

    /** What happened: of hosts in our words, of images and containers in the engine's own. */
    public static String action(FleetEvent event) {
        boolean ours = event.type().equals("host") && OF_HOSTS.contains(event.action());
        return ours ? of("event." + event.action()) : event.action();
    }

    /** What an event happened to, by the name that people know it by. */
    public static String subject(FleetEvent event) {
        String name = event.name().isEmpty() ? event.id() : event.name();
        if (name.startsWith("sha256:")) {
            return name.substring(0, Math.min(SHORT_DIGEST, name.length()));
        }
        try {
            return event.type().equals("image") ? ImageRef.of(name).familiar() : name;
        } catch (LongshoreException _) {
            return name; // an engine may hold names outside the grammar
        }
    }

    /** A count as people of the tab's language write it: {@code 1,004}. */
    public static String number(long count) {
        return NumberFormat.getIntegerInstance(locale()).format(count);
    }

    /** Why a host is in its state, if there is more to say than the state: our own words, or the engine's as they came. */
    public static String reason(HostView host) {
        return switch (host.state()) {
            case OFFLINE, QUARANTINED -> of("host.reason." + host.state().name());
            case ONLINE, PENDING, ENGINE_DOWN, ENGINE_HUNG -> host.reason();
        };
    }

    /** The language of the current tab. */
    public static Locale locale() {
        UI ui = UI.getCurrent();
        return ui == null ? Locale.ENGLISH : ui.getLocale();
    }
}
