package dev.holdfast.sim.world;

import dev.holdfast.core.instance.InstanceSpec;
import dev.holdfast.core.placement.PlacementConstraints;
import dev.holdfast.core.shared.InstanceName;
import dev.holdfast.core.shared.Quantities;
import dev.holdfast.core.shared.RequestId;
import dev.holdfast.sim.model.Verb;
import dev.holdfast.sim.workload.Draws;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** One client, who asks one thing after the other until the region is healed. */
final class SimClient {
    private static final List<Quantities> SIZES = List.of(
            new Quantities(1, 2_048, 10, 0),
            new Quantities(2, 4_096, 20, 0),
            new Quantities(4, 16_384, 40, 0),
            new Quantities(8, 32_768, 80, 0));

    private final SimRegion region;
    private final int number;
    private final Draws draws;
    private final SimCalls calls;
    private final long thinkNanos;
    private long requests;

    SimClient(SimRegion region, int number, Draws draws, ClientHistory history, long thinkNanos) {
        this.region = region;
        this.number = number;
        this.draws = draws;
        this.calls = new SimCalls(region, number, draws, history);
        this.thinkNanos = thinkNanos;
    }

    void begin() {
        region.timeline().afterNanos((long) (thinkNanos * 2 * draws.unit()), () -> {
            if (!region.healed()) {
                ask();
            }
        });
    }

    private void ask() {
        InstanceName name =
                new InstanceName("p", "i-" + draws.below(region.script().instances()));
        double luck = draws.unit();
        Verb verb = luck < 0.30
                ? Verb.CREATE
                : luck < 0.50 ? Verb.STOP : luck < 0.70 ? Verb.START : luck < 0.82 ? Verb.DELETE : Verb.READ;
        RequestId requestId = new RequestId("r-" + number + "-" + ++requests);
        String content = Long.toString(draws.below(SIZES.size()));
        calls.ask(new SimCalls.Wanted(verb, name, requestId, content, Optional.of(spec(content))), (_, _) -> begin());
    }

    private static InstanceSpec spec(String content) {
        return new InstanceSpec(
                SIZES.get(Integer.parseInt(content)),
                "image",
                List.of(),
                "",
                new TreeMap<>(),
                new TreeMap<>(),
                Optional.empty(),
                PlacementConstraints.NONE,
                Duration.ofSeconds(10),
                Duration.ofMinutes(5));
    }
}
