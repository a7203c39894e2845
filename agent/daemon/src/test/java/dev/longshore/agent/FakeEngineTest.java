package dev.longshore.agent;

import org.junit.jupiter.api.DisplayName;

@DisplayName("The engine in memory")
class FakeEngineTest extends HostEngineContract {

    private final FakeEngine fake = new FakeEngine("fake");

    @Override
    protected HostEngine open() {
        fake.registryLacks(lacking());
        return fake;
    }

    @Override
    protected String pullable(String name) {
        return "registry.example:5000/" + name;
    }

    @Override
    protected String lacking() {
        return "registry.example:5000/contract/lacking:1";
    }
}
