package dev.longshore.operations;

import dev.longshore.model.OperationId;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Clock;
import org.springframework.stereotype.Component;

/** Makes ids of operations: 48 bits of time, then 80 random ones, so that they sort by time and can't be guessed. */
@Component
class OperationIds {

    private static final String DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";
    private static final int LENGTH = 26;

    private final SecureRandom random = new SecureRandom();
    private final Clock clock;

    OperationIds(Clock clock) {
        this.clock = clock;
    }

    OperationId next() {
        BigInteger rest = BigInteger.valueOf(clock.millis()).shiftLeft(80).or(new BigInteger(80, random));
        char[] text = new char[LENGTH];
        for (int at = LENGTH - 1; at >= 0; at--) {
            text[at] = DIGITS.charAt(rest.intValue() & 31);
            rest = rest.shiftRight(5);
        }
        return OperationId.of("op-" + new String(text));
    }
}
