package dev.longshore.audit;

import dev.longshore.TestDatabase;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.io.TempDir;

class AuditH2IT extends AuditContract {

    @TempDir
    private Path dir;

    @Override
    TestDatabase open() {
        return TestDatabase.h2(dir.resolve(UUID.randomUUID().toString()));
    }
}
