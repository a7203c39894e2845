package dev.longshore.link;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands between an agent and the server, and can go silent without closing anything, as a cut network does. */
final class Relay implements AutoCloseable {

    private final ServerSocket listening;
    private final int target;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final AtomicInteger dialled = new AtomicInteger();
    private volatile boolean silent;

    Relay(URI server) throws IOException {
        this.target = server.getPort();
        this.listening = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    URI url() {
        return URI.create("https://127.0.0.1:" + listening.getLocalPort());
    }

    /** Swallows all that either side says, or forwards again; new connections are accepted either way. */
    void silent(boolean silently) {
        silent = silently;
    }

    /** Cuts what is open. */
    void reset() {
        for (Socket socket : sockets) {
            try {
                socket.setSoLinger(true, 0);
                socket.close();
            } catch (IOException e) {
                // Closed already.
            }
        }
        sockets.clear();
    }

    int dialled() {
        return dialled.get();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket near = listening.accept();
                dialled.incrementAndGet();
                Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
                sockets.add(near);
                sockets.add(far);
                Thread.ofVirtual().start(() -> forward(near, far));
                Thread.ofVirtual().start(() -> forward(far, near));
            } catch (IOException e) {
                // Closed, or the server is away: the agent dials again.
            }
        }
    }

    private void forward(Socket from, Socket to) {
        byte[] buffer = new byte[65536];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                if (!silent) {
                    out.write(buffer, 0, count);
                }
            }
            if (!silent) {
                to.shutdownOutput();
            }
        } catch (IOException e) {
            // One side is gone; the other finds out by itself.
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        reset();
    }
}
