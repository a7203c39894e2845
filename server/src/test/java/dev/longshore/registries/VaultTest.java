package dev.longshore.registries;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class VaultTest {

    private static final Vault.Place PLACE = new Vault.Place("registry", 7, "sealed_password", "registry.example");

    private final Vault vault = vault((byte) 1);

    private static Vault vault(byte... fills) {
        Vault vault = new Vault();
        vault.use(java.util.stream.IntStream.range(0, fills.length)
                .mapToObj(at -> {
                    byte[] key = new byte[SealingKey.BYTES];
                    Arrays.fill(key, fills[at]);
                    return SealingKey.of(key);
                })
                .toList());
        return vault;
    }

    @Test
    void aSealOpensAtItsPlaceAndNoTwoAreAlike() {
        String sealed = vault.seal(PLACE, "pässwörd");

        assertThat(vault.open(PLACE, sealed)).isEqualTo("pässwörd");
        assertThat(vault.seal(PLACE, "pässwörd")).isNotEqualTo(sealed);
        assertThat(vault.open(PLACE, vault.seal(PLACE, ""))).isEmpty();
    }

    @Test
    @DisplayName("catalogue 51: another table, row, column, use or key: the seal does not open")
    void aSealOpensNowhereElse() {
        String sealed = vault.seal(PLACE, "secret");

        for (Vault.Place other : List.of(
                new Vault.Place("webhook", 7, "sealed_password", "registry.example"),
                new Vault.Place("registry", 8, "sealed_password", "registry.example"),
                new Vault.Place("registry", 7, "other", "registry.example"),
                new Vault.Place("registry", 7, "sealed_password", "evil.example"))) {
            refused(vault, other, sealed);
        }
        refused(vault((byte) 2), PLACE, sealed);
        assertThat(vault((byte) 2, (byte) 1).open(PLACE, sealed)).isEqualTo("secret");
        assertThat(vault((byte) 2, (byte) 1).isCurrent(sealed)).isFalse();
    }

    @Test
    void aSealWithAnyBitChangedOrCutOffDoesNotOpen() {
        byte[] bytes = Base64.getDecoder().decode(vault.seal(PLACE, "secret"));
        for (int at = 0; at < bytes.length; at++) {
            byte[] changed = bytes.clone();
            changed[at] ^= 1;
            refused(vault, PLACE, Base64.getEncoder().encodeToString(changed));
            refused(vault, PLACE, Base64.getEncoder().encodeToString(Arrays.copyOf(bytes, at)));
        }
    }

    private static void refused(Vault vault, Vault.Place place, String sealed) {
        assertThatThrownBy(() -> vault.open(place, sealed))
                .isInstanceOfSatisfying(
                        LongshoreException.class,
                        fault -> assertThat(fault.code()).isEqualTo(ErrorCode.SECRET_UNREADABLE));
    }
}
