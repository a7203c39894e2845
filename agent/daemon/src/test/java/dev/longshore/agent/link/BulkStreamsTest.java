package dev.longshore.agent.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longshore.agent.FakeEngine;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.HostId;
import dev.longshore.model.LongshoreException;
import dev.longshore.wire.EnrolReply;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BulkStreamsTest {

    @TempDir
    private Path dir;

    @Test
    @DisplayName("streams end with the link, and what waits for one hears that it broke")
    void endWithTheLink() throws Exception {
        Identity identity = new Identity(
                KeyPairGenerator.getInstance("EC").generateKeyPair(),
                List.of(),
                HostId.of("h-0000000000000001"),
                "install",
                1,
                EnrolReply.getDefaultInstance());
        Credentials credentials = new Credentials(identity, SSLContext.getDefault());
        Queue<Socket> silent = new ConcurrentLinkedQueue<>();
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            BulkStreams streams = new BulkStreams(
                    URI.create("https://127.0.0.1:" + server.getLocalPort()),
                    () -> credentials,
                    new FakeEngine("host"),
                    new HostPolicy(dir.resolve("none")),
                    _ -> {});
            Thread.ofVirtual().start(() -> {
                try {
                    silent.add(server.accept());
                    streams.linkEnded();
                } catch (IOException _) {
                    // the test has ended
                }
            });
            assertThatThrownBy(() -> streams.take("s-1", _ -> {}))
                    .isInstanceOfSatisfying(
                            LongshoreException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STREAM_BROKEN))
                    .hasMessageContaining("link");
        }
        for (Socket socket : silent) {
            socket.close();
        }
    }
}
