package dev.longshore.api;

import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import dev.longshore.model.SafeText;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What no controller answers is a problem of its own; without this the page's front controller would answer it. */
@RestController
class UnknownPaths {

    @RequestMapping("/api/**")
    void unknown(HttpServletRequest request) {
        throw new LongshoreException(
                ErrorCode.NOT_FOUND,
                "there is no " + request.getMethod() + " " + SafeText.line(request.getRequestURI(), 200),
                "See /api/v1/openapi, or docs/api.md, for what there is.");
    }
}
