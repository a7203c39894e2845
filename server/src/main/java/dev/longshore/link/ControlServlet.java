package dev.longshore.link;

import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.CloseReason;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns a proven agent's request into its control session. Proven first, upgraded then. */
final class ControlServlet extends AgentServlet {

    private static final Logger log = LoggerFactory.getLogger(ControlServlet.class);
    private static final int MAX_MESSAGE_BYTES = 64 * 1024;
    private static final long serialVersionUID = 1;

    private final transient Admission admission;
    private final transient Sessions sessions;
    private final transient LinkSettings settings;

    ControlServlet(Admission admission, Sessions sessions, LinkSettings settings) {
        this.admission = admission;
        this.sessions = sessions;
        this.settings = settings;
    }

    @Override
    void serve(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Peer peer = admission.identify(certificates(request), request.getRemoteAddr());
        if (!"websocket".equalsIgnoreCase(request.getHeader("Upgrade"))) {
            throw new LongshoreException(ErrorCode.INVALID_REQUEST, "here a WebSocket is expected");
        }
        admission.admit(peer);
        Object container = getServletContext().getAttribute(ServerContainer.class.getName());
        ServerEndpointConfig config = ServerEndpointConfig.Builder.create(Control.class, AgentPaths.CONTROL)
                .configurator(new OneEndpoint(new Control(peer)))
                .build();
        try {
            ((ServerContainer) container).upgradeHttpToWebSocket(request, response, config, Map.of());
        } catch (DeploymentException e) {
            throw new IOException(e);
        }
    }

    private static final class OneEndpoint extends ServerEndpointConfig.Configurator {

        private final Control control;

        OneEndpoint(Control control) {
            this.control = control;
        }

        @Override
        public <T> T getEndpointInstance(Class<T> type) {
            return type.cast(control);
        }

        @Override
        public boolean checkOrigin(String origin) {
            return origin == null || origin.isEmpty();
        }
    }

    /** The server's end of one WebSocket. */
    final class Control extends Endpoint {

        private final Peer peer;
        private volatile @Nullable ControlSession session;

        Control(Peer peer) {
            this.peer = peer;
        }

        @Override
        public void onOpen(Session socket, EndpointConfig config) {
            socket.setMaxBinaryMessageBufferSize(MAX_MESSAGE_BYTES);
            socket.setMaxTextMessageBufferSize(128);
            socket.setMaxIdleTimeout(0);
            socket.getUserProperties()
                    .put(
                            "org.apache.tomcat.websocket.BLOCKING_SEND_TIMEOUT",
                            2 * settings.heartbeat().toMillis());
            ControlSession opened = sessions.open(peer, socket);
            session = opened;
            socket.addMessageHandler(ByteBuffer.class, (MessageHandler.Whole<ByteBuffer>) opened::received);
        }

        @Override
        public void onClose(Session socket, CloseReason reason) {
            ControlSession open = session;
            if (open != null) {
                if (reason.getCloseCode() == CloseReason.CloseCodes.TOO_BIG) { // which Tomcat finds before it is read
                    sessions.malformed(open, "TOO_BIG: " + reason.getReasonPhrase());
                }
                open.end("", "closed: " + reason.getCloseCode() + " " + reason.getReasonPhrase());
            }
        }

        @Override
        public void onError(Session socket, Throwable error) {
            log.debug("{}: {}", peer.host().id(), error.toString());
        }
    }
}
