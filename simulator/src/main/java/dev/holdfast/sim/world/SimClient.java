package dev.holdfast.sim.world;

import dev.holdfast.core.instance.HealingPolicy;
import dev.holdfast.core.instance.InstanceSpec;
import dev.holdfast.core.placement.PlacementConstraints;
import dev.holdfast.core.shared.InstanceName;
import dev.holdfast.core.shared.OnSilence;
import dev.holdfast.core.shared.Quantities;
import dev.holdfast.core.shared.RequestId;
import dev.holdfast.sim.model.Verb;
import dev.holdfast.sim.workload.Draws;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** One client, who asks one thing after the other until the region is healed. */
final class SimClient {
    private static final List<Quantities> SIZES = List.of(
            new Quantities(1, 2_048, 10, 0),
            new Quantities(2, 4_096, 20, 0),
            new Quantities(4, 16_384, 40, 0),
            new Quantities(8, 32_768, 80, 0));

    /** Of all requests; the rest are reads. */
    private static final Map<Verb, Double> SHARES = new EnumMap<>(Map.of(
            Verb.CREATE, 0.28,
            Verb.STOP, 0.14,
            Verb.START, 0.19,
            Verb.RESTART, 0.09,
            Verb.DEALLOCATE, 0.06,
            Verb.UPDATE, 0.05,
            Verb.DELETE, 0.09));

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
        Verb verb = verb(draws.unit());
        RequestId requestId = new RequestId("r-" + number + "-" + ++requests);
        String content = Long.toString(draws.below(SIZES.size()));
        calls.ask(new SimCalls.Wanted(verb, name, requestId, content, Optional.of(spec(content))), (_, _) -> begin());
    }

    /** What is asked for, of everything that can be; more of what makes the others possible. */
    private static Verb verb(double luck) {
        double below = 0;
        for (Map.Entry<Verb, Double> share : SHARES.entrySet()) {
            below += share.getValue();
            if (luck < below) {
                return share.getKey();
            }
        }
        return Verb.READ;
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
                Duration.ofMinutes(5),
                onSilence(content),
                healing(content));
    }

    /** By size, so that a request says the same when it is asked again. */
    private static OnSilence onSilence(String content) {
        return content.equals("3") ? OnSilence.KEEP : OnSilence.STOP;
    }

    private static HealingPolicy healing(String content) {
        return content.equals("1") ? HealingPolicy.AVAILABLE : HealingPolicy.CONSISTENT;
    }
}
