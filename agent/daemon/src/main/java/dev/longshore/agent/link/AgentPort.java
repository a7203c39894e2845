package dev.longshore.agent.link;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.longshore.model.ErrorCode;
import dev.longshore.model.JoinTokenText;
import dev.longshore.model.LongshoreException;
import dev.longshore.model.SafeText;
import dev.longshore.wire.EnrolReply;
import dev.longshore.wire.EnrolRequest;
import dev.longshore.wire.ErrorReply;
import dev.longshore.wire.NonceReply;
import dev.longshore.wire.NonceRequest;
import dev.longshore.wire.RecoverRequest;
import dev.longshore.wire.RenewRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.time.Clock;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;

/** The short requests to the agent port: how an agent becomes known, and stays it. */
final class AgentPort {

    private static final int MAX_REPLY_BYTES = 64 * 1024;
    private static final int TIMEOUT_MS = 20_000;

    private final URI server;
    private final Clock clock;

    AgentPort(URI server, Clock clock) {
        this.server = server;
        this.clock = clock;
    }

    /** Enrols with a token. The same key and token within five minutes get the same answer, should one be lost. */
    Identity enrol(JoinTokenText token, KeyPair key, String hostName, String version) throws IOException {
        EnrolRequest request = EnrolRequest.newBuilder()
                .setTokenId(token.id())
                .setSecret(token.secret())
                .setCsr(request(key))
                .setHostName(hostName)
                .setAgentVersion(version)
                .setAgentTimeMs(clock.millis())
                .build();
        byte[] reply = post("enrol", request, AgentTls.enrolling(token));
        Identity identity = Identity.of(key, EnrolReply.parseFrom(reply));
        if (!token.names(identity.root().getPublicKey())) {
            throw new LongshoreException(ErrorCode.SERVER_IDENTITY, "the certificate's root is not the token's");
        }
        return identity;
    }

    /** The next generation for the same key, asked for with the one that still holds. */
    Identity renew(Identity identity) throws IOException {
        RenewRequest request =
                RenewRequest.newBuilder().setCsr(request(identity.key())).build();
        return successor(identity, post("renew", request, AgentTls.mutual(identity)));
    }

    /** A certificate in place of one that has run out; the bound key proves who asks. */
    Identity recover(Identity identity) throws IOException {
        SSLContext tls = AgentTls.recovering(identity);
        NonceRequest ask =
                NonceRequest.newBuilder().setHostId(identity.host().value()).build();
        byte[] nonce = NonceReply.parseFrom(post("nonce", ask, tls)).getNonce().toByteArray();
        ByteString csr = request(identity.key());
        RecoverRequest request = RecoverRequest.newBuilder()
                .setHostId(identity.host().value())
                .setNonce(ByteString.copyFrom(nonce))
                .setCsr(csr)
                .setSignature(sign(identity.key(), nonce, csr.toByteArray()))
                .build();
        return successor(identity, post("recover", request, tls));
    }

    private static Identity successor(Identity before, byte[] reply) throws IOException {
        Identity after = Identity.of(before.key(), EnrolReply.parseFrom(reply));
        if (!after.root().equals(before.root())
                || !after.host().equals(before.host())
                || !after.install().equals(before.install())) {
            throw new LongshoreException(
                    ErrorCode.SERVER_IDENTITY, "the new certificate is of another install or for another host");
        }
        return after;
    }

    private static ByteString request(KeyPair key) {
        try {
            return ByteString.copyFrom(CertificateRequest.of(key));
        } catch (GeneralSecurityException e) {
            throw new LongshoreException(ErrorCode.STORAGE, "the agent's key can't sign", e);
        }
    }

    private static ByteString sign(KeyPair key, byte[] nonce, byte[] csr) {
        try {
            Signature signer = Signature.getInstance("SHA256withECDSA");
            signer.initSign(key.getPrivate());
            signer.update("longshore-recover".getBytes(StandardCharsets.UTF_8));
            signer.update(nonce);
            signer.update(csr);
            return ByteString.copyFrom(signer.sign());
        } catch (GeneralSecurityException e) {
            throw new LongshoreException(ErrorCode.STORAGE, "the agent's key can't sign", e);
        }
    }

    private byte[] post(String act, Message request, SSLContext tls) throws IOException {
        HttpsURLConnection connection = open(server.resolve("/agent/v1/" + act), tls.getSocketFactory());
        try {
            connection.setRequestMethod("POST");
            connection.setDoOutput(true);
            connection.setReadTimeout(TIMEOUT_MS);
            connection.setRequestProperty("Content-Type", "application/x-protobuf");
            byte[] body = request.toByteArray();
            connection.setFixedLengthStreamingMode(body.length);
            connect(connection);
            try (OutputStream out = connection.getOutputStream()) {
                out.write(body);
            }
            int status = connection.getResponseCode();
            if (status == 200) {
                try (InputStream in = connection.getInputStream()) {
                    return in.readNBytes(MAX_REPLY_BYTES);
                }
            }
            throw refusal(status, connection.getErrorStream());
        } finally {
            connection.disconnect();
        }
    }

    /** A connection of its own for each request: nothing is sent twice because an idle connection had died. */
    static HttpsURLConnection open(URI address, SSLSocketFactory sockets) throws IOException {
        HttpsURLConnection connection = (HttpsURLConnection) address.toURL().openConnection();
        connection.setSSLSocketFactory(sockets);
        connection.setConnectTimeout(TIMEOUT_MS);
        connection.setInstanceFollowRedirects(false);
        connection.setUseCaches(false);
        connection.setRequestProperty("Connection", "close");
        return connection;
    }

    /** Shakes hands; a server that is not ours becomes {@link ErrorCode#SERVER_IDENTITY}. */
    static void connect(HttpsURLConnection connection) throws IOException {
        try {
            connection.connect();
        } catch (IOException e) {
            throw identityFault(e);
        }
    }

    /** The exception itself, or what it means when the server's certificate was the cause. */
    static <X extends Exception> X identityFault(X e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateException) {
                throw new LongshoreException(ErrorCode.SERVER_IDENTITY, String.valueOf(cause.getMessage()), e);
            }
        }
        return e;
    }

    private static RuntimeException refusal(int status, @org.jspecify.annotations.Nullable InputStream body)
            throws IOException {
        if (body != null) {
            try (body) {
                ErrorReply error = ErrorReply.parseFrom(body.readNBytes(MAX_REPLY_BYTES));
                if (!error.getCode().isEmpty()) {
                    return new LongshoreException(
                            ErrorCode.of(error.getCode()),
                            SafeText.line(error.getReason(), 500),
                            SafeText.line(error.getRemedy(), 500));
                }
            } catch (com.google.protobuf.InvalidProtocolBufferException e) {
                // Some proxy's own page: the status alone is told.
            }
        }
        return new LongshoreException(
                ErrorCode.PROTOCOL,
                "the server answered with HTTP status " + status,
                "Check that LONGSHORE_SERVER is the agent port of a Longshore server, without a proxy that ends TLS.");
    }
}
