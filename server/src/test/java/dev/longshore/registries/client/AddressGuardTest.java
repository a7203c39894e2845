package dev.longshore.registries.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("catalogue 48: which addresses registries may have")
class AddressGuardTest {

    private static AddressGuard guard(String... networks) {
        return new AddressGuard(List.of(networks), InetAddress::getAllByName);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.8.9.1",
                "0.0.0.0",
                "0.1.2.3",
                "169.254.169.254",
                "100.100.100.200",
                "192.0.0.192",
                "224.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::ffff:127.0.0.1",
                "::ffff:169.254.169.254",
                "::127.0.0.1",
                "64:ff9b::7f00:1",
                "64:ff9b::a9fe:a9fe",
                "2002:7f00:1::",
                "fe80::1",
                "ff02::1",
                "fd00:ec2::254",
                "localhost",
                "2130706433",
                "127.1"
            })
    void thisMachineItsLinkAndMetadataAreClosed(String name) {
        assertThatThrownBy(() -> guard().resolve(name)).isInstanceOf(UnknownHostException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.5",
                "172.16.3.4",
                "192.168.1.1",
                "100.64.0.1",
                "203.0.113.7",
                "fd12:3456::1",
                "2001:db8::1",
                "64:ff9b::cb00:7107"
            })
    void privateNetworksAndThePublicOneAreOpen(String name) throws UnknownHostException {
        assertThat(guard().resolve(name)).hasSize(1);
    }

    @Test
    void anAdminOpensSingleAddressesAndNetworks() throws UnknownHostException {
        assertThat(guard("127.0.0.1").resolve("127.0.0.1")).hasSize(1);
        assertThat(guard("169.254.7.0/24").resolve("169.254.7.9")).hasSize(1);
        assertThatThrownBy(() -> guard("127.0.0.1").resolve("127.0.0.2")).isInstanceOf(UnknownHostException.class);
        assertThatThrownBy(() -> guard("10.0.0.0/8").resolve("169.254.169.254"))
                .isInstanceOf(UnknownHostException.class);
    }

    @Test
    void oneClosedAddressClosesTheName() throws UnknownHostException {
        InetAddress open = InetAddress.getByAddress(new byte[] {(byte) 203, 0, 113, 7});
        AddressGuard guard =
                new AddressGuard(List.of(), _ -> new InetAddress[] {open, InetAddress.getLoopbackAddress()});
        assertThatThrownBy(() -> guard.resolve("both.example")).hasMessageContaining("127.0.0.1");
    }
}
