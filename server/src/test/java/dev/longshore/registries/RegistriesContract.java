package dev.longshore.registries;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longshore.DataDirectory;
import dev.longshore.TestDatabase;
import dev.longshore.access.Access;
import dev.longshore.access.Actor;
import dev.longshore.access.Grant;
import dev.longshore.access.Role;
import dev.longshore.audit.AuditEntry;
import dev.longshore.audit.AuditLog;
import dev.longshore.audit.Gatekeeper;
import dev.longshore.audit.TestAudit;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What registries and their sealed passwords promise on every database; one database for all, as its start takes long. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RegistriesContract {

    private static final String PASSWORD = "hunter2-secret-of-the-lab";
    private static final Actor ADMIN = actor("ann", Role.ADMIN);
    private static final Actor VIEWER = actor("vic", Role.VIEWER);

    @TempDir
    static Path databaseDir;

    @TempDir
    Path dir;

    private TestDatabase database;
    private AuditLog audit;
    private Vault vault;
    private Registries registries;

    abstract TestDatabase open();

    @BeforeAll
    void openAll() {
        database = open();
        audit = TestAudit.on(database);
    }

    @BeforeEach
    void startEmpty() {
        database.jdbc().sql("DELETE FROM registry").update();
        start(false);
    }

    @AfterAll
    void closeAll() {
        database.close();
    }

    /** Another life of the server over the same database and data directory. */
    private void start(boolean kekLost) {
        RegistryStore store = database.store(RegistryStore.class);
        RegistrySettings settings = new RegistrySettings(null, kekLost, List.of(), false, Duration.ofHours(6));
        vault = new Vault();
        new VaultStart(new KeyFile(data(), settings), vault, store, settings).afterSingletonsInstantiated();
        registries = new Registries(store, vault, new Access(), new Gatekeeper(new Access(), audit), Clock.systemUTC());
    }

    private DataDirectory data() {
        return DataDirectory.at(dir.resolve("data"));
    }

    private Path kek() {
        return data().path().resolve("kek");
    }

    private static Actor actor(String name, Role role) {
        return new Actor(1, name, List.of(Grant.everywhere(role)), Actor.Method.SESSION, "192.0.2.1", "");
    }

    private static RegistryChange with(String name, String host) {
        return new RegistryChange(name, host, "lab", PASSWORD, null, null);
    }

    private static RegistryChange host(String host) {
        return new RegistryChange(null, host, null, null, null, null);
    }

    private static RegistryChange password(@Nullable String username, @Nullable String password) {
        return new RegistryChange(null, null, username, password, null, null);
    }

    @Test
    void whatWasSavedSignsInAtItsHostAndIsShownWithoutItsPassword() {
        Registry added = registries.add(ADMIN, with("Private", "Registry.Example:5000"));

        assertThat(added.host()).isEqualTo("registry.example:5000");
        assertThat(registries.list(ADMIN)).containsExactly(added);
        assertThat(registries.get(ADMIN, added.id())).isEqualTo(added);
        assertThat(added.hasPassword()).isTrue();
        assertThat(registries.signIn("Registry.example:5000"))
                .contains(new SavedSignIn("registry.example:5000", "lab", PASSWORD));
        assertThat(registries.signIn("registry.example")).isEmpty();
        assertThat(registries.account(ADMIN, "registry.example:5000"))
                .contains(new Registries.Account("Private", "registry.example:5000", "lab"));
        assertThat(registries.accounts(ADMIN))
                .containsExactly(new Registries.Account("Private", "registry.example:5000", "lab"));
    }

    @Test
    void whoMayOnlyLookSeesNamesAndHosts() {
        Registry added = registries.add(ADMIN, with("Private", "registry.example"));
        Actor nobody = new Actor(2, "nob", List.of(), Actor.Method.SESSION, "192.0.2.1", "");

        assertThat(registries.list(VIEWER)).containsExactly(added.withoutDetails());
        assertThat(registries.get(VIEWER, added.id()).username()).isEmpty();
        assertThat(registries.account(VIEWER, "registry.example")).isEmpty();
        assertThat(registries.accounts(VIEWER)).isEmpty();
        assertThat(registries.list(nobody)).isEmpty();
        failsWith(ErrorCode.NOT_FOUND, () -> registries.get(nobody, added.id()));
        failsWith(ErrorCode.FORBIDDEN, () -> registries.add(VIEWER, with("Mine", "mine.example")));
        failsWith(ErrorCode.FORBIDDEN, () -> registries.change(VIEWER, added.id(), host("evil.example")));
        failsWith(ErrorCode.FORBIDDEN, () -> registries.remove(VIEWER, added.id()));
        assertThat(registries.signIn("registry.example")).isPresent();
    }

    @Test
    @DisplayName("catalogue 49: a registry that is pointed elsewhere, or at a bare wire, has no credential any more")
    void aRepointedRegistryLosesItsAccount() {
        long id = registries.add(ADMIN, with("Private", "registry.example")).id();

        Registry moved = registries.change(ADMIN, id, host("evil.example"));

        assertThat(moved.hasPassword()).isFalse();
        assertThat(moved.username()).isEmpty();
        assertThat(registries.signIn("evil.example")).isEmpty();
        assertThat(registries.change(ADMIN, id, host("registry.example")).hasPassword())
                .as("moved back")
                .isFalse();

        registries.change(ADMIN, id, password("lab", PASSWORD));
        Registry bare = registries.change(ADMIN, id, new RegistryChange(null, null, null, null, null, true));
        assertThat(bare.hasPassword()).isFalse();

        Registry given = registries.change(
                ADMIN, id, new RegistryChange(null, "new.example", "ci", "another secret", null, false));
        assertThat(given.hasPassword()).isTrue();
        assertThat(registries.signIn("new.example")).contains(new SavedSignIn("new.example", "ci", "another secret"));
        assertThat(registries.change(ADMIN, id, host("NEW.example")).hasPassword())
                .as("the same host")
                .isTrue();
    }

    @Test
    void aPasswordGoesWithItsAccount() {
        long id = registries.add(ADMIN, with("Private", "registry.example")).id();

        failsWith(ErrorCode.INVALID_REQUEST, () -> registries.change(ADMIN, id, password("other", null)));
        failsWith(ErrorCode.INVALID_REQUEST, () -> registries.change(ADMIN, id, password(null, "")));
        assertThat(registries.signIn("registry.example")).isPresent();
        registries.change(ADMIN, id, password(null, "newer secret"));
        assertThat(registries.signIn("registry.example"))
                .contains(new SavedSignIn("registry.example", "lab", "newer secret"));
        registries.change(ADMIN, id, password("", null));
        assertThat(registries.signIn("registry.example")).isEmpty();
        failsWith(ErrorCode.INVALID_REQUEST, () -> registries.change(ADMIN, id, password("ci", null)));
        failsWith(ErrorCode.INVALID_REQUEST, () -> registries.change(ADMIN, id, password(null, "secret")));
    }

    @Test
    void aNameOrHostThatIsTakenIsRefusedAndAForgottenOneIsFree() {
        long id = registries.add(ADMIN, with("Private", "registry.example")).id();

        failsWith(ErrorCode.INVALID_REQUEST, () -> registries.add(ADMIN, with("PRIVATE", "other.example")));
        failsWith(ErrorCode.INVALID_REQUEST, () -> registries.add(ADMIN, with("Other", "REGISTRY.example")));
        registries.remove(ADMIN, id);
        failsWith(ErrorCode.NOT_FOUND, () -> registries.remove(ADMIN, id));
        failsWith(ErrorCode.NOT_FOUND, () -> registries.change(ADMIN, id, host("x.example")));
        assertThat(registries.add(ADMIN, with("Private", "registry.example")).id())
                .isNotEqualTo(id);
    }

    @Test
    @DisplayName("catalogue 50: the password is in no column, no file and no line of the audit")
    void thePasswordStandsNowhereInPlain() throws IOException {
        Registry added = registries.add(ADMIN, with("Private", "registry.example"));
        registries.change(ADMIN, added.id(), password(null, PASSWORD));

        String row = database.jdbc().sql("SELECT * FROM registry").query().singleRow().values().stream()
                .map(String::valueOf)
                .reduce("", String::concat);
        assertThat(row).contains("registry.example").doesNotContain(PASSWORD);
        List<AuditEntry> lines = audit.list(ADMIN, "", Long.MAX_VALUE, 500);
        assertThat(lines).isNotEmpty();
        assertThat(lines.toString()).contains("registry.add", "password").doesNotContain(PASSWORD);
        assertThat(List.of(added, with("a", "b"), registries.signIn("registry.example"))
                        .toString())
                .doesNotContain(PASSWORD);
        for (Path place : List.of(dir, databaseDir)) {
            try (Stream<Path> files = Files.walk(place)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                            .as(file.toString())
                            .doesNotContain(PASSWORD);
                }
            }
        }
    }

    @Test
    @DisplayName("catalogue 51: with the wrong key, or none, nothing starts, and no key is made in its place")
    void theWrongKeyDoesNotStart() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kek())))
                .isEqualTo("r--------");
        registries.add(ADMIN, with("Private", "registry.example"));
        byte[] right = Files.readAllBytes(kek());
        start(false);
        assertThat(Files.readAllBytes(kek())).isEqualTo(right);

        Files.delete(kek());
        assertThatThrownBy(() -> start(false)).isInstanceOf(WrongKey.class).hasMessageContaining("Private");
        assertThat(kek()).doesNotExist();
        Files.writeString(kek(), key((byte) 7));
        assertThatThrownBy(() -> start(false)).isInstanceOf(WrongKey.class).hasMessageContaining("Private");
        Files.writeString(kek(), "not a key");
        assertThatThrownBy(() -> start(false)).isInstanceOf(WrongKey.class);

        Files.write(kek(), right);
        start(false);
        assertThat(registries.signIn("registry.example")).isPresent();
    }

    @Test
    void aLostKeyIsGivenUpOnlyByWordAndWithTheSecretsThatNeedIt() throws IOException {
        long id = registries.add(ADMIN, with("Private", "registry.example")).id();
        registries.add(ADMIN, new RegistryChange("Open", "open.example", null, null, null, true));
        Files.delete(kek());

        start(true);

        assertThat(registries.signIn("registry.example")).isEmpty();
        assertThat(registries.get(ADMIN, id).username()).isEmpty();
        assertThat(registries.list(ADMIN)).hasSize(2);
        registries.change(ADMIN, id, password("lab", PASSWORD));
        start(true);
        assertThat(registries.signIn("registry.example"))
                .as("nothing is lost any more")
                .isPresent();
    }

    @Test
    @DisplayName("catalogue 51: a seal that was moved to another row, or whose host was changed by hand, does not open")
    void aMovedSealDoesNotOpen() {
        long first = registries.add(ADMIN, with("First", "first.example")).id();
        long second = registries.add(ADMIN, with("Second", "second.example")).id();
        database.jdbc()
                .sql("UPDATE registry SET sealed_password = (SELECT sealed_password FROM registry WHERE id = ?)"
                        + " WHERE id = ?")
                .params(first, second)
                .update();
        database.jdbc()
                .sql("UPDATE registry SET host = 'evil.example' WHERE id = ?")
                .param(first)
                .update();

        failsWith(ErrorCode.SECRET_UNREADABLE, () -> registries.signIn("second.example"));
        failsWith(ErrorCode.SECRET_UNREADABLE, () -> registries.signIn("evil.example"));
    }

    @Test
    void aSecondKeyInTheFileOpensWhatItSealedUntilAllIsSealedWithTheFirst() throws IOException {
        registries.add(ADMIN, with("Private", "registry.example"));
        String old = Files.readString(kek());
        Files.delete(kek());
        Files.writeString(kek(), key((byte) 9) + "\n" + old);
        start(false);
        assertThat(registries.signIn("registry.example")).isPresent();

        Files.writeString(kek(), key((byte) 9) + "\n");
        start(false);

        assertThat(registries.signIn("registry.example"))
                .contains(new SavedSignIn("registry.example", "lab", PASSWORD));
    }

    private static String key(byte fill) {
        byte[] key = new byte[32];
        java.util.Arrays.fill(key, fill);
        return Base64.getEncoder().encodeToString(key);
    }

    private static void failsWith(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        LongshoreException.class,
                        fault -> assertThat(fault.code()).isEqualTo(code));
    }
}
