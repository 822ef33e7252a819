package dev.holdfast.node.edge;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.NoSerializationVerificationNeeded;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * Whether the node's actors still get their turn: an actor on each dispatcher that matters notes the time every second.
 * Whoever asks compares, and so has an answer at once even when no actor could give one. For many threads.
 */
public final class Pulse {
    private record Beat() implements NoSerializationVerificationNeeded {}

    private static final Duration EVERY = Duration.ofSeconds(1);

    /** Much longer than a collection of garbage, or than a busy machine makes an actor wait for its turn. */
    private static final Duration STUCK_AFTER = Duration.ofSeconds(15);

    /** By the names that people are shown: what serves calls, what runs the logs, what keeps the membership. */
    private static final Map<String, DispatcherSelector> DISPATCHERS = new TreeMap<>(Map.of(
            "calls", DispatcherSelector.defaultDispatcher(),
            "log", DispatcherSelector.fromConfig("holdfast.log.dispatcher"),
            "membership", DispatcherSelector.fromConfig("pekko.actor.internal-dispatcher")));

    private final LongSupplier nanoTime;
    private final ConcurrentMap<String, Long> last = new ConcurrentHashMap<>();

    private Pulse(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** @param nanoTime as {@link System#nanoTime} */
    public static Pulse begin(ActorSystem<?> system, LongSupplier nanoTime) {
        Pulse pulse = new Pulse(nanoTime);
        DISPATCHERS.forEach((name, dispatcher) -> {
            pulse.last.put(name, nanoTime.getAsLong());
            system.systemActorOf(pulse.beating(name), "pulse-" + name, dispatcher);
        });
        return pulse;
    }

    private Behavior<Beat> beating(String name) {
        return Behaviors.withTimers(timers -> {
            timers.startTimerWithFixedDelay(new Beat(), EVERY);
            return Behaviors.receiveMessage(_ -> {
                last.put(name, nanoTime.getAsLong());
                return Behaviors.same();
            });
        });
    }

    /** Which have not had their turn for long, by name; none in a node that is well. */
    public List<String> stuck() {
        long now = nanoTime.getAsLong();
        List<String> stuck = new ArrayList<>();
        last.forEach((name, at) -> {
            if (now - at > STUCK_AFTER.toNanos()) {
                stuck.add(name);
            }
        });
        stuck.sort(null);
        return stuck;
    }
}
