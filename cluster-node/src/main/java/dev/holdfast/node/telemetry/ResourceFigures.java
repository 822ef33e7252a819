package dev.holdfast.node.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;

/** What the keepers of one type's shards tell. For many threads; what a keeper shows last holds for its shard. */
public final class ResourceFigures {
    private record Shown(Map<String, Integer> byState, int due, long findings) {}

    private final String type;
    private final Meters meters;
    private final Map<Integer, Shown> shards = new ConcurrentHashMap<>();
    private final Set<String> states = ConcurrentHashMap.newKeySet();
    private final Map<Class<?>, Counter> events = new ConcurrentHashMap<>();

    ResourceFigures(MeterRegistry registry, String type) {
        this.type = type;
        this.meters = new Meters(registry);
        meters.gauge(
                Figure.WAKE_UPS,
                () -> shards.values().stream().mapToInt(Shown::due).sum(),
                type);
        meters.gauge(
                Figure.FINDINGS,
                () -> shards.values().stream().mapToLong(Shown::findings).sum(),
                type);
    }

    /**
     * How a shard stands.
     *
     * @param byState how many of its resources are in each state
     * @param due how many are due to be woken at some time
     * @param findings how much its auditor has found
     */
    public void show(int shard, Map<String, Integer> byState, int due, long findings) {
        shards.put(shard, new Shown(Map.copyOf(byState), due, findings));
        for (String state : byState.keySet()) {
            if (states.add(state)) {
                meters.gauge(Figure.RESOURCES, () -> inState(state), type, state);
            }
        }
    }

    /** @param count how many shards, seen from this node, have had no owner for long */
    public void ownerless(IntSupplier count) {
        meters.gauge(Figure.SHARDS_OWNERLESS, count::getAsInt, type);
    }

    /** The shard is owned here no more. */
    public void forget(int shard) {
        shards.remove(shard);
    }

    /** A fact of this kind was committed. */
    public void committed(Class<?> event) {
        events.computeIfAbsent(event, each -> meters.counter(Figure.EVENTS, type, each.getSimpleName()))
                .increment();
    }

    private int inState(String state) {
        return shards.values().stream()
                .mapToInt(shown -> shown.byState().getOrDefault(state, 0))
                .sum();
    }
}
