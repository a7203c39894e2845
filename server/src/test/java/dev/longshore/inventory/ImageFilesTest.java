package dev.longshore.inventory;

import static dev.longshore.inventory.FleetFixture.hex;
import static dev.longshore.inventory.FleetFixture.image;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.verify;

import com.google.protobuf.ByteString;
import dev.longshore.access.Actor;
import dev.longshore.access.Grant;
import dev.longshore.access.Role;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.HostId;
import dev.longshore.model.ImageId;
import dev.longshore.model.LongshoreException;
import dev.longshore.wire.ImageDetail;
import dev.longshore.wire.LayerFiles;
import dev.longshore.wire.LayerFilesAnswer;
import dev.longshore.wire.Pair;
import dev.longshore.wire.Query;
import dev.longshore.wire.QueryAnswer;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ImageFilesTest {

    private static final String BASE = "sha256:" + hex(1);
    private static final String TOP = "sha256:" + hex(1_000_010);
    private static final ImageId APP = ImageId.of("sha256:" + hex(10));

    private final FleetFixture agents = new FleetFixture(Clock.systemUTC());
    private final HostId alpha = agents.host("alpha", image(10, "app:1"), image(11, "app:2"));
    private final List<Query> asked = new ArrayList<>();

    private void tell(LayerFiles... layers) {
        agents.answer((_, query) -> {
            asked.add(query);
            LayerFilesAnswer.Builder answer = LayerFilesAnswer.newBuilder();
            for (String diffId : query.getLayerFiles().getDiffIdsList()) {
                for (LayerFiles layer : layers) {
                    if (layer.getDiffId().equals(diffId)) {
                        answer.addLayers(layer);
                    }
                }
            }
            if (query.hasRaw()) {
                String value = query.getRaw().getId().endsWith("b") ? "loud" : "quiet";
                return QueryAnswer.newBuilder()
                        .setRawJson(ByteString.copyFromUtf8("{\"Config\":{\"Env\":[\"MODE=" + value + "\",\"A=b\"]}}"))
                        .build();
            }
            return query.hasLayerFiles()
                    ? QueryAnswer.newBuilder().setLayerFiles(answer).build()
                    : QueryAnswer.newBuilder()
                            .setImageDetail(ImageDetail.newBuilder()
                                    .addCmd(query.getImageDetail().getImageId().substring(70))
                                    .addEnvNames(Pair.newBuilder().setKey("MODE")))
                            .build();
        });
    }

    private LayerFilePage list(FileQuery query) {
        return agents.files().list(Actor.system(), alpha, APP, TOP, query);
    }

    private static List<String> paths(LayerFilePage page) {
        return page.rows().items().stream().map(row -> row.file().path()).toList();
    }

    @Test
    @DisplayName("a folder shows what is in it, with folders that have no entry of their own and what lies below them")
    void folders() {
        tell(Listed.layer(TOP, "srv/", "srv/app/own =5", "srv/app/more =7", "etc/.wh.old", "top =1"));

        LayerFilePage root = list(FileQuery.in(""));
        assertThat(paths(root)).containsExactly("etc", "srv", "top");
        assertThat(root.files()).isEqualTo(3);
        assertThat(root.bytes()).isEqualTo(13);
        assertThat(root.whiteouts()).isEqualTo(1);
        assertThat(root.rows().items().get(1).filesBelow()).isEqualTo(2);
        assertThat(root.rows().items().get(1).bytesBelow()).isEqualTo(12);
        assertThat(paths(list(FileQuery.in("srv/app")))).containsExactly("srv/app/more", "srv/app/own");
        assertThat(list(FileQuery.in("etc")).rows().items()).singleElement().satisfies(row -> {
            assertThat(row.file().path()).isEqualTo("etc/old");
            assertThat(row.file().kind()).isEqualTo(LayerFile.Kind.WHITEOUT);
        });
    }

    @Test
    @DisplayName("a text finds paths below a folder, flat shows the largest files, and pages are cut from all of it")
    void findsAndSorts() {
        tell(Listed.layer(TOP, "srv/", "srv/App/own =5", "srv/app/more =7", "lib/app =9"));

        assertThat(paths(list(new FileQuery("srv", "APP", false, FileQuery.Sort.PATH, false, 0, 100))))
                .containsExactly("srv/App/own", "srv/app/more");
        assertThat(paths(list(new FileQuery("", "", true, FileQuery.Sort.SIZE, true, 0, 2))))
                .containsExactly("lib/app", "srv/app/more");
        LayerFilePage second = list(new FileQuery("", "", true, FileQuery.Sort.SIZE, true, 1, 2));
        assertThat(paths(second)).containsExactly("srv/App/own");
        assertThat(second.rows().total()).isEqualTo(3);
    }

    @Test
    @DisplayName("a layer is asked for once; one that was cut among others is asked for again alone")
    void askedOnce() {
        tell(Listed.layer(TOP, "a =1").toBuilder().setCut(true).build(), Listed.layer(BASE, "b =1"));
        FileQuery root = FileQuery.in("");
        ImageView view = agents.fleet().image(Actor.system(), alpha, APP);

        agents.files().listings(view, List.of(BASE, TOP));
        agents.files().listings(view, List.of(BASE));
        assertThat(asked).hasSize(1);
        assertThat(list(root).cut()).isTrue();
        assertThat(asked).hasSize(2);
        list(root);
        assertThat(asked).hasSize(2);
    }

    @Test
    @DisplayName("a viewer sees no files, and the refusal is recorded")
    void needsPermission() {
        tell(Listed.layer(TOP, "a =1"));
        Actor viewer = new Actor(7, "vera", List.of(Grant.everywhere(Role.VIEWER)), Actor.Method.TOKEN, "", "");
        assertThatExceptionOfType(LongshoreException.class)
                .isThrownBy(() -> agents.files().list(viewer, alpha, APP, TOP, FileQuery.in("")))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.FORBIDDEN));
        assertThat(asked).isEmpty();
        verify(agents.audit()).record(eq(viewer), eq("image.files"), any(), any(), eq(false), eq("refused"), any());
    }

    @Test
    @DisplayName("a layer of another image is none of this one's")
    void otherLayer() {
        assertThatExceptionOfType(LongshoreException.class)
                .isThrownBy(
                        () -> agents.files().list(Actor.system(), alpha, APP, "sha256:" + hex(99), FileQuery.in("")))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
    }

    @Test
    @DisplayName("catalogue 33, 41: names without control and direction characters, whatever was sent")
    void oddNames() {
        tell(Listed.layer(TOP, "a\u001b[31m\u202egnp.exe =1", "<img src=x onerror=alert(1)> =1", "n".repeat(4096)));
        assertThat(paths(list(FileQuery.in(""))))
                .containsExactlyInAnyOrder(
                        "a\ufffd[31m\ufffdgnp.exe", "<img src=x onerror=alert(1)>", "n".repeat(4096));
    }

    @Test
    @DisplayName("catalogue 13: a list that claims what it does not hold, or swells beyond all bounds, is refused")
    void hostileLists() throws IOException {
        ByteString.Output bomb = ByteString.newOutput();
        try (DeflaterOutputStream out = new DeflaterOutputStream(bomb)) {
            out.write(new byte[] {(byte) 0xff, (byte) 0xff, (byte) 0xff, 0x7f}); // a message of 256 MiB
            out.write(new byte[1 << 20]);
        }
        assertThat(refusal(bomb.toByteString())).isEqualTo(ErrorCode.TOO_LARGE);
        ByteString.Output longName = ByteString.newOutput();
        try (DeflaterOutputStream out = new DeflaterOutputStream(longName)) {
            out.write(new byte[] {(byte) 0x80, (byte) 0x80, 0x40}); // a file of 1 MiB by itself
            out.write(new byte[1 << 20]);
        }
        assertThat(refusal(longName.toByteString())).isEqualTo(ErrorCode.TOO_LARGE);
        ByteString.Output empty = ByteString.newOutput();
        try (DeflaterOutputStream out = new DeflaterOutputStream(empty)) {
            out.write(new byte[200_000]); // as many messages without anything
        }
        assertThat(refusal(empty.toByteString())).isEqualTo(ErrorCode.TOO_LARGE);
        assertThat(refusal(ByteString.copyFromUtf8("no zlib at all"))).isEqualTo(ErrorCode.PROTOCOL);
    }

    private static ErrorCode refusal(ByteString list) {
        try {
            LayerListing.of(LayerFiles.newBuilder().setList(list).build());
            throw new AssertionError("it was taken");
        } catch (LongshoreException refused) {
            return refused.code();
        }
    }

    @Test
    @DisplayName("two images side by side: settings, layers from the first that differs on, and files where asked for")
    void compares() {
        tell(
                Listed.layer(BASE, "etc/passwd =10"),
                Listed.layer(TOP, "app =1"),
                Listed.layer("sha256:" + hex(1_000_011), "app =2", "etc/.wh.passwd"));
        ImageAt left = new ImageAt(alpha, APP);
        ImageAt right = ImageAt.of(alpha + "/sha256:" + hex(11));

        ImageComparison plain = agents.comparisons().compare(Actor.system(), left, right, false);
        assertThat(plain.files()).isNull();
        assertThat(plain.same()).isFalse();
        assertThat(plain.sharedLayers()).isEqualTo(1);
        assertThat(plain.rightLayers())
                .extracting(ImageComparison.Layer::diffId)
                .containsExactly("sha256:" + hex(1_000_011));
        assertThat(plain.fields().stream().filter(field -> !field.same()).map(ImageComparison.Field::setting))
                .containsExactly(ImageComparison.Setting.CMD, ImageComparison.Setting.ENV_VALUES);
        assertThat(plain.fields())
                .contains(new ImageComparison.Field(
                        ImageComparison.Setting.ENV_VALUES, List.of("MODE=quiet"), List.of("MODE=loud")));
        Actor viewer = new Actor(7, "vera", List.of(Grant.everywhere(Role.VIEWER)), Actor.Method.TOKEN, "", "");
        assertThat(agents.comparisons().compare(viewer, left, right, false).fields())
                .as("whoever may not see values")
                .noneMatch(field -> field.toString().contains("quiet"));

        ImageComparison.Files files =
                agents.comparisons().compare(Actor.system(), left, right, true).files();
        assertThat(files).isNotNull();
        assertThat(java.util.Objects.requireNonNull(files).changes())
                .extracting(ImageComparison.Change::path)
                .containsExactly("app", "etc/passwd");
    }

    @Test
    @DisplayName("refuses to compare more files than memory has room for, however small they were packed")
    void comparesWithinBounds() {
        String folder = "long-name".repeat(400);
        String[] many = IntStream.range(0, 6_000)
                .mapToObj(at -> folder + "/" + at + " =1")
                .toArray(String[]::new);
        tell(
                Listed.layer(BASE, "etc/passwd =10"),
                Listed.layer(TOP, many),
                Listed.layer("sha256:" + hex(1_000_011), many));
        ImageAt left = new ImageAt(alpha, APP);
        ImageAt right = ImageAt.of(alpha + "/sha256:" + hex(11));
        assertThatExceptionOfType(LongshoreException.class)
                .isThrownBy(() -> agents.comparisons().compare(Actor.system(), left, right, true))
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(ErrorCode.TOO_LARGE));
    }

    @Test
    @DisplayName("gives at once what is known, and asks no host for the rest")
    void known() {
        tell(Listed.layer(TOP, "app =1"));
        assertThat(agents.files().known(Actor.system(), alpha, APP, TOP, FileQuery.in("")))
                .isEmpty();
        LayerFilePage asked = agents.files().list(Actor.system(), alpha, APP, TOP, FileQuery.in(""));
        assertThat(agents.files().known(Actor.system(), alpha, APP, TOP, FileQuery.in("")))
                .hasValue(asked);
    }
}
