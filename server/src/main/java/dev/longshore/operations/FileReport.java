package dev.longshore.operations;

import dev.longshore.model.HostId;
import java.time.Instant;
import java.util.List;

/**
 * What is in a file of images, and what its names mean on hosts.
 *
 * @param bytes of the layers of all images, as the file holds them; shared ones count for each
 */
public record FileReport(List<InFile> images, long bytes) {

    public FileReport {
        images = List.copyOf(images);
    }

    /**
     * An image of the file.
     *
     * @param references normalised names that the file gives it
     * @param platform {@code os/arch[/variant]}
     * @param bytes of its layers, as the file holds them
     */
    public record InFile(
            List<String> references, String platform, Instant created, int layers, long bytes, List<OnHost> hosts) {

        public InFile {
            references = List.copyOf(references);
            hosts = List.copyOf(hosts);
        }
    }

    /**
     * How it stands with the image on a host.
     *
     * @param present whether the host has it already
     * @param runs whether the host runs its platform; true if not known
     * @param same names that mean it there already
     * @param taken names that mean another image there: they are not given unless that is wished
     */
    public record OnHost(
            HostId host, String hostName, boolean present, boolean runs, List<String> same, List<String> taken) {

        public OnHost {
            same = List.copyOf(same);
            taken = List.copyOf(taken);
        }
    }
}
