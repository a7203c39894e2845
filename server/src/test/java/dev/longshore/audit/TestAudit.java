package dev.longshore.audit;

import dev.longshore.TestDatabase;
import dev.longshore.access.Access;
import java.time.Clock;

/** An audit without the rest of the server. */
public final class TestAudit {

    private TestAudit() {}

    public static AuditLog on(TestDatabase database) {
        return new AuditLog(database.store(AuditStore.class), new Access(), database.transaction(), Clock.systemUTC());
    }
}
