package dev.longshore.api;

import java.util.Locale;

/** Constants as words of the API: lower case with underscores. */
final class Words {

    private Words() {}

    static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
