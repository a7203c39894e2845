package dev.longshore.agent.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longshore.model.HostId;
import dev.longshore.wire.EnrolReply;
import dev.longshore.wire.Hello;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.security.KeyPairGenerator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LinkSessionTest {

    @Test
    @DisplayName("the hello is not made before the connection stands: it must name what began meanwhile")
    void helloAtLast() throws Exception {
        Identity identity = new Identity(
                KeyPairGenerator.getInstance("EC").generateKeyPair(),
                List.of(),
                HostId.of("h-0000000000000001"),
                "install",
                1,
                EnrolReply.getDefaultInstance());
        AtomicInteger hellos = new AtomicInteger();
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                try {
                    while (true) { // the client tries again
                        server.accept().close();
                    }
                } catch (IOException _) {
                    // the test has ended
                }
            });
            assertThatThrownBy(() -> LinkSession.open(
                            URI.create("https://127.0.0.1:" + server.getLocalPort()),
                            new Credentials(identity, SSLContext.getDefault()),
                            () -> {
                                hellos.incrementAndGet();
                                return Hello.getDefaultInstance();
                            },
                            _ -> {}))
                    .isInstanceOf(IOException.class);
        }
        assertThat(hellos).hasValue(0);
    }
}
