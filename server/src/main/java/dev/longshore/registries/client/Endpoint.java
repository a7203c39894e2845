package dev.longshore.registries.client;

import java.net.URI;

/**
 * Where a registry is, and as whom to speak to it.
 *
 * @param host as references name it: {@code host[:port]}; Docker Hub is {@code docker.io}
 * @param plainHttp whether it is spoken to without TLS
 * @param certificateAuthority PEM of a CA to trust beside those that everybody trusts; or empty
 * @param username empty for nobody
 */
public record Endpoint(String host, boolean plainHttp, String certificateAuthority, String username, String password) {

    private static final String DOCKER_HUB = "docker.io";
    private static final String DOCKER_HUB_API = "registry-1.docker.io";

    /** Whether there is an account. */
    boolean signsIn() {
        return !username.isEmpty();
    }

    /** Whether it is Docker Hub, which has no catalogue. */
    public boolean dockerHub() {
        return host.equals(DOCKER_HUB);
    }

    /** The address below which its API is, without a slash at the end. */
    URI base() {
        return URI.create((plainHttp ? "http://" : "https://") + (dockerHub() ? DOCKER_HUB_API : host));
    }

    @Override
    public String toString() {
        return "Endpoint[" + base() + "]";
    }
}
