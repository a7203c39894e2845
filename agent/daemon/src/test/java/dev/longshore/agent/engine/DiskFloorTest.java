package dev.longshore.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DiskFloorTest {

    private final AtomicLong free = new AtomicLong(200 << 20);
    private final DiskFloor floor = new DiskFloor(100 << 20, () -> free::get);

    @Test
    @DisplayName("nothing is begun where less is free, and the refusal says what to do")
    void before() {
        free.set(99 << 20);
        assertThatThrownBy(floor::guard).isInstanceOfSatisfying(LongshoreException.class, low -> {
            assertThat(low.code()).isEqualTo(ErrorCode.DISK_FULL);
            assertThat(low.reason()).contains("99 MiB free", "100 MiB", "LONGSHORE_DISK_FLOOR");
            assertThat(low.remedy()).contains("Free space");
        });
        free.set(0);
        assertThatThrownBy(floor::guard).hasMessageContaining("0 MiB free");
        assertThatCode(() -> new DiskFloor(0, () -> free::get).guard().close()).doesNotThrowAnyException();
    }

    @Test
    @DisplayName("where it can't be seen how much is free, nothing is refused")
    void unseen() {
        free.set(-1);
        assertThatCode(() -> floor.guard().close()).doesNotThrowAnyException();
    }

    @Test
    @DisplayName("work that an engine does in silence is ended when too little is free, and says why")
    void meanwhile() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        DiskFloor.Guard guard = floor.guard();
        try (guard) {
            free.set(1 << 20);
            assertThatThrownBy(never::await).isInstanceOf(InterruptedException.class);
        }
        assertThat(guard.fault()).isNotNull();
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    @DisplayName("who cancels the work is not taken for a full disk, and is heard")
    void cancelled() throws Exception {
        DiskFloor.Guard guard = floor.guard();
        try (guard) {
            Thread.currentThread().interrupt();
        }
        assertThat(guard.fault()).isNull();
        assertThat(Thread.interrupted()).isTrue();
    }
}
