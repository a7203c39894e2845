package dev.longshore.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longshore.model.ErrorCode;
import dev.longshore.model.HostId;
import dev.longshore.model.LongshoreException;
import dev.longshore.wire.Failure;
import dev.longshore.wire.StreamReport;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AgentFailureTest {

    private static Failure.Builder failure(ErrorCode code) {
        return Failure.newBuilder().setCode(code.name()).setReason("no").setRemedy("Do something else.");
    }

    @Test
    @DisplayName("catalogue 33: what an agent says of a failure is cut to size and cleaned, in all its parts")
    void cleaned() {
        LongshoreException read = AgentFailure.of(failure(ErrorCode.ENGINE_ERROR)
                .setReason("\u001b[31m" + "r".repeat(5_000))
                .setRemedy("\u202e" + "m".repeat(5_000))
                .addAllSubjects(Collections.nCopies(1_000, "s\u0000" + "s".repeat(5_000)))
                .build());

        assertThat(read.reason()).startsWith("\ufffd[31m").hasSize(1_000);
        assertThat(read.remedy()).startsWith("\ufffd").hasSize(1_000);
        assertThat(read.subjects())
                .hasSize(200)
                .allSatisfy(subject -> assertThat(subject).startsWith("s\ufffd").hasSize(700));
    }

    @Test
    void anAgentDoesNotSayWhoSignedInOrMayDoSomething() {
        for (ErrorCode code : List.of(
                ErrorCode.UNAUTHENTICATED,
                ErrorCode.BAD_CREDENTIALS,
                ErrorCode.FORBIDDEN,
                ErrorCode.HOST_REVOKED,
                ErrorCode.CERTIFICATE_REFUSED)) {
            LongshoreException read = AgentFailure.of(failure(code).build());
            assertThat(read.code()).isEqualTo(ErrorCode.PROTOCOL);
            assertThat(read.remedy()).isEqualTo(ErrorCode.PROTOCOL.remedy());
        }
        assertThat(AgentFailure.of(failure(ErrorCode.POLICY_DENIED).build()).code())
                .isEqualTo(ErrorCode.POLICY_DENIED);
        assertThat(AgentFailure.of(failure(ErrorCode.IMAGE_IN_USE).build()).remedy())
                .isEqualTo("Do something else.");
    }

    @Test
    void streamsReadTheirFailuresTheSameWay() {
        IncomingStream<String> stream = new IncomingStream<>("s-1", HostId.of("h-0000000000000001"), 10, _ -> "");
        stream.reported(
                HostId.of("h-0000000000000001"),
                StreamReport.newBuilder()
                        .setFailure(failure(ErrorCode.UNAUTHENTICATED).setReason("\u001b"))
                        .build());

        assertThat(stream.result())
                .failsWithin(Duration.ofSeconds(20))
                .withThrowableOfType(ExecutionException.class)
                .havingCause()
                .asInstanceOf(InstanceOfAssertFactories.type(LongshoreException.class))
                .satisfies(why -> {
                    assertThat(why.code()).isEqualTo(ErrorCode.PROTOCOL);
                    assertThat(why.reason()).isEqualTo("\ufffd");
                });
    }
}
