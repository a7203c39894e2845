package dev.longshore;

import dev.longshore.access.Accounts;
import dev.longshore.access.Actor;
import dev.longshore.access.Grant;
import dev.longshore.access.Permission;
import dev.longshore.access.Role;
import dev.longshore.model.HostId;
import dev.longshore.registries.Registries;
import dev.longshore.registries.RegistryChange;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The cast of the access matrices: hosts that are enrolled but offline, and people with every role at every reach. */
final class MatrixHosts {

    static final HostId OWN = HostId.of("h-own0000000000000");
    static final HostId FOREIGN = HostId.of("h-foreign000000000");
    static final HostId MISSING = HostId.of("h-missing000000000");

    /** Own too. */
    static final HostId BESIDE = HostId.of("h-beside0000000000");

    /** Own too; one each for those who may remove a host. */
    static final List<HostId> TO_REMOVE =
            List.of(HostId.of("h-remove0000000000"), HostId.of("h-remove1111111111"), HostId.of("h-remove2222222222"));

    /** Permissions that are enough over one host at least, where nothing of a host is asked for. */
    static final Set<Permission> ANYWHERE = Set.of(Permission.REGISTRY_BROWSE);

    static final String PASSWORD = "four words of matrix";

    private MatrixHosts() {}

    /**
     * One person.
     *
     * @param role or null for one who was granted nothing
     * @param everywhere whether the grant is over all hosts; otherwise it is over those called own
     */
    record Person(String name, @Nullable Role role, boolean everywhere) {

        boolean sees(HostId host) {
            return role != null && (everywhere || !host.equals(FOREIGN)) && !host.equals(MISSING);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static final List<Person> PEOPLE = List.of(
            new Person("admin-everywhere", Role.ADMIN, true),
            new Person("viewer-everywhere", Role.VIEWER, true),
            new Person("admin-of-own", Role.ADMIN, false),
            new Person("viewer-of-own", Role.VIEWER, false),
            new Person("nobody", null, false));

    /** Puts the hosts into the database of a server that has not started yet. */
    static void enrol(Path dataDir) {
        try (TestDatabase database = TestDatabase.h2(DataDirectory.at(dataDir).path())) {
            enrol(database.jdbc(), OWN, "own");
            enrol(database.jdbc(), FOREIGN, "foreign");
            enrol(database.jdbc(), BESIDE, "beside");
            for (HostId host : TO_REMOVE) {
                enrol(database.jdbc(), host, host.value().substring(2, 10));
            }
        }
    }

    private static void enrol(JdbcClient jdbc, HostId id, String name) {
        jdbc.sql("INSERT INTO link_host (id, name, active_name, name_given, labels, enrolled_ms, public_key,"
                        + " key_thumbprint, certificate, certificate_expires_ms, issued_generation, seen_generation,"
                        + " recoveries) VALUES (?, ?, ?, TRUE, '{}', 0, '', '', '', 0, 1, 1, 0)")
                .params(id.value(), name, name)
                .update();
    }

    /** Makes the people's accounts. */
    static void hire(TestServer server) {
        Actor system = Actor.system();
        JdbcClient jdbc = server.bean(JdbcClient.class);
        for (Person person : PEOPLE) {
            long id = server.bean(Accounts.class)
                    .create(system, person.name(), PASSWORD, person.role() == null ? Role.VIEWER : person.role())
                    .id();
            if (person.role() == null) {
                jdbc.sql("DELETE FROM account_grant WHERE account_id = ?")
                        .param(id)
                        .update();
            } else if (!person.everywhere()) {
                jdbc.sql("UPDATE account_grant SET every_host = FALSE WHERE account_id = ?")
                        .param(id)
                        .update();
                for (HostId host : own()) {
                    jdbc.sql("INSERT INTO account_grant_host (grant_id, host_id)"
                                    + " SELECT id, ? FROM account_grant WHERE account_id = ?")
                            .params(host.value(), id)
                            .update();
                }
            }
        }
    }

    /** A registry that nobody of them made. */
    static long registry(TestServer server) {
        return server.bean(Registries.class)
                .add(
                        Actor.system(),
                        new RegistryChange("private", "registry.example", "lab", "hunter2-secret", null, null))
                .id();
    }

    /** The person as services see them. */
    static Actor actor(TestServer server, Person person) {
        long id = server.bean(JdbcClient.class)
                .sql("SELECT id FROM account WHERE name = ?")
                .param(person.name())
                .query(Long.class)
                .single();
        List<Grant> grants = person.role() == null
                ? List.of()
                : List.of(person.everywhere() ? Grant.everywhere(person.role()) : new Grant(person.role(), own()));
        return new Actor(id, person.name(), grants, Actor.Method.SESSION, "192.0.2.1", "");
    }

    private static Set<HostId> own() {
        return Set.of(OWN, BESIDE, TO_REMOVE.get(0), TO_REMOVE.get(1), TO_REMOVE.get(2));
    }
}
