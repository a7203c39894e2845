package dev.longshore.operations;

import dev.longshore.access.Actor;
import dev.longshore.access.Permission;
import dev.longshore.audit.Gatekeeper;
import dev.longshore.inventory.Fleet;
import dev.longshore.inventory.HostFacts;
import dev.longshore.inventory.HostView;
import dev.longshore.inventory.ImageView;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.HostId;
import dev.longshore.model.LongshoreException;
import dev.longshore.stream.CountedInput;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Service;

/** Looks into a file of images before it is loaded: nothing of it goes to a host, and nothing is kept. */
@Service
public class FileChecks {

    private final Fleet fleet;
    private final Gatekeeper gatekeeper;
    private final FileSettings settings;

    FileChecks(Fleet fleet, Gatekeeper gatekeeper, FileSettings settings) {
        this.fleet = fleet;
        this.gatekeeper = gatekeeper;
        this.settings = settings;
    }

    /** A host, and what it has. */
    private record There(HostView host, List<ImageView> images) {

        FileReport.OnHost on(ImagesInFile.Found image) {
            boolean present = images.stream()
                    .anyMatch(held -> !held.incomplete() && held.identity().sameAs(image.identity()));
            List<String> same = new ArrayList<>();
            List<String> taken = new ArrayList<>();
            for (String reference : image.references()) {
                images.stream()
                        .filter(held -> held.tags().contains(reference))
                        .findFirst()
                        .ifPresent(held -> (held.identity().sameAs(image.identity()) ? same : taken).add(reference));
            }
            HostFacts facts = host.facts();
            boolean runs =
                    facts == null || facts.machine().runs(image.identity().platform());
            return new FileReport.OnHost(host.id(), host.name(), present, runs, same, taken);
        }
    }

    /**
     * Reads the file to its end; needs {@code IMAGE_LOAD} on each of the hosts, as its load does.
     *
     * @throws LongshoreException {@code BAD_ARCHIVE} if it is no file of images
     */
    public FileReport look(Actor actor, List<HostId> hosts, InputStream upload) {
        List<There> there = there(actor, hosts);
        return report(found(upload), there);
    }

    /**
     * As {@link #look}, of what a browser has found in a file that it has not sent.
     *
     * @param description as the page's script gives it
     */
    public FileReport lookAt(Actor actor, List<HostId> hosts, String description) {
        List<There> there = there(actor, hosts);
        return report(ImagesInFile.described(description), there);
    }

    private List<There> there(Actor actor, List<HostId> hosts) {
        if (hosts.isEmpty() || hosts.size() > RequestCheck.MOST_HOSTS) {
            throw new LongshoreException(
                    ErrorCode.INVALID_REQUEST, "hosts: 1 to " + RequestCheck.MOST_HOSTS + " of them");
        }
        List<There> there = new ArrayList<>();
        for (HostId id : hosts) {
            HostView host = fleet.host(actor, id);
            gatekeeper.require(
                    actor,
                    Permission.IMAGE_LOAD,
                    id,
                    host.name(),
                    Gatekeeper.Act.of("image.check", id.value(), Map.of("host", host.name())));
            there.add(new There(host, fleet.images(actor, id)));
        }
        return there;
    }

    private static FileReport report(List<ImagesInFile.Found> found, List<There> there) {
        List<FileReport.InFile> images = found.stream()
                .map(image -> new FileReport.InFile(
                        image.references(),
                        image.identity().platform(),
                        Instant.ofEpochSecond(image.identity().createdSecond()),
                        image.layers(),
                        image.bytes(),
                        there.stream().map(each -> each.on(image)).toList()))
                .toList();
        return new FileReport(
                images, images.stream().mapToLong(FileReport.InFile::bytes).sum());
    }

    private List<ImagesInFile.Found> found(InputStream upload) {
        CountedInput packed = new CountedInput(upload);
        try (InputStream plain = Unpacked.of(packed, settings)) {
            return ImagesInFile.read(plain);
        } catch (IOException | IllegalArgumentException damaged) {
            throw packed.brokeOff()
                    ? new LongshoreException(ErrorCode.STREAM_BROKEN, "the upload broke off", damaged)
                    : new LongshoreException(ErrorCode.BAD_ARCHIVE, "the file breaks off, or is damaged", damaged);
        }
    }
}
