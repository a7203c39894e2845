package dev.longshore.registries.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Sends single requests: follows no redirect, keeps no cookie, tries nothing twice, and takes neither more time nor more
 * bytes than it was told.
 */
final class Transport implements AutoCloseable {

    private static final Timeout CONNECTING = Timeout.ofSeconds(5);
    private static final Timeout SILENCE = Timeout.ofSeconds(10);
    /** For one of the connections to be free. */
    private static final Timeout QUEUEING = Timeout.ofSeconds(30);

    private static final int CONNECTIONS = 8;

    private final CloseableHttpClient http;
    private final ScheduledExecutorService timer;

    /** @param timer ends requests that take too long */
    Transport(AddressGuard guard, SSLContext tls, ScheduledExecutorService timer) {
        this.timer = timer;
        Http1Config limits = Http1Config.custom()
                .setMaxHeaderCount(100)
                .setMaxLineLength(16 << 10)
                .setMaxEmptyLineCount(10)
                .build();
        http = HttpClients.custom()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setDnsResolver(guard)
                        .setTlsSocketStrategy(new DefaultClientTlsStrategy(tls))
                        .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                                .http1Config(limits)
                                .build())
                        .setDefaultConnectionConfig(ConnectionConfig.custom()
                                .setConnectTimeout(CONNECTING)
                                .setSocketTimeout(SILENCE)
                                .build())
                        .setMaxConnPerRoute(CONNECTIONS)
                        .setMaxConnTotal(2 * CONNECTIONS)
                        .build())
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectionRequestTimeout(QUEUEING)
                        .setResponseTimeout(SILENCE)
                        .build())
                .setUserAgent("longshore")
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableContentCompression()
                .disableCookieManagement()
                .disableAuthCaching()
                .build();
    }

    /**
     * Sends a request and reads the whole answer; {@link TooMuch} beyond {@code most} bytes.
     *
     * @param deadline for all of it, from connecting to the last byte
     */
    Answer send(String method, URI uri, Map<String, String> headers, int most, Deadline deadline) throws IOException {
        Duration left = deadline.left();
        HttpUriRequestBase request = new HttpUriRequestBase(method, uri);
        headers.forEach(request::setHeader);
        AtomicBoolean late = new AtomicBoolean();
        ScheduledFuture<?> end = timer.schedule(
                () -> {
                    late.set(true);
                    request.cancel();
                },
                left.toMillis(),
                TimeUnit.MILLISECONDS);
        try {
            return http.execute(request, response -> read(response, most));
        } catch (IOException broken) {
            if (late.get() && !(broken instanceof TooMuch)) {
                InterruptedIOException tooLate = new SocketTimeoutException("no whole answer within " + left);
                tooLate.initCause(broken);
                throw tooLate;
            }
            throw broken;
        } finally {
            end.cancel(false);
        }
    }

    private static Answer read(ClassicHttpResponse response, int most) throws IOException {
        Map<String, String> headers = new HashMap<>();
        for (Header header : response.getHeaders()) {
            headers.putIfAbsent(header.getName().toLowerCase(Locale.ROOT), header.getValue());
        }
        return new Answer(response.getCode(), headers, body(response.getEntity(), most));
    }

    private static byte[] body(@Nullable HttpEntity entity, int most) throws IOException {
        if (entity == null) {
            return new byte[0];
        }
        if (entity.getContentLength() > most) {
            throw new TooMuch(most);
        }
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        byte[] chunk = new byte[16 << 10];
        InputStream content =
                entity.getContent(); // closed by the client: normally to its end, else with the connection
        for (int read = content.read(chunk); read >= 0; read = content.read(chunk)) {
            if (kept.size() + read > most) {
                throw new TooMuch(most);
            }
            kept.write(chunk, 0, read);
        }
        return kept.toByteArray();
    }

    /** The answer is longer than any good one. */
    static final class TooMuch extends IOException {

        @java.io.Serial
        private static final long serialVersionUID = 1;

        TooMuch(int most) {
            super("the answer is longer than " + (most >> 10) + " KiB");
        }
    }

    @Override
    public void close() {
        http.close(org.apache.hc.core5.io.CloseMode.IMMEDIATE);
    }
}
