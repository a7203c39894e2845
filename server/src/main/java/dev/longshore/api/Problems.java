package dev.longshore.api;

import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import dev.longshore.model.SafeText;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.transaction.TransactionException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/**
 * Every fault of the API as a problem (RFC 9457) with {@code code}, {@code remedy} and {@code subjects}. What is not meant
 * for the caller goes to the log only.
 */
@RestControllerAdvice(basePackageClasses = Problems.class)
@Order(Ordered.HIGHEST_PRECEDENCE)
class Problems {

    private static final Logger log = LoggerFactory.getLogger(Problems.class);

    private static final int MOST_DETAIL_CHARS = 1000;

    /** The problem of a fault. */
    static ProblemDetail of(LongshoreException fault) {
        ErrorCode code = fault.code();
        ProblemDetail problem = ProblemDetail.forStatus(code.kind().httpStatus());
        problem.setType(URI.create("urn:longshore:error:" + code.name()));
        HttpStatus status = HttpStatus.resolve(code.kind().httpStatus());
        problem.setTitle(status == null ? code.name() : status.getReasonPhrase());
        problem.setDetail(SafeText.block(fault.reason(), MOST_DETAIL_CHARS));
        problem.setProperty("code", code.name());
        problem.setProperty("remedy", fault.remedy());
        problem.setProperty("subjects", fault.subjects());
        return problem;
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> known(LongshoreException fault) {
        if (fault.code() == ErrorCode.INTERNAL || fault.code() == ErrorCode.STORAGE) {
            log.error("Request failed: {}", fault.reason(), fault);
        }
        return response(fault);
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> unreadable(HttpMessageNotReadableException fault) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof LongshoreException known) {
                return response(known);
            }
        }
        return response(invalid(reason(fault.getCause())));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> invalidFields(MethodArgumentNotValidException fault) {
        String fields = fault.getBindingResult().getFieldErrors().stream()
                .map(error -> error.getField() + ": " + error.getDefaultMessage())
                .sorted()
                .collect(Collectors.joining("; "));
        return response(invalid(fields.isEmpty() ? "the request is not valid" : fields));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> wrongType(MethodArgumentTypeMismatchException fault) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof LongshoreException known) {
                return response(known);
            }
        }
        return response(invalid(fault.getName() + ": can't be " + SafeText.quote(String.valueOf(fault.getValue()))));
    }

    @ExceptionHandler({DataAccessException.class, TransactionException.class})
    ResponseEntity<ProblemDetail> database(Exception fault, HttpServletRequest request) {
        log.error("{} {} failed in the database", request.getMethod(), request.getRequestURI(), fault);
        return response(new LongshoreException(ErrorCode.STORAGE, "the server's database refused"));
    }

    /** The caller is gone: there is nobody to answer. */
    @ExceptionHandler
    void gone(AsyncRequestNotUsableException fault) {
        log.debug("Caller gone", fault);
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> anythingElse(Exception fault, HttpServletRequest request) {
        if (fault instanceof ErrorResponse error && error.getStatusCode().is4xxClientError()) {
            return response(error);
        }
        log.error("{} {} failed", request.getMethod(), request.getRequestURI(), fault);
        return response(new LongshoreException(ErrorCode.INTERNAL, "an unexpected fault"));
    }

    /** Faults that Spring MVC finds itself: no such route or method, a missing parameter, an unknown media type. */
    private static ResponseEntity<ProblemDetail> response(ErrorResponse error) {
        int status = error.getStatusCode().value();
        ErrorCode code = status == 404 ? ErrorCode.NOT_FOUND : ErrorCode.INVALID_REQUEST;
        String detail = error.getBody().getDetail();
        ProblemDetail problem = of(new LongshoreException(code, detail == null ? "the request is not valid" : detail));
        problem.setStatus(status);
        HttpStatus named = HttpStatus.resolve(status);
        problem.setTitle(named == null ? code.name() : named.getReasonPhrase());
        return ResponseEntity.status(status)
                .headers(error.getHeaders())
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(problem);
    }

    private static ResponseEntity<ProblemDetail> response(LongshoreException fault) {
        ResponseEntity.BodyBuilder response =
                ResponseEntity.status(fault.code().kind().httpStatus()).contentType(MediaType.APPLICATION_PROBLEM_JSON);
        if (fault.code().kind() == ErrorCode.Kind.UNAUTHORIZED) {
            response.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        }
        return response.body(of(fault));
    }

    private static LongshoreException invalid(String reason) {
        return new LongshoreException(ErrorCode.INVALID_REQUEST, reason);
    }

    /** Says what is wrong with a body without the parser's own words, which name our classes. */
    private static String reason(@org.jspecify.annotations.Nullable Throwable cause) {
        return switch (cause) {
            case UnrecognizedPropertyException unknown -> "unknown field " + SafeText.quote(unknown.getPropertyName());
            case InvalidFormatException format ->
                path(format) + ": can't be " + SafeText.quote(String.valueOf(format.getValue()));
            case DatabindException mapping -> path(mapping) + ": is missing or of the wrong type";
            case StreamReadException syntax ->
                "not well-formed JSON at line "
                        + syntax.getLocation().getLineNr() + ", column "
                        + syntax.getLocation().getColumnNr();
            case null, default -> "a JSON body is needed";
        };
    }

    private static String path(DatabindException fault) {
        String path = fault.getPath().stream()
                .map(step -> step.getPropertyName() == null ? "[" + step.getIndex() + "]" : step.getPropertyName())
                .collect(Collectors.joining("."));
        return path.isEmpty() ? "body" : SafeText.line(path, 100);
    }
}
