package dev.longshore.inventory;

import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * Keeps one copy of values that many hosts report alike, such as the layers and labels of the same image; they go when no
 * host holds them any more.
 */
final class Shared {

    private final Map<Object, WeakReference<Object>> known = new WeakHashMap<>();

    /**
     * The copy of this value that others hold already, or this one from now on. Lists and maps must be immutable ones, which
     * {@code copyOf} leaves as they are: of a copy that is made later nobody would share anything.
     */
    @SuppressWarnings("unchecked") // equal values of these types are of one type
    synchronized <T> T of(T value) {
        WeakReference<Object> reference = known.get(value);
        Object kept = reference == null ? null : reference.get();
        if (kept != null) {
            return (T) kept;
        }
        known.put(value, new WeakReference<>(value));
        return value;
    }
}
