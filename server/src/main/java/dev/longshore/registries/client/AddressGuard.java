package dev.longshore.registries.client;

import dev.longshore.model.SafeText;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import org.apache.hc.client5.http.DnsResolver;
import org.springframework.security.web.util.matcher.IpAddressMatcher;

/**
 * Finds the addresses of a name for one connection, and lets none be used that leads to this machine or its link: what it
 * returns is what is connected to, so that a name that changes its address afterwards gains nothing. Private networks are
 * where registries are, and pass.
 *
 * @see "docs/adr/0014-registry-addresses.md"
 */
final class AddressGuard implements DnsResolver {

    /** This machine, its link, and services of clouds that give out credentials. */
    private static final List<IpAddressMatcher> CLOSED = matchers(List.of(
            "0.0.0.0/8",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "100.100.100.200/32",
            "192.0.0.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4",
            "::/127",
            "fe80::/10",
            "fec0::/10",
            "ff00::/8",
            "fd00:ec2::254/128"));

    private final List<IpAddressMatcher> open;
    private final Names names;

    /** Who knows the addresses of names. */
    interface Names {
        InetAddress[] of(String name) throws UnknownHostException;
    }

    /** @param networks addresses and networks (CIDR) that are open although they are among the closed ones */
    AddressGuard(List<String> networks, Names names) {
        this.open = matchers(networks);
        this.names = names;
    }

    private static List<IpAddressMatcher> matchers(List<String> networks) {
        return networks.stream().map(IpAddressMatcher::new).toList();
    }

    /** One closed address among several closes the name. */
    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        InetAddress[] found = names.of(host);
        for (InetAddress address : found) {
            if (!isOpen(address)) {
                throw new ClosedAddress(host, address.getHostAddress());
            }
        }
        return found;
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }

    private boolean isOpen(InetAddress address) {
        String text = withoutZone(address.getHostAddress());
        if (open.stream().anyMatch(network -> network.matches(text))) {
            return true;
        }
        String meant = withoutZone(ofTranslated(address).getHostAddress());
        return CLOSED.stream().noneMatch(network -> network.matches(text) || network.matches(meant));
    }

    /** The IPv4 address that an IPv6 one stands for: NAT64 (RFC 6052), 6to4 (RFC 3056), or in its last bytes. */
    private static InetAddress ofTranslated(InetAddress address) {
        if (!(address instanceof Inet6Address)) {
            return address;
        }
        byte[] bytes = address.getAddress();
        int at = bytes[0] == 0x20 && bytes[1] == 0x02
                ? 2
                : bytes[0] == 0x00 && bytes[1] == 0x64 && (bytes[2] & 0xff) == 0xff && (bytes[3] & 0xff) == 0x9b
                        ? 12
                        : isZero(bytes, 10) ? 12 : -1;
        try {
            return at < 0 ? address : InetAddress.getByAddress(Arrays.copyOfRange(bytes, at, at + 4));
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("four bytes are an address", impossible);
        }
    }

    private static boolean isZero(byte[] bytes, int first) {
        for (int at = 0; at < first; at++) {
            if (bytes[at] != 0) {
                return false;
            }
        }
        return true;
    }

    private static String withoutZone(String address) {
        int zone = address.indexOf('%');
        return zone < 0 ? address : address.substring(0, zone);
    }

    /** The name leads to where nothing is fetched from. */
    static final class ClosedAddress extends UnknownHostException {

        @java.io.Serial
        private static final long serialVersionUID = 1;

        ClosedAddress(String host, String address) {
            super(SafeText.quote(host) + " is at " + address);
        }
    }
}
