package dev.longshore.link;

import dev.longshore.agent.FakeEngine;
import dev.longshore.model.HostId;
import java.nio.file.Path;
import java.util.Map;

/** For tests of other packages: a real server, and real agents whose engines are in memory. */
public final class LinkedFleet implements AutoCloseable {

    private final Linked linked;

    private LinkedFleet(Linked linked) {
        this.linked = linked;
    }

    /** With these settings; plain HTTP for browsers and the API. */
    public static LinkedFleet start(Path dir, Map<String, String> settings) {
        return new LinkedFleet(Linked.start(dir, settings));
    }

    /** Enrols a host and waits until it is connected. */
    public HostId join(String name) {
        return linked.join(name);
    }

    /** The engine of the host that joined last. */
    public FakeEngine lastEngine() {
        return linked.lastAgent().engine;
    }

    /** Ends the agent of the host that joined last, in an orderly way. */
    public void stopLastAgent() {
        linked.lastAgent().close();
    }

    /** The port for browsers and the API. */
    public int port() {
        return linked.browserPort();
    }

    /** A bean of the server. */
    public <T> T bean(Class<T> type) {
        return linked.bean(type);
    }

    @Override
    public void close() {
        linked.close();
    }
}
