package dev.longshore.model;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.Function;

/**
 * A change of a list of texts that may be another one on each host: it is either replaced, or loses some and gains some.
 *
 * @param <T> what each text must be; equal values are the same element, however they are written
 * @param replace whether the list becomes {@code add}; then {@code remove} is empty
 * @param add what the list shall have; what it has already stays where it is
 * @param remove what it shall not have
 */
public record ListEdit<T>(boolean replace, List<T> add, List<T> remove) {

    /** More of them in one list are a mistake. */
    public static final int MOST = 30;

    public ListEdit {
        add = List.copyOf(add);
        remove = List.copyOf(remove);
        if (add.size() > MOST || remove.size() > MOST) {
            throw new LongshoreException(ErrorCode.INVALID_REQUEST, "at most " + MOST + " in one list");
        }
        if (new HashSet<>(add).size() < add.size() || new HashSet<>(remove).size() < remove.size()) {
            throw new LongshoreException(ErrorCode.INVALID_REQUEST, "an element is named twice");
        }
        if (replace && !remove.isEmpty()) {
            throw new LongshoreException(ErrorCode.INVALID_REQUEST, "a list that is replaced needs no removals");
        }
        if (add.stream().anyMatch(remove::contains)) {
            throw new LongshoreException(ErrorCode.INVALID_REQUEST, "the same element is added and removed");
        }
    }

    /** Leaves the list as it is. */
    public static <T> ListEdit<T> none() {
        return new ListEdit<>(false, List.of(), List.of());
    }

    /** Whether it leaves any list as it is. */
    public boolean isNone() {
        return !replace && add.isEmpty() && remove.isEmpty();
    }

    /**
     * The list after this change. What was there and stays is left as it was written.
     *
     * @param before as the file has it; texts that are not of the grammar stay, unless the list is replaced
     * @param grammar throws {@link LongshoreException} for a text that is none
     */
    public List<String> of(List<String> before, Function<String, T> grammar) {
        if (replace) {
            List<String> written = new ArrayList<>();
            for (T wanted : add) {
                written.add(before.stream()
                        .filter(text -> is(text, wanted, grammar))
                        .findFirst()
                        .orElse(wanted.toString()));
            }
            return written;
        }
        List<String> after = new ArrayList<>(before);
        after.removeIf(text -> remove.stream().anyMatch(gone -> is(text, gone, grammar)));
        for (T wanted : add) {
            if (after.stream().noneMatch(text -> is(text, wanted, grammar))) {
                after.add(wanted.toString());
            }
        }
        return after;
    }

    private static <T> boolean is(String text, T value, Function<String, T> grammar) {
        try {
            return grammar.apply(text).equals(value);
        } catch (LongshoreException _) {
            return false;
        }
    }
}
