package dev.longshore.api;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Cuts the connection under an answer that broke off. What a controller throws after the first bytes would be swallowed, and
 * the body ended as if it were whole.
 */
final class BrokenBodies extends OncePerRequestFilter {

    private static final String BROKEN = BrokenBodies.class.getName();

    /** The answer to this request is not whole, and must not look so. */
    static void mark(HttpServletRequest request) {
        request.setAttribute(BROKEN, true);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        chain.doFilter(request, response);
        if (request.getAttribute(BROKEN) != null) {
            throw new IOException("the answer broke off"); // without a cause: some causes count as a caller's going
        }
    }
}
