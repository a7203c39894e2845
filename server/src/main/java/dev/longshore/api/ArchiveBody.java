package dev.longshore.api;

import dev.longshore.operations.ArchiveName;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;

/** The body of a download, which begins with the first byte: until then a problem may be the answer instead. */
final class ArchiveBody extends OutputStream {

    private final HttpServletResponse response;
    private final String fileName;
    private boolean begun;

    ArchiveBody(HttpServletResponse response, String fileName) {
        this.response = response;
        this.fileName = fileName;
    }

    /** Whether anything of it may have gone. */
    boolean isBegun() {
        return begun;
    }

    private OutputStream out() throws IOException {
        if (!begun) {
            begun = true;
            response.setContentType(ArchiveName.type(fileName));
            response.setHeader(
                    HttpHeaders.CONTENT_DISPOSITION,
                    ContentDisposition.attachment().filename(fileName).build().toString());
        }
        return response.getOutputStream();
    }

    @Override
    public void write(int one) throws IOException {
        out().write(one);
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
        out().write(from, offset, length);
    }

    @Override
    public void flush() throws IOException {
        out().flush();
    }
}
