package dev.longshore.registries;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryHostTest {

    @Test
    void itIsWhatAReferenceBeginsWith() {
        assertThat(RegistryHost.of(" Registry.Example:5000 ").value()).isEqualTo("registry.example:5000");
        assertThat(RegistryHost.of("localhost").value()).isEqualTo("localhost");
        assertThat(RegistryHost.of("[2001:db8::1]:5000").value()).isEqualTo("[2001:db8::1]:5000");
        assertThat(RegistryHost.of("[2001:db8::1]").value()).isEqualTo("[2001:db8::1]");
        assertThat(RegistryHost.of("registry-1.docker.io").value()).isEqualTo("docker.io");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "https://registry.example",
                "file:",
                "registry.example/v2",
                "registry",
                "a@b.example",
                "registry.example:0",
                "registry.example:65536",
                "registry.example:999999999999",
                "registry.example:",
                "x.example\r\nHost: y",
                "10.0.0.1:5000:5000"
            })
    void anythingElseIsRefused(String text) {
        assertThatThrownBy(() -> RegistryHost.of(text))
                .isInstanceOfSatisfying(
                        LongshoreException.class,
                        fault -> assertThat(fault.code()).isEqualTo(ErrorCode.INVALID_REQUEST));
    }
}
