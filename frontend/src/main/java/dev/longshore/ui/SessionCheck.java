package dev.longshore.ui;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * Tells a tab whether it is still signed in: 204, or 401. The push of a session that ended is closed without a word, and
 * the tab would go on to show what it last knew.
 */
final class SessionCheck extends HttpServlet {

    static final String PATH = "/session";

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {
        response.setHeader("Cache-Control", "no-store");
        response.setStatus(
                request.getUserPrincipal() == null
                        ? HttpServletResponse.SC_UNAUTHORIZED
                        : HttpServletResponse.SC_NO_CONTENT);
    }
}
