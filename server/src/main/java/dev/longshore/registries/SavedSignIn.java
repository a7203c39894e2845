package dev.longshore.registries;

/**
 * An account at a registry, as it leaves for the agent that carries an operation out.
 *
 * @param host of the registry
 */
public record SavedSignIn(String host, String username, String password) {

    @Override
    public String toString() {
        return "SavedSignIn[" + host + "]";
    }
}
