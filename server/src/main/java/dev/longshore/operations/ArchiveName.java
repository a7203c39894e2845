package dev.longshore.operations;

import dev.longshore.model.ImageRef;
import java.util.List;

/** What a file that is fetched is called: letters, digits, dots, dashes and underscores, whatever is in it. */
public final class ArchiveName {

    private static final int MOST_CHARS = 120;

    private ArchiveName() {}

    /** Of what is fetched: the image's name and tag, or the first one's and how many more, or the container's name. */
    public static String of(Task task) {
        return switch (task) {
            case Task.Save save ->
                name(save.references()) + ".tar" + save.compression().suffix();
            case Task.Export export ->
                plain(Titles.of(export), "container") + ".tar"
                        + export.compression().suffix();
            default -> throw new IllegalArgumentException("nothing is fetched by a " + task.type());
        };
    }

    private static String name(List<ImageRef> references) {
        String first = plain(references.getFirst().familiar(), "images");
        return references.size() == 1 ? first : first + "-and-" + (references.size() - 1) + "-more";
    }

    /** The media type of a file of this name. */
    public static String type(String fileName) {
        for (Compression each : Compression.values()) {
            if (each != Compression.NONE && fileName.endsWith(each.suffix())) {
                return each.mediaType();
            }
        }
        return Compression.NONE.mediaType();
    }

    private static String plain(String text, String otherwise) {
        String plain = text.replaceAll("[^A-Za-z0-9._-]+", "-").replaceAll("^[.-]+", "");
        return plain.isEmpty() ? otherwise : plain.substring(0, Math.min(MOST_CHARS, plain.length()));
    }
}
