package dev.longshore.audit;

import dev.longshore.TestDatabase;

class AuditPostgresIT extends AuditContract {

    @Override
    TestDatabase open() {
        return TestDatabase.postgres();
    }
}
