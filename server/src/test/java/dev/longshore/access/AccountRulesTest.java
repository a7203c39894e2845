package dev.longshore.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccountRulesTest {

    private final Passwords passwords = new Passwords();

    @ParameterizedTest
    @ValueSource(strings = {"ada", "Ada.Lovelace", "a-d_a@example.org", "7of9", "a"})
    void ordinaryNamesAreTaken(String name) {
        assertThat(new AccountName(name).key()).isEqualTo(name.toLowerCase(java.util.Locale.ROOT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ada", "ada ", "a da", ".ada", "ada\n", "аda", "<b>", "LongShore", "ada\u202e", "-"})
    void namesThatCouldDeceiveAreNot(String name) {
        assertThatThrownBy(() -> new AccountName(name)).isInstanceOfSatisfying(LongshoreException.class, fault -> {
            assertThat(fault.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
            assertThat(fault.reason()).startsWith("name: ");
        });
    }

    @ParameterizedTest
    @CsvSource({
        "short, at least 10",
        "aaaaaaaaaaaaa, tried first",
        "Password123, tried first",
        "adalovelace, account's name",
        "'', at least 10"
    })
    void weakPasswordsAreRefusedWithTheReason(String password, String reason) {
        assertThatThrownBy(() -> passwords.hash("password", password, "AdaLovelace"))
                .isInstanceOfSatisfying(LongshoreException.class, fault -> {
                    assertThat(fault.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
                    assertThat(fault.reason()).startsWith("password: ").contains(reason);
                    assertThat(fault.remedy()).isNotBlank();
                    assertThat(fault.reason()).doesNotContain(password.isEmpty() ? "\0" : password);
                });
    }

    @Test
    void aPasswordIsKeptAsArgon2idWithItsCost() {
        String hash = passwords.hash("password", "correct horse battery", "ada");

        assertThat(hash).startsWith("$argon2id$v=19$m=47104,t=1,p=1$");
        assertThat(passwords.matches("correct horse battery", hash)).isTrue();
        assertThat(passwords.matches("correct horse batterY", hash)).isFalse();
        assertThat(passwords.matches("correct horse battery", null)).isFalse();
    }

    @Test
    void composedAndDecomposedAccentsAreTheSamePassword() {
        String hash = passwords.hash("password", "caf\u00e9 caf\u00e9 caf\u00e9", "ada");

        assertThat(passwords.matches("cafe\u0301 cafe\u0301 cafe\u0301", hash)).isTrue();
    }

    @Test
    void aPasswordOfMoreThanTheMostIsNeverRight() {
        String most = "abcd".repeat(32);
        String hash = passwords.hash("password", most, "ada");

        assertThat(passwords.matches(most, hash)).isTrue();
        assertThat(passwords.matches(most + "x", hash)).isFalse();
    }
}
