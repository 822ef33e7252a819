package dev.holdfast.node.membership;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which nodes' processes are gone although their machines are there: nobody listens any more where they did, and the
 * machine says so at once. That is what a crash looks like, and no heartbeat need be waited for. It is a reason to
 * suspect and no more: whether a suspect is taken for dead, and by whom, is for the split-brain resolver to say.
 *
 * <p>A machine that is away, or behind a wall that drops what comes, answers nothing; then heartbeats must do.
 */
final class Crashes {
    private static final Logger LOG = LoggerFactory.getLogger(Crashes.class);

    static final Duration EVERY = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofMillis(300);
    /** Once may be a node that is just starting on the address of one that has gone. */
    private static final int REFUSALS = 2;

    /**
     * By address, of all nodes that this process speaks to: Pekko makes its detectors without saying for which node.
     */
    private static final Set<String> GONE = ConcurrentHashMap.newKeySet();

    /** Whether somebody listens at an address. */
    interface Knock {
        /** @throws ConnectException when nobody does, for certain */
        void at(InetSocketAddress address) throws IOException;
    }

    private final Supplier<Set<Address>> others;
    private final Knock knock;
    private final Map<Address, Integer> refusals = new HashMap<>();

    /** @param others the other members, whatever is thought of them */
    Crashes(Supplier<Set<Address>> others, Knock knock) {
        this.others = others;
        this.knock = knock;
    }

    /** Looks from now on, on a thread of its own, until the system ends. */
    static void look(ActorSystem<?> system, Supplier<Set<Address>> others) {
        Crashes crashes = new Crashes(others, Crashes::connect);
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("holdfast-crashes").factory());
        var _ = timer.scheduleWithFixedDelay(crashes::look, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
        var _ = system.getWhenTerminated().whenComplete((_, _) -> timer.shutdownNow());
    }

    static boolean isGone(String address) {
        return GONE.contains(address);
    }

    void look() {
        Set<Address> now = others.get();
        Set<Address> known = new HashSet<>(refusals.keySet());
        known.removeAll(now);
        known.forEach(this::forget);
        now.forEach(this::look);
    }

    private void look(Address node) {
        Optional<String> host = node.getHost();
        if (host.isEmpty()) {
            return;
        }
        try {
            knock.at(new InetSocketAddress(host.get(), node.getPort().orElse(0)));
            forget(node);
        } catch (ConnectException refused) {
            if (refusals.merge(node, 1, Integer::sum) == REFUSALS && GONE.add(node.toString())) {
                LOG.atWarn()
                        .addKeyValue("node", node.toString())
                        .log("Nobody listens where this node did: its process is taken to have ended.");
            }
        } catch (IOException noAnswer) {
            // Proves nothing.
            forget(node);
        }
    }

    private void forget(Address node) {
        refusals.remove(node);
        GONE.remove(node.toString());
    }

    private static void connect(InetSocketAddress address) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(address, (int) PATIENCE.toMillis());
        }
    }
}
