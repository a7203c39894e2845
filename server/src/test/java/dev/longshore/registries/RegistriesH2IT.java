package dev.longshore.registries;

import dev.longshore.TestDatabase;

class RegistriesH2IT extends RegistriesContract {

    @Override
    TestDatabase open() {
        return TestDatabase.h2(databaseDir);
    }
}
