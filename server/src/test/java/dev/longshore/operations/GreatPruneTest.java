package dev.longshore.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.longshore.model.HostId;
import dev.longshore.model.ImageId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GreatPruneTest {

    @Test
    void aSmallOneIsOneOperation() {
        Map<HostId, List<ImageId>> images = Map.of(host(1), ids(0, 3), host(2), ids(0, 1));
        assertThat(Task.Prune.inParts(images, true)).containsExactly(new Task.Prune(images, true));
        assertThat(Task.Prune.inParts(Map.of(), true)).isEmpty();
        assertThat(Task.Prune.inParts(Map.of(host(1), List.of()), false)).isEmpty();
    }

    @Test
    void aGreatOneIsSplitIntoSuchAsAreAcceptedAndNothingIsLostOrNamedTwice() {
        Map<HostId, List<ImageId>> images = new HashMap<>();
        images.put(host(1), ids(0, 7_000));
        for (int number = 2; number <= 1_500; number++) {
            images.put(host(number), ids(number, 12));
        }

        List<Task.Prune> parts = Task.Prune.inParts(images, true);

        Map<HostId, List<ImageId>> named = new HashMap<>();
        for (Task.Prune part : parts) {
            List<HostId> hosts = List.copyOf(part.images().keySet());
            assertThatCode(() -> RequestCheck.check(new OperationRequest(part, hosts, null, null)))
                    .doesNotThrowAnyException();
            part.images()
                    .forEach((host, ids) ->
                            named.computeIfAbsent(host, _ -> new ArrayList<>()).addAll(ids));
        }
        assertThat(named).isEqualTo(images);
        assertThat(parts).hasSizeLessThan(8);
    }

    private static HostId host(int number) {
        return HostId.of("h-%016d".formatted(number));
    }

    private static List<ImageId> ids(int seed, int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> ImageId.of("sha256:%032x%032x".formatted(seed, number)))
                .toList();
    }
}
