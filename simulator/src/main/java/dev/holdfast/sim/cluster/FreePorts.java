package dev.holdfast.sim.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Ports of the loopback on which nothing listens at the moment. */
public final class FreePorts {
    /** Below those that are given to connections. */
    private static final int LOWEST = 20_000;

    private static final int HIGHEST = 32_000;

    private FreePorts() {}

    public static int any() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException none) {
            throw new UncheckedIOException("no free port", none);
        }
    }

    /** The first of so many in a row. */
    public static int row(int count) {
        // Where to begin differs by process, so that two at once do not want the same.
        int steps = (HIGHEST - LOWEST) / count;
        int begin = (int) Math.floorMod(ProcessHandle.current().pid(), (long) steps);
        for (int step = 0; step < steps; step++) {
            int first = LOWEST + (begin + step) % steps * count;
            if (areFree(first, count)) {
                return first;
            }
        }
        throw new IllegalStateException("no " + count + " free ports in a row from " + LOWEST + " to " + HIGHEST);
    }

    private static boolean areFree(int first, int count) {
        for (int port = first; port < first + count; port++) {
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                socket.setReuseAddress(true);
            } catch (IOException taken) {
                return false;
            }
        }
        return true;
    }
}
