package dev.longshore.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longshore.inventory.FleetFixture;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.HostId;
import dev.longshore.model.ImageId;
import dev.longshore.model.LongshoreException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What can't be stored or sent is refused before it is accepted, and says what to do")
class RequestCheckTest {

    /** What the link carries in one message. */
    private static final int MESSAGE_BYTES = 250 * 1024;

    private static OperationRequest prune(int hosts, int imagesEach) {
        Map<HostId, List<ImageId>> images = new TreeMap<>();
        List<ImageId> each = IntStream.range(0, imagesEach)
                .mapToObj(number -> ImageId.of(FleetFixture.hex(number)))
                .toList();
        IntStream.range(0, hosts).forEach(host -> images.put(FleetFixture.id(host), each));
        return new OperationRequest(new Task.Prune(images, false), List.copyOf(images.keySet()), null, null);
    }

    private static OperationRequest remove(int targets, int nameChars) {
        List<Task.Target> named = IntStream.range(0, targets)
                .mapToObj(number -> Task.Target.of("a".repeat(nameChars - 10) + ":" + (100_000_000 + number)))
                .toList();
        return new OperationRequest(new Task.Remove(named, false), List.of(FleetFixture.id(1)), null, null);
    }

    private static int commandBytes(OperationRequest request) {
        return Commands.start(
                        new OperationIds(Clock.systemUTC()).next(),
                        request.task(),
                        request.hosts().getFirst(),
                        List.of(),
                        null,
                        Instant.EPOCH,
                        Duration.ofMinutes(1))
                .getSerializedSize();
    }

    private static void assertTooLarge(OperationRequest request, String remedy) {
        assertThatThrownBy(() -> RequestCheck.check(request))
                .isInstanceOfSatisfying(LongshoreException.class, fault -> {
                    assertThat(fault.code()).isEqualTo(ErrorCode.TOO_LARGE);
                    assertThat(fault.remedy()).contains(remedy);
                });
    }

    @Test
    void aPruneOfMoreThanOneOperationCanHold() {
        assertThatCode(() -> RequestCheck.check(prune(1_000, 12))).doesNotThrowAnyException();
        assertTooLarge(prune(1_000, 14), "fewer hosts");
    }

    @Test
    void aPruneOfMoreThanOneHostCanBeTold() {
        OperationRequest most = prune(1, RequestCheck.MOST_PRUNED_PER_HOST);
        assertThatCode(() -> RequestCheck.check(most)).doesNotThrowAnyException();
        assertThat(commandBytes(most)).isLessThan(MESSAGE_BYTES);
        assertTooLarge(prune(1, RequestCheck.MOST_PRUNED_PER_HOST + 1), "another prune");
    }

    @Test
    void aRemovalOfNamesThatAreLongerThanOneCommand() {
        OperationRequest most = remove(1_000, 210);
        assertThatCode(() -> RequestCheck.check(most)).doesNotThrowAnyException();
        assertThat(commandBytes(most)).isLessThan(MESSAGE_BYTES);
        assertTooLarge(remove(1_000, 240), "fewer images");
        assertTooLarge(remove(RequestCheck.MOST_TARGETS + 1, 20), "fewer images");
    }
}
