package dev.longshore.link;

import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.longshore.model.JoinTokenText;
import dev.longshore.wire.AgentMessage;
import dev.longshore.wire.EnrolReply;
import dev.longshore.wire.EnrolRequest;
import dev.longshore.wire.ErrorReply;
import dev.longshore.wire.Hello;
import dev.longshore.wire.ServerMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.jspecify.annotations.Nullable;

/** An agent that says what a test wants it to, in place of what a good one would. */
final class RawAgent {

    /** What the server answered. */
    record Answer(int status, ByteString body) {

        String code() {
            try {
                return ErrorReply.parseFrom(body).getCode();
            } catch (IOException e) {
                return "";
            }
        }

        EnrolReply enrolled() {
            try {
                return EnrolReply.parseFrom(body);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private final URI server;
    final KeyPair key;

    RawAgent(URI server) {
        this(server, newKey());
    }

    RawAgent(URI server, KeyPair key) {
        this.server = server;
        this.key = key;
    }

    static KeyPair newKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    URI url() {
        return server;
    }

    byte[] csr() {
        try {
            return new JcaPKCS10CertificationRequestBuilder(new X500Name(""), key.getPublic())
                    .build(new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate()))
                    .getEncoded();
        } catch (IOException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    EnrolRequest.Builder enrolment(String token) {
        JoinTokenText parsed = JoinTokenText.parse(token);
        return EnrolRequest.newBuilder()
                .setTokenId(parsed.id())
                .setSecret(parsed.secret())
                .setCsr(ByteString.copyFrom(csr()));
    }

    Answer enrol(String token) {
        return post(AgentPaths.ENROL, enrolment(token).build(), null);
    }

    Answer post(String path, Message request, @Nullable X509Certificate certificate) {
        return send(
                HttpRequest.newBuilder(server.resolve(path))
                        .POST(HttpRequest.BodyPublishers.ofByteArray(request.toByteArray()))
                        .build(),
                certificate);
    }

    Answer send(HttpRequest request, @Nullable X509Certificate certificate) {
        try (HttpClient client = client(certificate)) {
            HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            return new Answer(response.statusCode(), ByteString.copyFrom(response.body()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static X509Certificate leaf(EnrolReply reply) {
        try {
            return CertificateAuthority.certificate(reply.getChain(0).toByteArray());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    HttpClient client(@Nullable X509Certificate certificate) {
        try {
            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(keys(certificate), new TrustManager[] {new TrustsAll()}, null);
            return HttpClient.newBuilder()
                    .sslContext(tls)
                    .version(HttpClient.Version.HTTP_1_1)
                    .build();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private KeyManager @Nullable [] keys(@Nullable X509Certificate certificate) {
        if (certificate == null) {
            return null;
        }
        return new KeyManager[] {new Shows(certificate, key.getPrivate())};
    }

    /** Dials and says hello. */
    Control connect(X509Certificate certificate) {
        Control control = dial(certificate);
        control.send(AgentMessage.newBuilder()
                .setSeq(1)
                .setHello(Hello.newBuilder().setProtocol(1).setAgentTimeMs(System.currentTimeMillis()))
                .build());
        await().atMost(Linked.SOON)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> control.received.stream().anyMatch(ServerMessage::hasWelcome) || control.closed.isDone());
        return control;
    }

    Control dial(X509Certificate certificate) {
        Control control = new Control(client(certificate));
        control.socket = control.client
                .newWebSocketBuilder()
                .buildAsync(URI.create("wss://" + server.getAuthority() + AgentPaths.CONTROL), control)
                .join();
        return control;
    }

    /** One WebSocket; answers nothing by itself. */
    static final class Control implements WebSocket.Listener, AutoCloseable {

        final HttpClient client;
        final List<ServerMessage> received = new CopyOnWriteArrayList<>();
        final CompletableFuture<Integer> closed = new CompletableFuture<>();
        private final ByteArrayOutputStream parts = new ByteArrayOutputStream();
        private @Nullable WebSocket socket;
        private volatile boolean takesNothing;

        Control(HttpClient client) {
            this.client = client;
        }

        /** From now on what comes stays in the sockets. */
        void takeNothing() {
            takesNothing = true;
        }

        WebSocket socket() {
            return java.util.Objects.requireNonNull(socket);
        }

        void send(AgentMessage message) {
            sendBytes(message.toByteArray());
        }

        void sendBytes(byte[] bytes) {
            socket().sendBinary(ByteBuffer.wrap(bytes), true).join();
        }

        @Override
        public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
            byte[] part = new byte[data.remaining()];
            data.get(part);
            parts.writeBytes(part);
            if (last) {
                try {
                    received.add(ServerMessage.parseFrom(parts.toByteArray()));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                parts.reset();
            }
            if (!takesNothing) {
                from.request(1);
            }
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int status, String reason) {
            closed.complete(status);
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            closed.complete(-1);
        }

        /** The code of the server's goodbye, or empty. */
        String goodbye() {
            return received.stream()
                    .filter(ServerMessage::hasGoAway)
                    .map(message -> message.getGoAway().getCode())
                    .findFirst()
                    .orElse("");
        }

        @Override
        public void close() {
            socket().abort();
            client.shutdownNow();
        }
    }

    /** Shows its certificate whatever the server says it accepts. */
    private static final class Shows extends X509ExtendedKeyManager {

        private final X509Certificate certificate;
        private final PrivateKey key;

        Shows(X509Certificate certificate, PrivateKey key) {
            this.certificate = certificate;
            this.key = key;
        }

        @Override
        public String[] getClientAliases(String keyType, Principal[] issuers) {
            return new String[] {"k"};
        }

        @Override
        public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
            return "k";
        }

        @Override
        public String chooseEngineClientAlias(String[] keyTypes, Principal[] issuers, SSLEngine engine) {
            return "k";
        }

        @Override
        public String[] getServerAliases(String keyType, Principal[] issuers) {
            return new String[0];
        }

        @Override
        public @Nullable String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
            return null;
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return new X509Certificate[] {certificate};
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return key;
        }
    }

    private static final class TrustsAll extends X509ExtendedTrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
