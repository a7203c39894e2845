package dev.longshore.inventory;

import com.google.protobuf.ByteString;
import dev.longshore.wire.LayerFile;
import dev.longshore.wire.LayerFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.DeflaterOutputStream;

/** A layer's files as an agent lists them, from short lines. */
public final class Listed {

    private Listed() {}

    /**
     * One file per line: a path, which ends in a slash for a folder; {@code =7} for its size, {@code !0755} for its mode,
     * {@code #5} for its sum, {@code >target} for a symlink.
     */
    public static LayerFiles layer(String diffId, String... lines) {
        List<LayerFile> files = new ArrayList<>();
        for (String line : lines) {
            String[] parts = line.split(" (?=[=!#>])", -1);
            LayerFile.Builder file = LayerFile.newBuilder().setMode(0644).setModifiedMs(1_700_000_000_000L);
            boolean folder = parts[0].endsWith("/");
            file.setPath(folder ? parts[0].substring(0, parts[0].length() - 1) : parts[0]);
            file.setKind(folder ? LayerFile.Kind.FOLDER : LayerFile.Kind.FILE);
            for (int at = 1; at < parts.length; at++) {
                String value = parts[at].substring(1);
                switch (parts[at].charAt(0)) {
                    case '=' -> file.setSizeBytes(Long.parseLong(value));
                    case '!' -> file.setMode(Integer.parseInt(value, 8));
                    case '#' -> file.setCrc32C(Integer.parseInt(value));
                    default -> file.setKind(LayerFile.Kind.SYMLINK).setTarget(value);
                }
            }
            files.add(file.build());
        }
        return of(diffId, files);
    }

    /** These files. */
    public static LayerFiles of(String diffId, List<LayerFile> files) {
        ByteString.Output list = ByteString.newOutput();
        try (DeflaterOutputStream out = new DeflaterOutputStream(list)) {
            for (LayerFile file : files) {
                file.writeDelimitedTo(out);
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return LayerFiles.newBuilder()
                .setDiffId(diffId)
                .setFiles(files.size())
                .setList(list.toByteString())
                .build();
    }
}
