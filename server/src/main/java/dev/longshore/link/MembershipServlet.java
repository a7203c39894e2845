package dev.longshore.link;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
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

/**
 * Enrol, renew, nonce, recover. Bodies are small and failures slow. Who has not proven anything yet is slowed down by its
 * address; a host is by its own failures only, since strangers may share its address and must not keep it from renewing.
 */
final class MembershipServlet extends AgentServlet {

    private static final int MAX_BODY_BYTES = 16 * 1024;
    private static final long serialVersionUID = 1;

    private final transient Issuing issuing;
    private final transient Admission admission;
    private final transient Throttle addresses;
    private final transient Throttle hosts;

    MembershipServlet(Issuing issuing, Admission admission, Clock clock) {
        this.issuing = issuing;
        this.admission = admission;
        this.addresses = new Throttle(clock);
        this.hosts = new Throttle(clock);
    }

    @Override
    void serve(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!request.getMethod().equals("POST")) {
            throw new LongshoreException(ErrorCode.NOT_FOUND, "only POST is answered here");
        }
        byte[] bytes = answer(request, request.getRemoteAddr()).toByteArray();
        response.setContentType("application/x-protobuf");
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }

    private Message answer(HttpServletRequest request, String address) throws IOException {
        return switch (request.getServletPath()) {
            case AgentPaths.ENROL ->
                slowed(addresses, address, () -> issuing.enrol(read(EnrolRequest.parser(), request), address));
            case AgentPaths.RENEW -> {
                Peer agent = admission.identify(certificates(request), address);
                yield slowed(hosts, agent.host().id().value(), () -> {
                    admission.admit(agent);
                    return issuing.renew(
                            agent, read(RenewRequest.parser(), request).getCsr().toByteArray());
                });
            }
            case AgentPaths.NONCE -> {
                HostId host = HostId.of(read(NonceRequest.parser(), request).getHostId());
                yield NonceReply.newBuilder()
                        .setNonce(ByteString.copyFrom(issuing.nonce(host)))
                        .build();
            }
            case AgentPaths.RECOVER -> {
                RecoverRequest recovery = read(RecoverRequest.parser(), request);
                yield slowed(hosts, HostId.of(recovery.getHostId()).value(), () -> issuing.recover(recovery, address));
            }
            default -> throw new LongshoreException(ErrorCode.NOT_FOUND, "there is nothing here");
        };
    }

    @FunctionalInterface
    private interface Work {

        Message done() throws IOException;
    }

    private static Message slowed(Throttle throttle, String who, Work work) throws IOException {
        if (!throttle.allows(who)) {
            throw new LongshoreException(ErrorCode.RATE_LIMITED, "too many failures of " + who);
        }
        try {
            return work.done();
        } catch (LongshoreException e) {
            throttle.failed(who);
            throw e;
        }
    }

    private static <M> M read(Parser<M> parser, HttpServletRequest request) throws IOException {
        byte[] body = request.getInputStream().readNBytes(MAX_BODY_BYTES + 1);
        if (body.length > MAX_BODY_BYTES) {
            throw new LongshoreException(
                    ErrorCode.TOO_LARGE, "the request is larger than " + MAX_BODY_BYTES + " bytes");
        }
        try {
            return parser.parseFrom(body);
        } catch (InvalidProtocolBufferException e) {
            throw new LongshoreException(ErrorCode.INVALID_REQUEST, "the request can't be read", e);
        }
    }
}
