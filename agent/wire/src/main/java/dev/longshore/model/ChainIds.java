package dev.longshore.model;

import java.util.ArrayList;
import java.util.List;

/**
 * Names of layers together with all below them. Engines keep layers by chain ID: one that is held is held with its whole
 * foundation, while a diff ID alone says nothing of what lies under it.
 *
 * @see <a href="https://github.com/opencontainers/image-spec/blob/main/config.md#layer-chainid">OCI: layer ChainID</a>
 */
public final class ChainIds {

    private ChainIds() {}

    /**
     * The chain ID of each layer.
     *
     * @param diffIds {@code sha256:…}, lowest first
     */
    public static List<String> of(List<String> diffIds) {
        List<String> chain = new ArrayList<>(diffIds.size());
        for (String diffId : diffIds) {
            chain.add(
                    chain.isEmpty()
                            ? diffId
                            : Digest.ofText(chain.getLast() + " " + diffId).value());
        }
        return List.copyOf(chain);
    }
}
