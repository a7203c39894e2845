package dev.longshore;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A secret setting, given as a value or better as a file. */
public final class Secret {

    private Secret() {}

    /**
     * The secret, from the file if there is one; line breaks at its end don't count.
     *
     * @param setting its name, for the message
     * @throws IllegalStateException if the file can't be read or is empty, or both are given
     */
    public static Optional<String> of(String setting, @Nullable String value, @Nullable Path file) {
        Optional<String> given = Optional.ofNullable(value).filter(text -> !text.isEmpty());
        if (file == null || file.toString().isEmpty()) {
            return given;
        }
        if (given.isPresent()) {
            throw new IllegalStateException("Set " + setting + " or " + setting + "_FILE, not both");
        }
        String text;
        try {
            text = Files.readString(file).replaceAll("[\\r\\n]+$", "");
        } catch (IOException trouble) {
            throw new IllegalStateException(setting + "_FILE: can't read " + file, trouble);
        }
        if (text.isEmpty()) {
            throw new IllegalStateException(setting + "_FILE: " + file + " is empty");
        }
        return Optional.of(text);
    }
}
