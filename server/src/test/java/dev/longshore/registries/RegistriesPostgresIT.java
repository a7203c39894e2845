package dev.longshore.registries;

import dev.longshore.TestDatabase;

class RegistriesPostgresIT extends RegistriesContract {

    @Override
    TestDatabase open() {
        return TestDatabase.postgres();
    }
}
