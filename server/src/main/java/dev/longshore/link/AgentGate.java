package dev.longshore.link;

import jakarta.servlet.ServletException;
import java.io.IOException;
import org.apache.catalina.Wrapper;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

/**
 * Keeps the two ports apart: on the agents' only the agents' servlets answer, elsewhere they do not exist. It decides by
 * the servlet that Tomcat itself chose, before any filter, so no spelling of a path gets around it.
 */
final class AgentGate extends ValveBase {

    private final Connector agentConnector;

    AgentGate(Connector agentConnector) {
        super(true);
        this.agentConnector = agentConnector;
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        Wrapper servlet = request.getWrapper();
        boolean forAgents = servlet != null && servlet.getName().startsWith(AgentPaths.SERVLET_PREFIX);
        boolean fromAgents = agentConnector.equals(request.getConnector());
        if (forAgents != fromAgents) {
            response.setStatus(404);
            response.setContentLength(0);
            return;
        }
        getNext().invoke(request, response);
    }
}
