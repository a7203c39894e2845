package dev.longshore.registries;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tags as people look for them: {@code latest} first, then the higher numbers before the lower: 1.10 before 1.9. */
final class TagOrder implements Comparator<String> {

    private static final Pattern PART = Pattern.compile("[0-9]+|[^0-9]+");

    @Override
    public int compare(String one, String other) {
        boolean latest = one.equals("latest");
        if (latest != other.equals("latest")) {
            return latest ? -1 : 1;
        }
        Matcher ones = PART.matcher(one);
        Matcher others = PART.matcher(other);
        while (true) {
            boolean more = ones.find();
            boolean moreOthers = others.find();
            if (!more || !moreOthers) {
                // 1.27 before 1.27-alpine
                return more == moreOthers ? one.compareTo(other) : more ? 1 : -1;
            }
            int difference = part(ones.group(), others.group());
            if (difference != 0) {
                return difference;
            }
        }
    }

    private static int part(String one, String other) {
        boolean number = Character.isDigit(one.charAt(0));
        boolean otherNumber = Character.isDigit(other.charAt(0));
        if (number && otherNumber) {
            return new BigInteger(other).compareTo(new BigInteger(one));
        }
        return number != otherNumber ? number ? -1 : 1 : one.compareTo(other);
    }
}
