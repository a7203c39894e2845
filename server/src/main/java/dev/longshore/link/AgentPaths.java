package dev.longshore.link;

/** The paths of the agent port, and the names of the servlets behind them. */
final class AgentPaths {

    static final String ENROL = "/agent/v1/enrol";
    static final String RENEW = "/agent/v1/renew";
    static final String NONCE = "/agent/v1/nonce";
    static final String RECOVER = "/agent/v1/recover";
    static final String CONTROL = "/agent/v1/control";
    static final String STREAMS = "/agent/v1/streams";
    /** Servlets with such a name answer on the agent port, and no others do. */
    static final String SERVLET_PREFIX = "agent-port:";

    private AgentPaths() {}
}
