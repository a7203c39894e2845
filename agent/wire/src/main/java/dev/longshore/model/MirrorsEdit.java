package dev.longshore.model;

import java.util.ArrayList;
import java.util.List;

/**
 * What shall become of the two lists that say how an engine reaches registries.
 *
 * @param mirrors of {@code registry-mirrors}
 * @param insecure of {@code insecure-registries}
 */
public record MirrorsEdit(ListEdit<RegistryMirror> mirrors, ListEdit<InsecureRegistry> insecure) {

    /** In a few words, for people: {@code +https://mirror.example -registry.example:5000}. */
    public String inWords() {
        List<String> words = new ArrayList<>();
        words(words, "mirrors", mirrors);
        words(words, "insecure", insecure);
        return String.join(" ", words);
    }

    private static void words(List<String> words, String list, ListEdit<?> edit) {
        if (edit.replace()) {
            words.add(list + "=" + edit.add());
            return;
        }
        edit.add().forEach(added -> words.add("+" + added));
        edit.remove().forEach(removed -> words.add("-" + removed));
    }

    /** Whether it leaves both lists as they are. */
    public boolean isNone() {
        return mirrors.isNone() && insecure.isNone();
    }
}
