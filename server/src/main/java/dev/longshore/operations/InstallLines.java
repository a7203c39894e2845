package dev.longshore.operations;

/** What is pasted on a host to start its agent; the arguments are checked texts without anything that a shell reads. */
final class InstallLines {

    private static final String AGENT_IMAGE = "longshore/agent:0.1.0";

    private InstallLines() {}

    /**
     * The engine's socket, the owner's policy and the agent's own state are all it needs, and no capability. The host's root,
     * which it reads alone, shows it the runtimes and how full the disk is.
     */
    static String docker(String url, String token) {
        return "docker run -d --name longshore-agent --restart unless-stopped"
                + " --cap-drop ALL --security-opt no-new-privileges:true"
                + " -v /var/run/docker.sock:/var/run/docker.sock"
                + " -v /etc/longshore:/etc/longshore:ro"
                + " -v /:/host:ro -e LONGSHORE_HOST_ROOT=/host"
                + " -v longshore-agent:/var/lib/longshore-agent"
                + " -e LONGSHORE_SERVER=" + url
                + " -e LONGSHORE_TOKEN=" + token
                + " " + AGENT_IMAGE;
    }

    static String java(String url, String token) {
        return "LONGSHORE_SERVER=" + url + " LONGSHORE_TOKEN=" + token + " java -jar longshore-agent.jar";
    }
}
