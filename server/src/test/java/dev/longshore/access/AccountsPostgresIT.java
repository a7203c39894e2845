package dev.longshore.access;

import dev.longshore.TestDatabase;

class AccountsPostgresIT extends AccountsContract {

    @Override
    TestDatabase open() {
        return TestDatabase.postgres();
    }
}
