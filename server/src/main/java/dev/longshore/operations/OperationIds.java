package dev.longshore.operations;

import dev.longshore.model.OperationId;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Clock;
import org.springframework.stereotype.Component;

/**
 * Makes ids of operations: 48 bits of time, then 80 that can't be guessed. They sort in the order in which they were made,
 * within a millisecond and while the clock is set back too, since history is shown by id.
 */
@Component
class OperationIds {

    private static final String DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";
    private static final int LENGTH = 26;
    private static final int RANDOM_BITS = 80;
    private static final int STEP_BITS = 64;

    private final SecureRandom random = new SecureRandom();
    private final Clock clock;
    private BigInteger last = BigInteger.ZERO;

    OperationIds(Clock clock) {
        this.clock = clock;
    }

    synchronized OperationId next() {
        // the highest of the random bits stays free, so that steps within a millisecond do not reach the time
        BigInteger fresh =
                BigInteger.valueOf(clock.millis()).shiftLeft(RANDOM_BITS).or(new BigInteger(RANDOM_BITS - 1, random));
        boolean same = fresh.shiftRight(RANDOM_BITS).compareTo(last.shiftRight(RANDOM_BITS)) <= 0;
        last = same ? last.add(new BigInteger(STEP_BITS, random)).add(BigInteger.ONE) : fresh;
        return OperationId.of("op-" + text(last));
    }

    private static String text(BigInteger number) {
        char[] text = new char[LENGTH];
        BigInteger rest = number;
        for (int at = LENGTH - 1; at >= 0; at--) {
            text[at] = DIGITS.charAt(rest.intValue() & 31);
            rest = rest.shiftRight(5);
        }
        return new String(text);
    }
}
