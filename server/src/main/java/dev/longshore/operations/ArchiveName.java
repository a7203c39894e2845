package dev.longshore.operations;

import dev.longshore.model.ImageRef;
import java.util.List;

/** What the file of saved images is called: letters, digits, dots, dashes and underscores, whatever the images are called. */
public final class ArchiveName {

    private static final int MOST_CHARS = 120;

    private ArchiveName() {}

    /** Of the images of a save: the one's name and tag, or the first one's and how many more. */
    public static String of(Task.Save save) {
        List<ImageRef> references = save.references();
        String first = plain(references.getFirst().familiar());
        String name = references.size() == 1 ? first : first + "-and-" + (references.size() - 1) + "-more";
        return name + (save.gzip() ? ".tar.gz" : ".tar");
    }

    /** The media type of a file of this name. */
    public static String type(String fileName) {
        return fileName.endsWith(".gz") ? "application/gzip" : "application/x-tar";
    }

    private static String plain(String text) {
        String plain = text.replaceAll("[^A-Za-z0-9._-]+", "-").replaceAll("^[.-]+", "");
        return plain.isEmpty() ? "images" : plain.substring(0, Math.min(MOST_CHARS, plain.length()));
    }
}
