package dev.longshore.api;

import dev.longshore.operations.FileReport;
import java.time.Instant;
import java.util.List;

/** What is in a file of images, in the API's words. */
record FileReportBody(List<Image> images, long bytes) {

    /** An image of the file. */
    record Image(
            List<String> references, String platform, Instant createdAt, int layers, long bytes, List<OnHost> hosts) {

        static Image of(FileReport.InFile image) {
            return new Image(
                    image.references(),
                    image.platform(),
                    image.created(),
                    image.layers(),
                    image.bytes(),
                    image.hosts().stream().map(OnHost::of).toList());
        }
    }

    /** How it stands with the image on a host. */
    record OnHost(String host, String hostName, boolean present, boolean runs, List<String> same, List<String> taken) {

        static OnHost of(FileReport.OnHost there) {
            return new OnHost(
                    there.host().value(), there.hostName(), there.present(), there.runs(), there.same(), there.taken());
        }
    }

    static FileReportBody of(FileReport report) {
        return new FileReportBody(report.images().stream().map(Image::of).toList(), report.bytes());
    }
}
