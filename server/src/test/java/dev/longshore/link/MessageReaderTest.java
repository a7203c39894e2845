package dev.longshore.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import dev.longshore.wire.Image;
import dev.longshore.wire.Pair;
import dev.longshore.wire.SnapshotEnd;
import dev.longshore.wire.SnapshotItem;
import dev.longshore.wire.SnapshotStart;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class MessageReaderTest {

    private static final SnapshotItem START = SnapshotItem.newBuilder()
            .setStart(SnapshotStart.getDefaultInstance())
            .build();
    private static final SnapshotItem END =
            SnapshotItem.newBuilder().setEnd(SnapshotEnd.getDefaultInstance()).build();

    private static InputStream stream(Message... messages) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Message message : messages) {
            message.writeDelimitedTo(out);
        }
        return new ByteArrayInputStream(out.toByteArray());
    }

    private static SnapshotItem withEmptyLabels(int count) {
        return SnapshotItem.newBuilder()
                .setImage(Image.newBuilder().addAllLabels(Collections.nCopies(count, Pair.getDefaultInstance())))
                .build();
    }

    private static void assertTooLarge(ThrowingCallable reading) {
        assertThatThrownBy(reading)
                .isInstanceOfSatisfying(
                        LongshoreException.class,
                        fault -> assertThat(fault.code()).isEqualTo(ErrorCode.TOO_LARGE));
    }

    @Test
    void messagesComeInOrderAndThenNothing() throws IOException {
        MessageReader<SnapshotItem> reader =
                new MessageReader<>(stream(START, END), SnapshotItem.parser(), 100, 10_000);

        assertThat(reader.next()).isEqualTo(START);
        assertThat(reader.next()).isEqualTo(END);
        assertThat(reader.next()).isNull();
    }

    @Test
    @DisplayName("catalogue 13: a message that says it is large is refused before it is read")
    void large() throws IOException {
        byte[] twoGigabytesToCome = {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x07};

        assertTooLarge(new MessageReader<>(
                new ByteArrayInputStream(twoGigabytesToCome), SnapshotItem.parser(), 1 << 20, 1 << 20)::next);
        assertThatThrownBy(
                        new MessageReader<>(
                                new ByteArrayInputStream(new byte[] {100, 1, 2}),
                                SnapshotItem.parser(),
                                1 << 20,
                                1 << 20)::next)
                .isInstanceOf(EOFException.class);
    }

    @Test
    @DisplayName("catalogue 13: a few bytes that stand for many objects count by what they need in memory")
    void swelling() throws IOException {
        SnapshotItem item = withEmptyLabels(10_000);
        assertThat(item.getSerializedSize()).isLessThan(32_000);
        MessageReader<SnapshotItem> reader =
                new MessageReader<>(stream(item, item), SnapshotItem.parser(), 1 << 20, 1_500_000);

        assertThat(reader.next()).isEqualTo(item);
        assertTooLarge(reader::next);
    }

    @Test
    @DisplayName("catalogue 13: an inventory has no item that no honest agent sends, raw documents excepted")
    void items() throws IOException {
        SnapshotItem raw = SnapshotItem.newBuilder()
                .setRawInfo(ByteString.copyFrom(new byte[1 << 20]))
                .build();

        assertThat(Inventories.items(stream(START, raw, END))).hasSize(3);
        assertTooLarge(() -> Inventories.items(stream(START, withEmptyLabels(150_000), END)));
    }
}
