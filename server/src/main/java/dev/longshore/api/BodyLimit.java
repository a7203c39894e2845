package dev.longshore.api;

import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.springframework.web.filter.OncePerRequestFilter;

/** Takes at most 1 MiB of body, declared or chunked, of all but archives. */
final class BodyLimit extends OncePerRequestFilter {

    static final int MAX_BYTES = 1 << 20;
    private static final long REST_WITHIN_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final ProblemWriter problems;

    BodyLimit(ProblemWriter problems) {
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Set<String> kinds = fileKinds(request);
        if (!kinds
                .isEmpty()) { // a file is read block by block, and never held; of another kind, the controller refuses
            // it
            chain.doFilter(kinds.contains(kindOf(request)) ? request : new Limited(request), response);
            if (response.getStatus() != HttpServletResponse.SC_UNAUTHORIZED) {
                takeRest(request);
            }
            return;
        }
        if (request.getContentLengthLong() > MAX_BYTES) {
            problems.write(tooLarge(), response);
            return;
        }
        chain.doFilter(new Limited(request), response);
    }

    /**
     * An upload that was answered before its end is taken to its end for a while: a connection that closes under somebody who
     * still writes loses the answer too.
     */
    private static void takeRest(HttpServletRequest request) {
        long end = System.nanoTime() + REST_WITHIN_NANOS;
        byte[] block = new byte[64 * 1024];
        try {
            InputStream rest = request.getInputStream();
            while (rest.read(block) >= 0 && System.nanoTime() < end) {
                // nobody wants it
            }
        } catch (IOException gone) {
            // then nobody waits for the answer either
        }
    }

    /** What a file of images or a build's context may say it is where one is taken, which nothing but the one controller reads. */
    private static Set<String> fileKinds(HttpServletRequest request) {
        if (!request.getMethod().equals("POST") || request.getPathInfo() != null) {
            return Set.of();
        }
        return switch (request.getServletPath()) {
            case "/api/v1/images/import", "/api/v1/images/import/check" -> ArchiveController.KINDS;
            case "/api/v1/images/build" -> BuildController.KINDS;
            default -> Set.of();
        };
    }

    /** What the body says it is, without parameters as a charset; empty if it does not say. */
    static String kindOf(HttpServletRequest request) {
        String kind = request.getContentType();
        return kind == null ? "" : kind.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    private static LongshoreException tooLarge() {
        return new LongshoreException(ErrorCode.TOO_LARGE, "the body has more than " + MAX_BYTES + " bytes");
    }

    private static final class Limited extends HttpServletRequestWrapper {

        Limited(HttpServletRequest request) {
            super(request);
        }

        @Override
        public ServletInputStream getInputStream() throws IOException {
            return new Counted(super.getInputStream());
        }
    }

    private static final class Counted extends ServletInputStream {

        private final ServletInputStream body;
        private long read;

        Counted(ServletInputStream body) {
            this.body = body;
        }

        @Override
        public int read() throws IOException {
            int next = body.read();
            if (next >= 0) {
                counted(1);
            }
            return next;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int got = body.read(into, offset, length);
            return got < 0 ? got : counted(got);
        }

        private int counted(int bytes) {
            read += bytes;
            if (read > MAX_BYTES) {
                throw tooLarge();
            }
            return bytes;
        }

        @Override
        public boolean isFinished() {
            return body.isFinished();
        }

        @Override
        public boolean isReady() {
            return body.isReady();
        }

        @Override
        public void setReadListener(ReadListener listener) {
            body.setReadListener(listener);
        }
    }
}
