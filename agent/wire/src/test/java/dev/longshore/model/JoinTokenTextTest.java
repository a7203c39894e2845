package dev.longshore.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.SecureRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class JoinTokenTextTest {

    private static PublicKey key() {
        try {
            return KeyPairGenerator.getInstance("EC").generateKeyPair().getPublic();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private final PublicKey root = key();
    private final JoinTokenText token = JoinTokenText.create(root, new SecureRandom());

    @Test
    void itSurvivesBeingWrittenDown() {
        assertThat(JoinTokenText.parse("  " + token.text() + "\n")).isEqualTo(token);
        assertThat(token.text()).matches("LSJ1\\.[A-Z2-7]{52}\\.[a-z0-9]{12}\\.[A-Z2-7]{26}\\.[0-9a-f]{8}");
    }

    @Test
    void itNamesTheRootItWasMadeFor() {
        assertThat(token.names(root)).isTrue();
        assertThat(token.names(key())).isFalse();
    }

    @Test
    @DisplayName(
            "catalogue 3: a token that was cut, or has a letter changed, is no token, and the message tells no secret")
    void damaged() {
        String text = token.text();
        for (int cut = 0; cut < text.length(); cut++) {
            String damaged = text.substring(0, cut);
            assertThatThrownBy(() -> JoinTokenText.parse(damaged))
                    .isInstanceOf(LongshoreException.class)
                    .hasMessageNotContaining(token.secret());
        }
        for (int at = 0; at < text.length(); at++) {
            char other = text.charAt(at) == 'A' ? 'B' : 'A';
            String damaged = text.substring(0, at) + other + text.substring(at + 1);
            assertThatThrownBy(() -> JoinTokenText.parse(damaged)).isInstanceOf(LongshoreException.class);
        }
    }

    @Test
    void aLogShowsNoSecret() {
        assertThat(token.toString()).doesNotContain(token.secret());
    }

    @Test
    void identitiesAreReadOnlyFromTheExactForm() {
        HostId host = HostId.of("h-0123456789abcdef");
        assertThat(LinkIdentity.parse("longshore://i-x/agent/h-0123456789abcdef"))
                .isEqualTo(new LinkIdentity.Agent("i-x", host));
        assertThat(LinkIdentity.parse("longshore://i-x/server")).isEqualTo(new LinkIdentity.Server("i-x"));
        for (String other : new String[] {
            "longshore://i-x/server/",
            "longshore://i-x/agent/",
            "longshore:///server",
            "https://i-x/server",
            "longshore://i-x/agent/h-0123456789abcdef/x",
            "longshore://I-X/server"
        }) {
            assertThat(LinkIdentity.parse(other)).as(other).isNull();
        }
    }
}
