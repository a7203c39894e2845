package dev.longshore.link;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.HostId;
import dev.longshore.model.LongshoreException;
import dev.longshore.wire.EnrolRequest;
import dev.longshore.wire.NonceReply;
import dev.longshore.wire.NonceRequest;
import dev.longshore.wire.RecoverRequest;
import dev.longshore.wire.RenewRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;

/** Enrol, renew, nonce, recover. All but renewal are reached without a certificate, so bodies are small and failures slow. */
final class MembershipServlet extends AgentServlet {

    private static final int MAX_BODY_BYTES = 16 * 1024;
    private static final long serialVersionUID = 1;

    private final transient Issuing issuing;
    private final transient Admission admission;
    private final transient Throttle throttle;

    MembershipServlet(Issuing issuing, Admission admission, Clock clock) {
        this.issuing = issuing;
        this.admission = admission;
        this.throttle = new Throttle(clock);
    }

    @Override
    void serve(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!request.getMethod().equals("POST")) {
            throw new LongshoreException(ErrorCode.NOT_FOUND, "only POST is answered here");
        }
        String peer = request.getRemoteAddr();
        if (!throttle.allows(peer)) {
            throw new LongshoreException(ErrorCode.RATE_LIMITED, "too many failures from this address");
        }
        byte[] body = request.getInputStream().readNBytes(MAX_BODY_BYTES + 1);
        if (body.length > MAX_BODY_BYTES) {
            throttle.failed(peer);
            throw new LongshoreException(
                    ErrorCode.TOO_LARGE, "the request is larger than " + MAX_BODY_BYTES + " bytes");
        }
        Message reply;
        try {
            reply = answer(request, body, peer);
        } catch (InvalidProtocolBufferException e) {
            throttle.failed(peer);
            throw new LongshoreException(ErrorCode.INVALID_REQUEST, "the request can't be read", e);
        } catch (LongshoreException e) {
            throttle.failed(peer);
            throw e;
        }
        byte[] bytes = reply.toByteArray();
        response.setContentType("application/x-protobuf");
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }

    private Message answer(HttpServletRequest request, byte[] body, String peer) throws InvalidProtocolBufferException {
        return switch (request.getServletPath()) {
            case AgentPaths.ENROL -> issuing.enrol(EnrolRequest.parseFrom(body), peer);
            case AgentPaths.RENEW -> {
                Peer agent = admission.identify(certificates(request), peer);
                admission.admit(agent);
                yield issuing.renew(agent, RenewRequest.parseFrom(body).getCsr().toByteArray());
            }
            case AgentPaths.NONCE ->
                NonceReply.newBuilder()
                        .setNonce(ByteString.copyFrom(issuing.nonce(
                                HostId.of(NonceRequest.parseFrom(body).getHostId()))))
                        .build();
            case AgentPaths.RECOVER -> issuing.recover(RecoverRequest.parseFrom(body), peer);
            default -> throw new LongshoreException(ErrorCode.NOT_FOUND, "there is nothing here");
        };
    }
}
