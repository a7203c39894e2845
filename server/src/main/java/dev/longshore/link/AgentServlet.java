package dev.longshore.link;

import dev.longshore.model.ErrorCode;
import dev.longshore.model.LongshoreException;
import dev.longshore.wire.ErrorReply;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/** A servlet of the agent port. Outside Spring MVC, which would end a broken body as if it were whole. */
abstract class AgentServlet extends HttpServlet {

    private static final Logger log = LoggerFactory.getLogger(AgentServlet.class);
    private static final long serialVersionUID = 1;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            serve(request, response);
        } catch (LongshoreException e) {
            refuse(response, e);
        } catch (DataAccessException | TransactionException e) {
            log.error("the database failed", e);
            refuse(response, new LongshoreException(ErrorCode.STORAGE, "the server can't use its database now"));
        }
    }

    abstract void serve(HttpServletRequest request, HttpServletResponse response) throws IOException;

    static void refuse(HttpServletResponse response, LongshoreException why) throws IOException {
        if (response.isCommitted()) {
            throw new IOException(why);
        }
        response.setStatus(why.code().kind().httpStatus());
        response.setHeader("Longshore-Error", why.code().name());
        response.setHeader("Connection", "close");
        byte[] body = ErrorReply.newBuilder()
                .setCode(why.code().name())
                .setReason(why.reason())
                .setRemedy(why.remedy())
                .build()
                .toByteArray();
        response.setContentType("application/x-protobuf");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    static X509Certificate @Nullable [] certificates(HttpServletRequest request) {
        return (X509Certificate[]) request.getAttribute("jakarta.servlet.request.X509Certificate");
    }
}
