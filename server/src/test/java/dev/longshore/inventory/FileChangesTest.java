package dev.longshore.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class FileChangesTest {

    private static final LayerListing BASE = listing(
            "etc/",
            "etc/passwd =10 #1",
            "etc/old =5",
            "opt/",
            "opt/app/",
            "opt/app/a =1",
            "opt/app/b =2",
            "var/log/x =9");

    private static LayerListing listing(String... lines) {
        return LayerListing.of(Listed.layer("sha256:x", lines));
    }

    private static List<String> changes(ImageComparison.Files files) {
        return files.changes().stream()
                .map(change -> change.path() + " " + size(change.left()) + "→" + size(change.right()))
                .toList();
    }

    private static String size(@Nullable LayerFile file) {
        return file == null ? "-" : String.valueOf(file.sizeBytes());
    }

    private static ImageComparison.Files compare(List<LayerListing> left, List<LayerListing> right) {
        return FileChanges.of(List.of(BASE), left, right);
    }

    @Test
    @DisplayName("tells what was added, removed and changed against the shared layers, and nothing else of these")
    void addedRemovedChanged() {
        ImageComparison.Files files = compare(
                List.of(), List.of(listing("etc/", "etc/passwd =12 #2", "etc/new =3", "etc/.wh.old", "var/log/x =9")));

        assertThat(changes(files)).containsExactly("etc/new -→3", "etc/old 5→-", "etc/passwd 10→12");
        assertThat(List.of(files.added(), files.removed(), files.changed())).containsExactly(1, 1, 1);
        assertThat(files.bytes()).isEqualTo(0);
        assertThat(files.cut()).isFalse();
    }

    @Test
    @DisplayName(
            "what both sides wrote is compared with each other: same content is no change, whenever it was written")
    void bothSides() {
        ImageComparison.Files files = compare(
                List.of(listing("a =1 #7", "b =1 #7", "c =1 !0600", "d >x")),
                List.of(listing("a =1 #7", "b =1 #8", "c =1 !0644", "d >y")));

        assertThat(files.changes()).extracting(ImageComparison.Change::path).containsExactly("b", "c", "d");
        assertThat(files.changed()).isEqualTo(3);
    }

    @Test
    @DisplayName("a folder that is taken away takes all in it along, unless a later layer brings it back")
    void wholeFolders() {
        assertThat(changes(compare(List.of(), List.of(listing("opt/.wh.app")))))
                .containsExactly("opt/app 0→-", "opt/app/a 1→-", "opt/app/b 2→-");
        assertThat(changes(compare(
                        List.of(),
                        List.of(listing("opt/.wh.app"), listing("opt/app/", "opt/app/b =2", "opt/app/c =4")))))
                .containsExactly("opt/app/a 1→-", "opt/app/c -→4");
    }

    @Test
    @DisplayName("an opaque folder keeps itself and what its own layer puts there, wherever the mark stands")
    void opaque() {
        assertThat(changes(compare(
                        List.of(),
                        List.of(listing("opt/app/", "opt/app/b =2", "opt/app/.wh..wh..opq", "opt/app/n =1")))))
                .containsExactly("opt/app/a 1→-", "opt/app/n -→1");
    }

    @Test
    @DisplayName("a file in place of a folder hides what was in it")
    void fileForFolder() {
        assertThat(changes(compare(List.of(), List.of(listing("opt/app =6")))))
                .containsExactly("opt/app 0→6", "opt/app/a 1→-", "opt/app/b 2→-");
    }

    @Test
    @DisplayName("what a layer added and the next one took away is not there")
    void comeAndGone() {
        assertThat(changes(compare(List.of(), List.of(listing("tmp/big =99"), listing("tmp/.wh.big")))))
                .isEmpty();
        assertThat(changes(compare(List.of(listing("etc/.wh.old")), List.of(listing("etc/.wh.old")))))
                .isEmpty();
    }

    @Test
    @DisplayName("a hundred thousand whiteouts over a hundred thousand files take seconds, and the changes are cut")
    void bounded() {
        String[] files = new String[90_000];
        String[] marks = new String[90_000];
        for (int number = 0; number < files.length; number++) {
            files[number] = "d/f" + number + " =1";
            marks[number] = "d/.wh.f" + number;
        }
        ImageComparison.Files result = FileChanges.of(List.of(listing(files)), List.of(listing(marks)), List.of());

        assertThat(result.added()).isEqualTo(90_000);
        assertThat(result.bytes()).isEqualTo(90_000);
        assertThat(result.changes()).hasSize(5_000);
    }
}
