package dev.longshore.ui.images;

import dev.longshore.model.LongshoreException;
import dev.longshore.ui.kit.Texts;

/** An error as a field shows it below itself: the reason, and what to do. */
final class FieldError {

    private FieldError() {}

    static String text(LongshoreException refusal) {
        var remedy = refusal.remedy().equals(refusal.code().remedy()) ? Texts.remedy(refusal.code()) : refusal.remedy();
        return refusal.reason() + ". " + remedy;
    }
}
