package dev.longshore.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.google.protobuf.Message;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.HostId;
import dev.longshore.model.LongshoreException;
import dev.longshore.wire.EnrolReply;
import dev.longshore.wire.EnrolRequest;
import dev.longshore.wire.NonceRequest;
import dev.longshore.wire.RecoverRequest;
import dev.longshore.wire.RenewRequest;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class MembershipServletTest {

    private static final String PROXY = "192.0.2.1";
    private static final HostId HOST = HostId.of("h-0000000000000001");
    private static final HostId OTHER = HostId.of("h-0000000000000002");

    private final Issuing issuing = mock(Issuing.class);
    private final Admission admission = mock(Admission.class);
    private final MembershipServlet servlet = new MembershipServlet(
            issuing, admission, Clock.fixed(Instant.parse("2026-11-24T10:00:00Z"), ZoneOffset.UTC));

    private int post(String path, Message body) throws IOException {
        MockHttpServletRequest request = new MockHttpServletRequest("POST", path);
        request.setServletPath(path);
        request.setRemoteAddr(PROXY);
        request.setContent(body.toByteArray());
        MockHttpServletResponse response = new MockHttpServletResponse();
        servlet.serve(request, response);
        return response.getStatus();
    }

    private void fails(ErrorCode code, String path, Message body) {
        assertThatThrownBy(() -> post(path, body))
                .isInstanceOfSatisfying(
                        LongshoreException.class,
                        fault -> assertThat(fault.code()).isEqualTo(code));
    }

    private static RecoverRequest recovery(HostId host) {
        return RecoverRequest.newBuilder().setHostId(host.value()).build();
    }

    @Test
    @DisplayName("catalogue 32: strangers behind the agents' address are slowed down and keep no host from renewing")
    void oneAddressForAll() throws IOException {
        when(issuing.enrol(any(), any())).thenThrow(new LongshoreException(ErrorCode.TOKEN_REFUSED, "no"));
        when(admission.identify(any(), any())).thenReturn(peer());
        when(issuing.renew(any(), any())).thenReturn(EnrolReply.getDefaultInstance());
        when(issuing.nonce(any())).thenReturn(new byte[32]);
        when(issuing.recover(any(), any())).thenReturn(EnrolReply.getDefaultInstance());
        for (int stranger = 0; stranger < 10; stranger++) {
            fails(ErrorCode.TOKEN_REFUSED, AgentPaths.ENROL, EnrolRequest.getDefaultInstance());
        }

        fails(ErrorCode.RATE_LIMITED, AgentPaths.ENROL, EnrolRequest.getDefaultInstance());
        assertThat(post(AgentPaths.RENEW, RenewRequest.getDefaultInstance())).isEqualTo(200);
        assertThat(post(
                        AgentPaths.NONCE,
                        NonceRequest.newBuilder().setHostId(HOST.value()).build()))
                .isEqualTo(200);
        assertThat(post(AgentPaths.RECOVER, recovery(HOST))).isEqualTo(200);
    }

    @Test
    void aHostThatKeepsFailingIsSlowedDownAloneAndTheOthersAreNot() throws IOException {
        when(issuing.recover(any(), any())).thenAnswer(call -> {
            if (call.<RecoverRequest>getArgument(0).getHostId().equals(HOST.value())) {
                throw new LongshoreException(ErrorCode.CERTIFICATE_REFUSED, "no");
            }
            return EnrolReply.getDefaultInstance();
        });
        for (int failure = 0; failure < 10; failure++) {
            fails(ErrorCode.CERTIFICATE_REFUSED, AgentPaths.RECOVER, recovery(HOST));
        }

        fails(ErrorCode.RATE_LIMITED, AgentPaths.RECOVER, recovery(HOST));
        assertThat(post(AgentPaths.RECOVER, recovery(OTHER))).isEqualTo(200);
    }

    private static Peer peer() {
        HostRecord host = new HostRecord(HOST, "alpha", true, "", 0, null, null, null, "", "", "", 0, 1, 1, 0);
        return new Peer(host, 1, mock(X509Certificate.class), PROXY);
    }
}
