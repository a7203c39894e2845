package dev.longshore.access;

import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Slows down guessing without ever locking an account. One address is made to wait longer with each wrong try, per account
 * and in all; tries of an account from many addresses are only slowed by a few seconds each, so that nobody can shut its
 * owner out. Names that don't exist are treated alike.
 *
 * <p>A try is counted before it is checked, and given back on success: tries in parallel gain nothing.
 */
@Component
class SignInThrottle {

    private static final int MOST_KEYS = 20_000;
    private static final Duration FORGET_AFTER = Duration.ofMinutes(15);
    private static final Duration LONGEST_REFUSAL = Duration.ofSeconds(60);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(3);

    private static final int FREE_TRIES_OF_PAIR = 5;
    private static final int FREE_TRIES_OF_ADDRESS = 20;
    private static final int FREE_TRIES_OF_ACCOUNT = 10;

    private final LongSupplier nanoTime;
    private final Map<String, Tries> pairs = bounded();
    private final Map<String, Tries> addresses = bounded();
    private final Map<String, Tries> accounts = bounded();

    @Autowired
    SignInThrottle() {
        this(System::nanoTime);
    }

    SignInThrottle(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * Counts a try.
     *
     * @return how long to pause before the check
     * @throws LongshoreException {@code RATE_LIMITED} if it comes too early
     */
    synchronized Duration admit(String accountKey, String peer) {
        long now = nanoTime.getAsLong();
        String address = network(peer);
        Tries pair = tries(pairs, accountKey + ' ' + address, now);
        Tries all = tries(addresses, address, now);
        long waitNanos = Math.max(pair.refusedUntil - now, all.refusedUntil - now);
        if (waitNanos > 0) {
            long seconds = Math.ceilDiv(waitNanos, 1_000_000_000L);
            throw new LongshoreException(
                    ErrorCode.RATE_LIMITED,
                    "too many wrong tries; the next one is possible in " + seconds + " s",
                    "Wait " + seconds + " s, then try again.");
        }
        pair.add(now, FREE_TRIES_OF_PAIR);
        all.add(now, FREE_TRIES_OF_ADDRESS);
        Tries account = tries(accounts, accountKey, now);
        account.add(now, FREE_TRIES_OF_ACCOUNT);
        return account.pause();
    }

    /** The try was right: it does not count, and the account's owner starts afresh. */
    synchronized void succeeded(String accountKey, String peer) {
        String address = network(peer);
        pairs.remove(accountKey + ' ' + address);
        accounts.remove(accountKey);
        Tries all = addresses.get(address);
        if (all != null) {
            all.giveBack();
        }
    }

    private static Tries tries(Map<String, Tries> map, String key, long now) {
        Tries tries = map.computeIfAbsent(key, _ -> new Tries(now));
        if (now - tries.lastNanos > FORGET_AFTER.toNanos()) {
            tries = new Tries(now);
            map.put(key, tries);
        }
        return tries;
    }

    /** One household of IPv6 is one address: its first 64 bits. */
    private static String network(String peer) {
        if (peer.indexOf(':') < 0) {
            return peer;
        }
        InetAddress address;
        try {
            address = InetAddress.ofLiteral(peer);
        } catch (IllegalArgumentException notAnAddress) {
            return peer;
        }
        return address instanceof Inet6Address
                ? HexFormat.of().formatHex(address.getAddress(), 0, 8)
                : address.getHostAddress();
    }

    private static Map<String, Tries> bounded() {
        return new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Tries> eldest) {
                return size() > MOST_KEYS;
            }
        };
    }

    private static final class Tries {
        private int count;
        private int excess;
        private long lastNanos;
        private long refusedUntil;

        Tries(long now) {
            lastNanos = now;
            refusedUntil = now;
        }

        void add(long now, int free) {
            count++;
            lastNanos = now;
            excess = Math.max(0, count - free);
            refusedUntil = excess == 0 ? now : now + doubling(Duration.ofSeconds(1), excess - 1, LONGEST_REFUSAL);
        }

        void giveBack() {
            count = Math.max(0, count - 1);
            refusedUntil = lastNanos;
        }

        Duration pause() {
            return excess == 0
                    ? Duration.ZERO
                    : Duration.ofNanos(doubling(Duration.ofMillis(100), excess - 1, LONGEST_PAUSE));
        }

        private static long doubling(Duration first, int times, Duration most) {
            return times > 20 ? most.toNanos() : Math.min(first.toNanos() << times, most.toNanos());
        }
    }
}
