package dev.longshore.api;

import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads single fields of a request, so that what is wrong is said with the field's name. */
final class Fields {

    private Fields() {}

    /** What the parser makes of it; its complaint gets the field's name in front. */
    static <T> T parse(String field, Supplier<T> parser) {
        try {
            return parser.get();
        } catch (LongshoreException wrong) {
            throw new LongshoreException(wrong.code(), field + ": " + wrong.reason(), wrong.remedy(), wrong.subjects());
        }
    }

    /** A field that must be there. */
    static <T> T required(String field, @Nullable T value) {
        if (value == null) {
            throw new LongshoreException(ErrorCode.INVALID_REQUEST, field + ": is missing");
        }
        return value;
    }

    /** A field that has no meaning here: better refused than overlooked. */
    static void absent(String field, @Nullable Object value, String type) {
        if (value != null) {
            throw new LongshoreException(ErrorCode.INVALID_REQUEST, field + ": " + type + " has no such field");
        }
    }

    /** A page's number or size within its bounds. */
    static int between(String field, int value, int least, int most) {
        if (value < least || value > most) {
            throw new LongshoreException(
                    ErrorCode.INVALID_REQUEST, field + ": must be between " + least + " and " + most);
        }
        return value;
    }

    /** A word of an enum, in lower case with underscores. */
    static <E extends Enum<E>> E word(String field, Class<E> type, String text) {
        StringBuilder known = new StringBuilder();
        for (E each : type.getEnumConstants()) {
            String word = Words.of(each);
            if (word.equals(text)) {
                return each;
            }
            known.append(known.isEmpty() ? "" : ", ").append(word);
        }
        throw new LongshoreException(ErrorCode.INVALID_REQUEST, field + ": must be one of " + known);
    }
}
