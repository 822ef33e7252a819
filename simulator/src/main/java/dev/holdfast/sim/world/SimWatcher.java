package dev.holdfast.sim.world;

import dev.holdfast.core.instance.InstanceEvent;
import dev.holdfast.core.resource.Recorded;
import dev.holdfast.sim.workload.Draws;
import java.util.List;

/**
 * Somebody who follows what happens to one instance: asks for what came after the last that was seen, page by page, of
 * whichever node, again when no answer comes. What is told must be the log, in order, each fact once, none left out.
 */
final class SimWatcher {
    private static final long PAUSE_NANOS = 4_000_000_000L;
    private static final long PATIENCE_NANOS = 6_000_000_000L;
    private static final int PAGE_AT_MOST = 12;

    private final SimRegion region;
    private final String id;
    private final Draws draws;
    private int seen;
    private long last;
    private long asked;
    private boolean open;

    SimWatcher(SimRegion region, String id, Draws draws) {
        this.region = region;
        this.id = id;
        this.draws = draws;
    }

    String id() {
        return id;
    }

    /** How many facts it was told. */
    int seen() {
        return seen;
    }

    void begin() {
        region.timeline().afterNanos((long) (PAUSE_NANOS * 2 * draws.unit()), this::ask);
    }

    private void ask() {
        long number = ++asked;
        open = true;
        int page = 1 + (int) draws.below(PAGE_AT_MOST);
        SimNode edge = region.anyNode(draws);
        long after = last;
        region.network()
                .send(
                        Network.CLIENTS,
                        edge.number(),
                        edge.here(() -> region.listEvents(
                                edge,
                                id,
                                after,
                                page,
                                facts -> region.network()
                                        .send(edge.number(), Network.CLIENTS, () -> told(number, facts)))));
        region.timeline().afterNanos(PATIENCE_NANOS, () -> {
            if (open && asked == number) {
                region.trace().count("a watcher asked again");
                ask();
            }
        });
    }

    private void told(long number, List<Recorded<InstanceEvent>> facts) {
        if (!open || asked != number) {
            return;
        }
        open = false;
        List<Witness.Committed> log = region.witness().facts().getOrDefault(id, List.of());
        for (Recorded<InstanceEvent> fact : facts) {
            if (seen >= log.size() || !log.get(seen).fact().equals(fact)) {
                region.violated(
                        "WatchGapless",
                        id + ": a watcher that had seen " + seen + " facts, up to sequence " + last + ", was told of "
                                + fact.sequence() + " next, and the log has "
                                + (seen < log.size()
                                        ? "sequence " + log.get(seen).fact().sequence()
                                        : "no more"));
                return;
            }
            seen++;
            last = fact.sequence();
        }
        region.trace().count(facts.isEmpty() ? "a watcher heard nothing new" : "a watcher heard");
        begin();
    }
}
