package dev.longshore.inventory;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What differs between the files of two images. Their shared layers are not compared, only looked into for what the others
 * replace or take away; so the work goes by the layers that differ.
 *
 * @see <a href="https://github.com/opencontainers/image-spec/blob/main/layer.md">OCI: image layer filesystem changeset</a>
 */
final class FileChanges {

    private static final int MAX_CHANGES = 5_000;

    private FileChanges() {}

    /** All lists lowest layer first. */
    static ImageComparison.Files of(
            List<LayerListing> shared, List<LayerListing> leftOnly, List<LayerListing> rightOnly) {
        Tree left = Tree.of(leftOnly, _ -> true);
        Tree right = Tree.of(rightOnly, _ -> true);
        Tree base = Tree.of(
                shared,
                path -> left.files.containsKey(path)
                        || right.files.containsKey(path)
                        || left.hides(path)
                        || right.hides(path));
        Set<String> paths = new TreeSet<>(base.files.keySet());
        paths.addAll(left.files.keySet());
        paths.addAll(right.files.keySet());
        int added = 0;
        int removed = 0;
        int changed = 0;
        long bytes = 0;
        List<ImageComparison.Change> changes = new ArrayList<>();
        for (String path : paths) {
            LayerFile before = left.over(base, path);
            LayerFile after = right.over(base, path);
            if (before == null ? after == null : after != null && before.sameAs(after)) {
                continue;
            }
            added += before == null ? 1 : 0;
            removed += after == null ? 1 : 0;
            changed += before != null && after != null ? 1 : 0;
            bytes += (after == null ? 0 : after.sizeBytes()) - (before == null ? 0 : before.sizeBytes());
            if (changes.size() < MAX_CHANGES) {
                changes.add(new ImageComparison.Change(path, before, after));
            }
        }
        boolean cut = isCut(shared) || isCut(leftOnly) || isCut(rightOnly);
        return new ImageComparison.Files(added, removed, changed, bytes, cut, changes);
    }

    private static boolean isCut(List<LayerListing> listings) {
        return listings.stream().anyMatch(LayerListing::cut);
    }

    /** Layers one upon the other. */
    private static final class Tree {

        private final TreeMap<String, LayerFile> files = new TreeMap<>();
        /** What is taken away from the layers below all of these, with all that lies below it. */
        private final Set<String> gone = new HashSet<>();
        /** Folders of which all that lies below them is taken away. */
        private final Set<String> emptied = new HashSet<>();

        static Tree of(List<LayerListing> layers, Predicate<String> wanted) {
            Tree tree = new Tree();
            for (LayerListing layer : layers) {
                // what a layer takes away is always of those below it, wherever it stands in the archive
                layer.forEach(tree::takeAway);
                layer.forEach(file -> {
                    if (!file.kind().takesAway() && wanted.test(file.path())) {
                        tree.put(file);
                    }
                });
            }
            return tree;
        }

        private void takeAway(LayerFile mark) {
            switch (mark.kind()) {
                case WHITEOUT -> {
                    files.remove(mark.path());
                    below(mark.path());
                    gone.add(mark.path());
                }
                case OPAQUE -> {
                    below(mark.path());
                    emptied.add(mark.path());
                }
                case FILE, FOLDER, SYMLINK, HARDLINK, CHARACTER_DEVICE, BLOCK_DEVICE, PIPE, OTHER -> {}
            }
        }

        private void put(LayerFile file) {
            LayerFile before = files.put(file.path(), file);
            if (file.kind() != LayerFile.Kind.FOLDER) {
                if (before == null || before.kind() == LayerFile.Kind.FOLDER) {
                    below(file.path());
                }
                emptied.add(file.path()); // a folder there would be no more
            }
        }

        /** Forgets all below the path. */
        private void below(String path) {
            if (path.isEmpty()) {
                files.clear();
            } else {
                files.subMap(path + "/", path + "0").clear(); // 0 comes after the slash
            }
        }

        /** Whether what layers below have at this path is seen no more. */
        boolean hides(String path) {
            if (gone.contains(path) || emptied.contains("")) {
                return true;
            }
            for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
                String folder = path.substring(0, slash);
                if (gone.contains(folder) || emptied.contains(folder)) {
                    return true;
                }
            }
            return false;
        }

        /** What is at the path, on top of others. */
        @Nullable
        LayerFile over(Tree base, String path) {
            LayerFile own = files.get(path);
            return own != null || hides(path) ? own : base.files.get(path);
        }
    }
}
