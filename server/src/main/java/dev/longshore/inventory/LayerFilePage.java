package dev.longshore.inventory;

/**
 * Files of one layer.
 *
 * @param files of the whole layer, whatever was asked for, without folders
 * @param bytes of them
 * @param whiteouts how many entries take something away
 * @param cut whether the layer has more files than its host listed: 100,000, or fewer with long names
 */
public record LayerFilePage(String diffId, int files, long bytes, int whiteouts, boolean cut, Page<Row> rows) {

    /**
     * One row.
     *
     * @param filesBelow of a folder, how many files lie below it
     * @param bytesBelow and their size; of a file its own
     */
    public record Row(LayerFile file, int filesBelow, long bytesBelow) {}
}
