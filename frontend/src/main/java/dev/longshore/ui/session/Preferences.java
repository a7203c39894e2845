package dev.longshore.ui.session;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.page.ColorScheme;
import com.vaadin.flow.server.VaadinRequest;
import com.vaadin.flow.server.VaadinResponse;
import com.vaadin.flow.server.VaadinService;
import jakarta.servlet.http.Cookie;
import java.time.Duration;
import java.util.Collections;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Language and colours of this browser, remembered in cookies for a year; without one the browser's own wish counts. */
public final class Preferences {

    /** The two languages of the page. */
    public static final Locale ENGLISH = Locale.ENGLISH;

    public static final Locale CHINESE = Locale.SIMPLIFIED_CHINESE;

    private static final String LANGUAGE_COOKIE = "longshore-language";
    private static final String COLORS_COOKIE = "longshore-colors";

    private Preferences() {}

    /** The language that the request asks for, by cookie or by the browser's languages. */
    public static Locale language(VaadinRequest request) {
        String remembered = cookie(request, LANGUAGE_COOKIE);
        if (remembered != null) {
            return remembered.equals("zh") ? CHINESE : ENGLISH;
        }
        for (Locale wish : Collections.list(request.getLocales())) {
            String language = wish.getLanguage();
            if (language.equals("zh") || language.equals("en")) {
                return language.equals("zh") ? CHINESE : ENGLISH;
            }
        }
        return ENGLISH;
    }

    /** The colours that the request asks for; the system's unless somebody chose others. */
    public static ColorScheme.Value colors(VaadinRequest request) {
        String remembered = cookie(request, COLORS_COOKIE);
        return switch (remembered == null ? "" : remembered) {
            case "dark" -> ColorScheme.Value.DARK;
            case "light" -> ColorScheme.Value.LIGHT;
            default -> ColorScheme.Value.LIGHT_DARK;
        };
    }

    /** Remembers the language; the page is to be loaded anew to show it. */
    public static void chooseLanguage(Locale language) {
        remember(LANGUAGE_COOKIE, language.getLanguage());
    }

    /** Shows the colours at once, and remembers them. */
    public static void chooseColors(UI ui, ColorScheme.Value colors) {
        remember(COLORS_COOKIE, name(colors));
        ui.getPage().setColorScheme(colors);
    }

    /** The word for it in cookies and style: dark, light or system. */
    public static String name(ColorScheme.Value colors) {
        return switch (colors) {
            case DARK -> "dark";
            case LIGHT -> "light";
            default -> "system";
        };
    }

    private static void remember(String name, String value) {
        VaadinResponse response = VaadinService.getCurrentResponse();
        if (response == null) {
            return;
        }
        Cookie cookie = new Cookie(name, value);
        cookie.setPath("/");
        cookie.setMaxAge((int) Duration.ofDays(365).toSeconds());
        cookie.setHttpOnly(true);
        cookie.setAttribute("SameSite", "Lax");
        VaadinRequest request = VaadinService.getCurrentRequest();
        cookie.setSecure(request != null && request.isSecure());
        response.addCookie(cookie);
    }

    private static @Nullable String cookie(VaadinRequest request, String name) {
        Cookie[] cookies = request.getCookies();
        if (cookies != null) {
            for (Cookie cookie : cookies) {
                if (cookie.getName().equals(name)) {
                    return cookie.getValue();
                }
            }
        }
        return null;
    }
}
