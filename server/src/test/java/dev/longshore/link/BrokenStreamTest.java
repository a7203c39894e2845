package dev.longshore.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class BrokenStreamTest {

    @Test
    @DisplayName("a reason is never just the name of an exception")
    void words() {
        assertThat(BrokenStream.words(new IOException(new EOFException())))
                .isEqualTo("the connection ended before it did");
        assertThat(BrokenStream.words(new EOFException())).isEqualTo("the connection ended before it did");
        assertThat(BrokenStream.words(new EOFException("the stream ended within a message")))
                .isEqualTo("the stream ended within a message");
        assertThat(BrokenStream.words(new SocketTimeoutException())).isEqualTo("nothing more came of it in time");
        assertThat(BrokenStream.words(new IOException("Connection reset"))).isEqualTo("Connection reset");
        assertThat(BrokenStream.words(new IOException(new IOException("Broken pipe"))))
                .isEqualTo("Broken pipe");
        assertThat(BrokenStream.words(new IOException())).isEqualTo("the connection broke");
    }
}
