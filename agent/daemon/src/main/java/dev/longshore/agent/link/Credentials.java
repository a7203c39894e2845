package dev.longshore.agent.link;

import javax.net.ssl.SSLContext;

/** An identity, and the TLS context that shows it; sessions are resumed within one context only. */
record Credentials(Identity identity, SSLContext tls) {

    static Credentials of(Identity identity) {
        return new Credentials(identity, AgentTls.mutual(identity));
    }
}
