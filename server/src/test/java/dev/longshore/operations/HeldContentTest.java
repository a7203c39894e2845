package dev.longshore.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoInteractions;
import static org.mockito.Mockito.when;

import dev.longshore.inventory.CopyEnds;
import dev.longshore.inventory.CopyEnds.Store;
import dev.longshore.inventory.CopyPlan;
import dev.longshore.inventory.Fleet;
import dev.longshore.inventory.ImageContent;
import dev.longshore.inventory.ImageView;
import dev.longshore.model.Digest;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.HostId;
import dev.longshore.model.ImageId;
import dev.longshore.model.ImageIdentity;
import dev.longshore.model.ImageRef;
import dev.longshore.model.LongshoreException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a target is found to hold where a containerd store is at either end; the test plays the hosts. */
class HeldContentTest {

    private static final HostId HERE = HostId.of("h-00000000000000a0");
    private static final HostId THERE = HostId.of("h-00000000000000a1");

    private final Fleet fleet = mock(Fleet.class);

    private static Digest digest(String letter) {
        return Digest.of("sha256:" + letter.repeat(64));
    }

    private static List<Digest> digests(String letters) {
        return Stream.of(letters.split("")).map(HeldContentTest::digest).toList();
    }

    private static ImageView image(HostId host, String id, @Nullable String config, String layers) {
        ImageIdentity identity = new ImageIdentity(
                config == null ? null : digest(config),
                digests(layers).stream().map(Digest::value).toList(),
                "linux/amd64",
                0);
        return new ImageView(
                host,
                "host",
                new ImageId(digest(id)),
                identity,
                List.of(),
                List.of(),
                1,
                -1,
                Instant.EPOCH,
                Map.of(),
                false,
                false,
                "",
                List.of());
    }

    private void keeps(ImageView image, String config, String blobs) {
        when(fleet.imageContent(any(), eq(image.host()), eq(image.id())))
                .thenReturn(new ImageContent(digest(config), digests(blobs)));
    }

    private void tellsNothing(ImageView image) {
        when(fleet.imageContent(any(), eq(image.host()), eq(image.id())))
                .thenThrow(new LongshoreException(ErrorCode.ENGINE_ERROR, "it is not whole"));
    }

    private HeldContent ask(CopyEnds ends, ImageView image, int perhapsHeld, ImageView... kin) {
        CopyPlan.Item item = new CopyPlan.Item(
                image, List.of(ImageRef.of("app:1")), 0, perhapsHeld, List.of(kin), false, Map.of(), true, List.of());
        return HeldContent.of(HeldContent.ask(fleet, new CopyPlan("", ends, List.of(item))), image);
    }

    @Test
    @DisplayName("between containerd stores the files that both have are spared, wherever in the image they are")
    void files() {
        ImageView app = image(HERE, "a", null, "123");
        ImageView kin = image(THERE, "b", null, "12");
        ImageView other = image(THERE, "c", null, "1");
        keeps(app, "f", "456");
        keeps(kin, "e", "79");
        keeps(other, "d", "64");

        HeldContent found = ask(new CopyEnds(Store.PACKED, Store.PACKED), app, 2, kin, other);

        assertThat(found.config()).isEqualTo(digest("f"));
        assertThat(found.hereId()).isEmpty();
        assertThat(found.held()).containsExactlyInAnyOrder(digest("4"), digest("6"));
        assertThat(HeldContent.spared(List.of(found)))
                .containsExactly(digest("4").value(), digest("6").value());
    }

    @Test
    @DisplayName("one id in two containerd stores is one image, if the target has all of it; the source is not asked")
    void sameId() {
        ImageView app = image(HERE, "a", null, "12");
        ImageView same = image(THERE, "a", null, "12");
        keeps(same, "f", "45");
        CopyEnds ends = new CopyEnds(Store.PACKED, Store.PACKED);

        HeldContent found = ask(ends, app, 2, same);

        assertThat(found.hereId()).isEqualTo(same.id().value());
        assertThat(found.config()).isEqualTo(digest("f"));
        verify(fleet, never()).imageContent(any(), eq(HERE), any());

        tellsNothing(same);
        keeps(app, "f", "45");
        HeldContent broken = ask(ends, app, 2, same);
        assertThat(broken.hereId()).isEmpty();
        assertThat(broken.held()).isEmpty();
    }

    @Test
    @DisplayName("of an image of the same layers and second only the config tells whether it is the same")
    void sameLayers() {
        ImageView app = image(HERE, "f", "f", "12");
        ImageView same = image(THERE, "a", null, "12");
        for (Store source : List.of(Store.CLASSIC, Store.OLD_CLASSIC, Store.WHOLE_IMAGES)) {
            keeps(same, "f", "12");
            assertThat(ask(new CopyEnds(source, Store.PACKED), app, 2, same).hereId())
                    .isEqualTo(same.id().value());
            keeps(same, "e", "12");
            HeldContent other = ask(new CopyEnds(source, Store.PACKED), app, 2, same);
            assertThat(other.hereId()).isEmpty();
            assertThat(other.held()).hasSize(source == Store.CLASSIC ? 2 : 0);
        }
    }

    @Test
    @DisplayName(
            "a classic store's layers are files under their own digests, which a containerd store may hold packed otherwise")
    void fromClassic() {
        ImageView app = image(HERE, "f", "f", "123");
        ImageView kin = image(THERE, "b", null, "12");
        keeps(kin, "e", "14");
        HeldContent found = ask(new CopyEnds(Store.CLASSIC, Store.PACKED), app, 2, kin);
        assertThat(found.held()).containsExactly(digest("1"));
    }

    @Test
    @DisplayName(
            "a classic store needs no file of the foundation that it has, but those above, also if they are the same")
    void toClassic() {
        ImageView app = image(HERE, "a", null, "1232");
        keeps(app, "f", "4565");
        ImageView kin = image(THERE, "b", "b", "12");
        HeldContent found = ask(new CopyEnds(Store.PACKED, Store.CLASSIC), app, 2, kin);
        assertThat(found.config()).isEqualTo(digest("f"));
        assertThat(HeldContent.spared(List.of(found)))
                .containsExactly(digest("4").value());
        assertThat(HeldContent.spared(List.of(
                        found,
                        ask(new CopyEnds(Store.PACKED, Store.WHOLE_IMAGES), app, 4, image(THERE, "f", "f", "1232")))))
                .isEmpty();
    }

    @Test
    @DisplayName("hosts are not asked where layers tell, nor about an image that has nothing in common with any")
    void notAsked() {
        ImageView app = image(HERE, "a", "a", "12");
        assertThat(ask(new CopyEnds(Store.CLASSIC, Store.CLASSIC), app, 0).held())
                .isEmpty();
        assertThat(ask(new CopyEnds(Store.PACKED, Store.PACKED), app, 0).held()).isEmpty();
        verifyNoInteractions(fleet);
    }

    @Test
    @DisplayName("what a host does not tell is moved")
    void silent() {
        ImageView app = image(HERE, "a", null, "12");
        ImageView kin = image(THERE, "b", null, "1");
        tellsNothing(app);
        tellsNothing(kin);
        for (Store target : List.of(Store.PACKED, Store.CLASSIC, Store.WHOLE_IMAGES)) {
            HeldContent found = ask(new CopyEnds(Store.PACKED, target), app, 1, kin);
            assertThat(found.held()).isEmpty();
            assertThat(found.hereId()).isEmpty();
        }
    }
}
