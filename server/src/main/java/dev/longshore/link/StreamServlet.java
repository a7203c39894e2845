package dev.longshore.link;

import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Carries the bodies of bulk streams. */
final class StreamServlet extends AgentServlet {

    private static final long serialVersionUID = 1;

    private final transient Admission admission;
    private final transient Streams streams;
    private final transient Listeners listeners;

    StreamServlet(Admission admission, Streams streams, Listeners listeners) {
        this.admission = admission;
        this.streams = streams;
        this.listeners = listeners;
    }

    @Override
    void serve(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Peer peer = admission.identify(certificates(request), request.getRemoteAddr());
        admission.checkCurrent(peer);
        String path = request.getPathInfo();
        String id = path == null ? "" : path.substring(1);
        BulkStream stream = streams.claim(id, peer.host().id(), request.getMethod());
        if (stream == null) {
            if (streams.isForeign(id, peer.host().id())) {
                listeners.incident(new LinkIncident(
                        LinkIncident.Kind.FOREIGN_STREAM,
                        peer.host().id(),
                        peer.address(),
                        "it opened a stream that another host was asked for"));
            }
            throw new LongshoreException(ErrorCode.NOT_FOUND, "there is no such stream");
        }
        stream.serve(request, response);
    }
}
