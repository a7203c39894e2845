package dev.longshore.inventory;

/**
 * Which files of a layer to show. Without a text, what is in the folder itself; with one, all below it whose path has the text.
 *
 * @param folder path without a slash at either end; empty for the root
 * @param text part of a path, in any case
 * @param flat all files below the folder, also without a text
 * @param page from 0
 * @param size 1 to 1000
 */
public record FileQuery(String folder, String text, boolean flat, Sort sort, boolean descending, int page, int size) {

    /** What files are sorted by; the path breaks ties. */
    public enum Sort {
        PATH,
        SIZE
    }

    /** What is in the folder, by path. */
    public static FileQuery in(String folder) {
        return new FileQuery(folder, "", false, Sort.PATH, false, 0, 100);
    }
}
