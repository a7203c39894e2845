package dev.longshore;

import java.util.Arrays;

/** The address of a caller as people write it; Java spells IPv6 out, for example {@code 0:0:0:0:0:0:0:1}. */
public final class PeerAddress {

    private static final int GROUPS = 8;

    private PeerAddress() {}

    /**
     * The address with its longest run of zero groups left out; anything else than a spelled out IPv6 address stays as it is.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc5952#section-4">RFC 5952, section 4</a>
     */
    public static String shown(String address) {
        int zone = address.indexOf('%');
        String[] groups = (zone < 0 ? address : address.substring(0, zone)).split(":", -1);
        if (groups.length != GROUPS) {
            return address;
        }
        int start = 0;
        int length = 0;
        for (int at = 0; at < GROUPS; at++) {
            int end = at;
            while (end < GROUPS && groups[end].equals("0")) {
                end++;
            }
            if (end - at > length) {
                start = at;
                length = end - at;
            }
        }
        if (length < 2) {
            return address;
        }
        return String.join(":", Arrays.asList(groups).subList(0, start))
                + "::"
                + String.join(":", Arrays.asList(groups).subList(start + length, GROUPS))
                + (zone < 0 ? "" : address.substring(zone));
    }
}
