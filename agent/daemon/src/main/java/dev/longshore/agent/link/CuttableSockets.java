package dev.longshore.agent.link;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.Arrays;
import java.util.Comparator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Lays TLS over the plain socket of one connection, which can be cut from another thread. Closing the TLS socket itself
 * waits for its blocked writer; interrupting that writer on a virtual thread makes the JDK say goodbye over the full
 * socket, be interrupted again, and so on until its stack overflows.
 */
final class CuttableSockets extends SSLSocketFactory {

    private static final String LIGHT = "TLS_CHACHA20_POLY1305_SHA256";

    private final SSLSocketFactory tls;
    private @Nullable Socket plain;
    private boolean cut;

    CuttableSockets(SSLContext tls) {
        this.tls = tls.getSocketFactory();
    }

    /** Ends the connection, and any that is about to be made; whoever is blocked in it gets an {@link IOException}. */
    synchronized void cut() {
        cut = true;
        Socket open = plain;
        if (open != null) {
            try {
                open.close();
            } catch (IOException _) {
                // it is closed all the same
            }
        }
    }

    @Override
    public Socket createSocket(Socket over, String host, int port, boolean autoClose) throws IOException {
        synchronized (this) {
            if (cut) {
                over.close();
                throw new SocketException("cut before it was connected");
            }
            plain = over;
        }
        Socket secured = tls.createSocket(over, host, port, autoClose);
        if (secured instanceof SSLSocket socket) {
            socket.setEnabledCipherSuites(lightFirst(socket.getEnabledCipherSuites()));
        }
        return secured;
    }

    /**
     * The suite first that takes the least time before the JVM has compiled it well, which is all that most streams see of it:
     * ChaCha20 took half of what AES-GCM did for the first 64 MiB, and a fifth where only the quick compiler is allowed.
     */
    private static String[] lightFirst(String[] suites) {
        return Arrays.stream(suites)
                .sorted(Comparator.comparing(suite -> !suite.equals(LIGHT)))
                .toArray(String[]::new);
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return tls.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return tls.getSupportedCipherSuites();
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        throw notPlain();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress from, int fromPort) throws IOException {
        throw notPlain();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        throw notPlain();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort) throws IOException {
        throw notPlain();
    }

    private static SocketException notPlain() {
        return new SocketException("the connection could not be made");
    }
}
