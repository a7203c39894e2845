package dev.longshore.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.longshore.link.Recorder.Heard;
import dev.longshore.model.HostId;
import dev.longshore.wire.AgentMessage;
import dev.longshore.wire.Hello;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.Session;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.dao.DataAccessResourceFailureException;

class SessionsTest {

    private static final HostId HOST = HostId.of("h-0000000000000001");
    private static final HostRecord RECORD =
            new HostRecord(HOST, "alpha", true, "", 0, null, null, null, "", "", "", 0, 1, 1, 0);

    private final MemberStore members = mock(MemberStore.class);
    private final Recorder heard = new Recorder();
    private final Sessions sessions = sessions();

    private Sessions sessions() {
        DefaultListableBeanFactory beans = new DefaultListableBeanFactory();
        beans.registerSingleton("heard", heard);
        when(members.host(HOST)).thenReturn(Optional.of(RECORD));
        return new Sessions(
                new LinkSettings(Duration.ofMinutes(5), Duration.ofHours(24), Duration.ofMinutes(15)),
                new Listeners(beans.getBeanProvider(AgentListener.class), Clock.systemUTC()),
                members,
                Clock.systemUTC());
    }

    private ControlSession dialled() {
        Session socket = mock(Session.class);
        when(socket.getBasicRemote()).thenReturn(mock(RemoteEndpoint.Basic.class));
        ControlSession session = sessions.open(new Peer(RECORD, 1, mock(X509Certificate.class), "10.0.0.9"), socket);
        session.received(ByteBuffer.wrap(AgentMessage.newBuilder()
                .setSeq(1)
                .setHello(Hello.getDefaultInstance())
                .build()
                .toByteArray()));
        return session;
    }

    @Test
    @DisplayName("catalogue 63: a database that fails at a session's end keeps nobody from hearing of the end")
    void endsAreToldFirst() {
        doThrow(new DataAccessResourceFailureException("gone")).when(members).lastSeen(any(), anyLong());
        ControlSession session = dialled();
        await().atMost(Linked.SOON)
                .until(() -> !heard.all(Heard.Connected.class).isEmpty());

        session.end("", "the connection broke");

        await().atMost(Linked.SOON)
                .until(() -> !heard.all(Heard.Disconnected.class).isEmpty());
    }

    @Test
    void aRemovedHostsEndIsToldBeforeItsLaneGoes() {
        dialled();
        await().atMost(Linked.SOON)
                .until(() -> !heard.all(Heard.Connected.class).isEmpty());

        sessions.end(HOST, "REVOKED", "removed");
        sessions.forget(HOST);

        await().atMost(Linked.SOON)
                .until(() -> !heard.all(Heard.Disconnected.class).isEmpty());
    }

    @Test
    @DisplayName("catalogue 63: a session that the database can't vouch for ends, so that the agent dials again")
    void notVouchedFor() {
        when(members.host(HOST)).thenThrow(new DataAccessResourceFailureException("gone"));

        dialled();

        assertThat(sessions.current(HOST)).isNull();
        await().atMost(Linked.SOON).until(() -> sessions.open(HOST) == 0);
        assertThat(heard.all(Heard.Connected.class)).isEmpty();
    }
}
