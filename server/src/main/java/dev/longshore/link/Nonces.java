package dev.longshore.link;

import com.google.protobuf.ByteString;
import dev.longshore.model.HostId;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;

/** Numbers used once: each is good for one recovery of one host within 60 s. Unknown hosts get one too, to no use. */
final class Nonces {

    private static final long LIFE_MS = 60_000;
    private static final int MAX = 10_000;

    private record Nonce(ByteString value, long untilMs) {}

    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<HostId, Nonce> nonces = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<HostId, Nonce> eldest) {
            return size() > MAX;
        }
    };

    Nonces(Clock clock) {
        this.clock = clock;
    }

    synchronized byte[] make(HostId host) {
        byte[] value = new byte[32];
        random.nextBytes(value);
        nonces.put(host, new Nonce(ByteString.copyFrom(value), clock.millis() + LIFE_MS));
        return value;
    }

    synchronized boolean take(HostId host, byte[] value) {
        Nonce nonce = nonces.remove(host);
        return nonce != null
                && clock.millis() < nonce.untilMs()
                && MessageDigest.isEqual(nonce.value().toByteArray(), value);
    }
}
