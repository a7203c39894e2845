package dev.longshore.lab;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The lab")
class LabIT {

    private final Lab lab = Lab.shared();

    @Test
    @DisplayName("gives each host an engine with a name and an ID of its own")
    void hostsAreSeparate() {
        var alpha = lab.docker("alpha");
        var beta = lab.docker("beta");

        assertThat(alpha.docker("info", "--format", "{{.Name}}")).isEqualTo("alpha");
        assertThat(beta.docker("info", "--format", "{{.Name}}")).isEqualTo("beta");
        assertThat(alpha.docker("info", "--format", "{{.ID}}"))
                .isNotEqualTo(beta.docker("info", "--format", "{{.ID}}"));
        assertThat(alpha.exec("hostname")).isEqualTo("alpha");
    }

    @Test
    @DisplayName("moves an image between hosts through both registries, Docker and Podman alike")
    void registriesWork() {
        var alpha = lab.docker("alpha");
        var pod = lab.podman("pod");
        alpha.importImage("lab/moved:1", 1);

        var plain = lab.registry().push(alpha, "lab/moved:1", "moved:1");
        pod.docker("pull", plain);
        assertThat(pod.docker("run", "--rm", plain, "echo", "it runs")).isEqualTo("it runs");

        var secret = lab.privateRegistry().push(alpha, "lab/moved:1", "moved:1");
        assertThat(lab.docker("beta")
                        .dockerSucceeds("logout", lab.privateRegistry().host()))
                .isTrue();
        assertThat(lab.docker("beta").dockerSucceeds("pull", secret))
                .as("a pull without the password")
                .isFalse();
        pod.docker("rmi", plain);
        alpha.docker("rmi", "lab/moved:1");
    }

    @Test
    @DisplayName("has an engine that stops, dies, hangs and comes back with its images")
    void enginesFail() {
        var alpha = lab.docker("alpha");
        var id = alpha.importImage("lab/kept:1");

        alpha.stopEngine();
        assertThat(alpha.dockerSucceeds("version")).isFalse();
        alpha.startEngine();
        alpha.killEngine();
        assertThat(alpha.dockerSucceeds("version")).isFalse();
        alpha.startEngine();
        alpha.pauseEngine();
        alpha.resumeEngine();

        assertThat(alpha.docker("image", "inspect", "--format", "{{.Id}}", "lab/kept:1"))
                .isEqualTo(id);
        alpha.docker("rmi", "lab/kept:1");
    }

    @Test
    @DisplayName("cuts a host off and reconnects it")
    void networkIsCut() {
        var beta = lab.docker("beta");
        beta.importImage("lab/probe:1");
        // not wget: the one of a static busybox dies when it resolves a name
        var probe =
                new String[] {"run", "--rm", "--net", "host", "lab/probe:1", "nc", "-w", "2", lab.address(), "5001"};

        assertThat(beta.dockerSucceeds(probe)).as("before the cut").isTrue();
        beta.cutOff();
        assertThat(beta.dockerSucceeds(probe)).as("while cut off").isFalse();
        beta.reconnect();
        assertThat(beta.dockerSucceeds(probe)).as("after the cut").isTrue();
        beta.docker("rmi", "lab/probe:1");
    }
}
