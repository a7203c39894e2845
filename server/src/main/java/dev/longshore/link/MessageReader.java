package dev.longshore.link;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DiscardUnknownFieldsParser;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Reads an agent's delimited messages. A few bytes can stand for many times their size in memory, empty elements of a list
 * above all, so what a stream's messages weigh there is limited too.
 */
final class MessageReader<M extends Message> {

    private static final int MAX_NESTING = 20;

    /** About what an object, its place in a list and its texts' headers take besides the bytes on the wire. */
    private static final int ELEMENT_BYTES = 100;

    /** What is larger is read one at a time on the whole server: how much it swells is known only when it has. */
    private static final int LARGE_BYTES = 2 << 20;

    private static final ReentrantLock ONE_LARGE = new ReentrantLock();

    private final InputStream in;
    private final Parser<M> parser;
    private final int maxMessageBytes;
    private final long maxWeightBytes;
    private long weightBytes;

    MessageReader(InputStream in, Parser<M> parser, int maxMessageBytes, long maxWeightBytes) {
        this.in = in;
        this.parser = DiscardUnknownFieldsParser.wrap(parser);
        this.maxMessageBytes = maxMessageBytes;
        this.maxWeightBytes = maxWeightBytes;
    }

    /** The next message, or null at the end; {@code TOO_LARGE} for one, or for all so far, that can't be afforded. */
    @Nullable
    M next() throws IOException {
        int first = in.read();
        if (first < 0) {
            return null;
        }
        int size = CodedInputStream.readRawVarint32(first, in);
        if (size < 0 || size > maxMessageBytes) {
            throw new LongshoreException(ErrorCode.TOO_LARGE, "a message is larger than " + maxMessageBytes + " bytes");
        }
        byte[] bytes = in.readNBytes(size);
        if (bytes.length < size) {
            throw new EOFException("the stream ended within a message");
        }
        if (size <= LARGE_BYTES) {
            return read(bytes);
        }
        ONE_LARGE.lock();
        try {
            return read(bytes);
        } finally {
            ONE_LARGE.unlock();
        }
    }

    private M read(byte[] bytes) throws IOException {
        CodedInputStream coded = CodedInputStream.newInstance(bytes);
        coded.setRecursionLimit(MAX_NESTING);
        M message = parser.parseFrom(coded);
        weightBytes += bytes.length + weight(message);
        if (weightBytes > maxWeightBytes) {
            throw new LongshoreException(
                    ErrorCode.TOO_LARGE, "the messages need more than " + maxWeightBytes + " bytes of memory");
        }
        return message;
    }

    private static long weight(Message message) {
        long weight = ELEMENT_BYTES;
        for (Map.Entry<FieldDescriptor, Object> field : message.getAllFields().entrySet()) {
            if (field.getValue() instanceof Collection<?> elements) {
                for (Object element : elements) {
                    weight += element instanceof Message nested ? weight(nested) : ELEMENT_BYTES;
                }
            } else if (field.getValue() instanceof Message nested) {
                weight += weight(nested);
            }
        }
        return weight;
    }
}
