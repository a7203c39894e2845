package dev.longshore.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import com.google.protobuf.ByteString;
import dev.longshore.LongshoreSettings;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.JoinTokenText;
import dev.longshore.model.LongshoreException;
import dev.longshore.wire.EnrolRequest;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.transaction.PlatformTransactionManager;

class IssuingTest {

    private final MemberStore members = mock(MemberStore.class);
    private final IncidentAudit audit = mock(IncidentAudit.class);
    private final PlatformTransactionManager transactions = mock(PlatformTransactionManager.class);

    @Test
    @DisplayName("catalogue 54: a host that can't be recorded does not join")
    void unrecorded(@TempDir Path dir) {
        CertificateAuthority authority = new CertificateAuthority(
                new LongshoreSettings(dir, 0, 0, true, null, null, List.of(), null, null, null, null, List.of()),
                Clock.systemUTC());
        Recorder heard = new Recorder();
        DefaultListableBeanFactory beans = new DefaultListableBeanFactory();
        beans.registerSingleton("heard", heard);
        Issuing issuing = new Issuing(
                authority,
                members,
                new LinkSettings(Duration.ofSeconds(5), Duration.ofHours(24), Duration.ofMinutes(15)),
                new Listeners(beans.getBeanProvider(AgentListener.class), Clock.systemUTC()),
                audit,
                Clock.systemUTC(),
                transactions);
        JoinTokenText token = JoinTokenText.create(authority.root().getPublicKey(), new SecureRandom());
        when(members.token(token.id()))
                .thenReturn(Optional.of(new TokenRecord(
                        token.id(),
                        JoinTokenText.digestOf(token.secret()),
                        "alpha",
                        "",
                        "ann",
                        0,
                        Long.MAX_VALUE,
                        null,
                        null,
                        null)));
        when(members.use(any(), anyLong(), any(), any())).thenReturn(true);
        doThrow(new LongshoreException(ErrorCode.STORAGE, "full")).when(audit).record(any());

        assertThatThrownBy(() -> issuing.enrol(
                        EnrolRequest.newBuilder()
                                .setTokenId(token.id())
                                .setSecret(token.secret())
                                .setCsr(ByteString.copyFrom(new RawAgent(URI.create("https://none")).csr()))
                                .build(),
                        "192.0.2.1"))
                .isInstanceOfSatisfying(
                        LongshoreException.class,
                        fault -> assertThat(fault.code()).isEqualTo(ErrorCode.STORAGE));

        verify(transactions).rollback(any());
        verify(transactions, never()).commit(any());
        assertThat(heard.incidents(LinkIncident.Kind.ENROLLED)).isEmpty();
    }
}
