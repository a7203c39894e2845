package dev.longshore.agent.engine;

import dev.longshore.agent.HostEngine;
import dev.longshore.agent.HostEngineContract;
import dev.longshore.lab.Lab;
import dev.longshore.lab.LabHost;
import java.net.URI;
import java.time.Clock;

/** The contract of the link, for an engine and a registry of the lab. */
abstract class RealHostEngineContract extends HostEngineContract {

    final Lab lab = Lab.shared();

    private int images;

    abstract LabHost host();

    @Override
    protected HostEngine open() {
        return DockerEngine.open(URI.create(host().socket()), Clock.systemUTC());
    }

    @Override
    protected String pullable(String name) {
        host().importImage("contract/seed:" + ++images);
        String reference = lab.registry().push(host(), "contract/seed:" + images, name);
        host().docker("rmi", "contract/seed:" + images);
        return reference;
    }

    @Override
    protected String lacking() {
        return lab.registry().reference("contract/lacking:1");
    }
}
