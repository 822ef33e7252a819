package dev.holdfast.node.log.cassandra;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A line between a client and a server on the loopback that a test can damage: what the client sends arrives, and what
 * the server answers does not.
 */
final class CutLine implements AutoCloseable {
    private final ServerSocket server;
    private final int target;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private volatile boolean swallowing;
    private volatile boolean refusing;

    CutLine(int target) throws IOException {
        this.target = target;
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon().name("line").start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** From now on no answer comes through; what is sent still arrives. */
    void swallowAnswers() {
        swallowing = true;
    }

    /** Breaks every connection there is, and lets none come again until {@link #heal}. */
    void cut() {
        refusing = true;
        sockets.forEach(CutLine::close);
        sockets.clear();
    }

    /** Breaks every connection that was damaged; new ones are whole. */
    void heal() {
        swallowing = false;
        refusing = false;
        sockets.forEach(CutLine::close);
        sockets.clear();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = server.accept();
                if (refusing) {
                    close(client);
                    continue;
                }
                Socket there = new Socket(InetAddress.getLoopbackAddress(), target);
                sockets.addAll(List.of(client, there));
                Thread.ofPlatform().daemon().name("line-there").start(() -> pass(client, there, false));
                Thread.ofPlatform().daemon().name("line-back").start(() -> pass(there, client, true));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void pass(Socket from, Socket to, boolean answers) {
        byte[] buffer = new byte[16 * 1_024];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (!answers || !swallowing) {
                    out.write(buffer, 0, read);
                    out.flush();
                }
            }
        } catch (IOException broken) {
            // One end is gone; so is the other, now.
        }
        close(from);
        close(to);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException alreadyGone) {
            // As it should be.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        sockets.forEach(CutLine::close);
    }
}
