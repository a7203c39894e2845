package dev.longshore.ui.kit;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.notification.Notification;
import com.vaadin.flow.component.notification.NotificationVariant;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import java.util.List;

/** What went wrong, why, and what to do about it, at the place where it belongs. */
public final class ErrorNote extends Div {

    /** An error with its code's words in the tab's language, and the reason as it was given. */
    public ErrorNote(ErrorCode code, String reason, String remedy, List<String> subjects) {
        addClassName("ls-error");
        getElement().setAttribute("role", "alert");
        Div text = new Div();
        text.addClassName("ls-error-text");
        text.add(line("ls-error-title", Texts.error(code)));
        if (!reason.isBlank()) {
            text.add(line("ls-error-reason", reason));
        }
        if (!subjects.isEmpty()) {
            text.add(line("ls-error-reason", String.join(", ", subjects)));
        }
        // a remedy that differs from the code's usual one was made for this very case: it is shown as given
        text.add(line(
                "ls-error-remedy", remedy.isBlank() || remedy.equals(code.remedy()) ? Texts.remedy(code) : remedy));
        add(Icons.of("alert"), text);
    }

    /** The note of an exception. */
    public static ErrorNote of(LongshoreException trouble) {
        return new ErrorNote(trouble.code(), trouble.reason(), trouble.remedy(), trouble.subjects());
    }

    /** Shows the exception in a corner until it is closed by itself. */
    public static void show(LongshoreException trouble) {
        Notification note = new Notification(of(trouble));
        note.addThemeVariants(NotificationVariant.ERROR);
        note.setPosition(Notification.Position.BOTTOM_END);
        note.setDuration(9000);
        note.open();
    }

    /** Runs what a click asks for, and shows the exception if it fails; whether it went well. */
    public static boolean guard(Runnable act) {
        try {
            act.run();
            return true;
        } catch (LongshoreException trouble) {
            show(trouble);
            return false;
        }
    }

    /** Says in a corner that something was done. */
    public static void done(String text) {
        Notification note = new Notification(text, 4000, Notification.Position.BOTTOM_END);
        note.addThemeVariants(NotificationVariant.SUCCESS);
        note.open();
    }

    private static Span line(String css, String text) {
        Span line = new Span(text);
        line.addClassName(css);
        return line;
    }
}
