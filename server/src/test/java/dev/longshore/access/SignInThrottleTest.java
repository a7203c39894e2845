package dev.longshore.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("catalogue 32: brute force is slowed down, and nobody is locked out")
class SignInThrottleTest {

    private final AtomicLong now = new AtomicLong(-5_000_000_000L);
    private final SignInThrottle throttle = new SignInThrottle(now::get);

    @Test
    void theFirstTriesAreFree() {
        for (int tries = 0; tries < 5; tries++) {
            assertThat(throttle.admit("ada", "192.0.2.1")).isEqualTo(Duration.ZERO);
        }
    }

    @Test
    void afterThemEachTryWaitsTwiceAsLongUpToAMinute() {
        tries(6, "ada", "192.0.2.1");
        long waited = 0;
        for (long seconds : new long[] {1, 2, 4, 8, 16, 32, 60, 60, 60}) {
            refused("ada", "192.0.2.1");
            pass(Duration.ofSeconds(seconds).minusMillis(1));
            refused("ada", "192.0.2.1");
            pass(Duration.ofMillis(1));
            throttle.admit("ada", "192.0.2.1");
            waited += seconds;
        }
        assertThat(waited).isGreaterThan(200);
    }

    @Test
    void triesThatAreRefusedDoNotMakeItLonger() {
        tries(6, "ada", "192.0.2.1");
        for (int hammering = 0; hammering < 1000; hammering++) {
            refused("ada", "192.0.2.1");
        }
        pass(Duration.ofSeconds(1));
        assertThatCode(() -> throttle.admit("ada", "192.0.2.1")).doesNotThrowAnyException();
    }

    @Test
    void theOwnerGetsInFromElsewhereWhateverAnAttackerDoes() {
        for (int address = 0; address < 200; address++) {
            tries(5, "ada", "198.51.100." + address);
        }
        assertThat(throttle.admit("ada", "192.0.2.1")).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void sprayingNamesFromOneAddressIsSlowedToo() {
        for (int name = 0; name < 21; name++) {
            throttle.admit("name" + name, "192.0.2.1");
        }
        refused("another", "192.0.2.1");
        assertThatCode(() -> throttle.admit("another", "192.0.2.2")).doesNotThrowAnyException();
    }

    @Test
    void oneNetworkOfIpv6IsOneAddress() {
        for (int host = 0; host < 6; host++) {
            throttle.admit("ada", "2001:db8:1:2:0:0:0:" + host);
        }
        refused("ada", "2001:db8:1:2:9:9:9:9");
        refused("ada", "2001:db8:1:2::a:b");
        assertThatCode(() -> throttle.admit("ada", "2001:db8:1:3:0:0:0:1")).doesNotThrowAnyException();
        for (int host = 0; host < 6; host++) {
            throttle.admit("eve", "2001:db8::a:b:c:" + host);
        }
        refused("eve", "2001:db8::1");
        refused("eve", "2001:db8::f:b:c:d");
    }

    @Test
    void successClearsTheAccountButNotTheAddress() {
        tries(5, "ada", "192.0.2.1");
        throttle.succeeded("ada", "192.0.2.1");
        tries(5, "ada", "192.0.2.1");
        tries(5, "bob", "192.0.2.1");
        tries(5, "eve", "192.0.2.1");
        tries(1, "dan", "192.0.2.1");
        refusedAfterOneMore();
    }

    @Test
    void aQuarterOfAnHourOfSilenceForgets() {
        tries(6, "ada", "192.0.2.1");
        pass(Duration.ofMinutes(16));
        tries(5, "ada", "192.0.2.1");
    }

    private void refusedAfterOneMore() {
        tries(1, "gil", "192.0.2.1");
        refused("joe", "192.0.2.1");
    }

    private void tries(int count, String account, String peer) {
        for (int tries = 0; tries < count; tries++) {
            throttle.admit(account, peer);
        }
    }

    private void refused(String account, String peer) {
        assertThatThrownBy(() -> throttle.admit(account, peer))
                .isInstanceOfSatisfying(
                        LongshoreException.class,
                        fault -> assertThat(fault.code()).isEqualTo(ErrorCode.RATE_LIMITED));
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }
}
