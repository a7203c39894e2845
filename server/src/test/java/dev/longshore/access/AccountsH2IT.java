package dev.longshore.access;

import dev.longshore.TestDatabase;

class AccountsH2IT extends AccountsContract {

    @Override
    TestDatabase open() {
        return TestDatabase.h2(dir.resolve("db"));
    }
}
