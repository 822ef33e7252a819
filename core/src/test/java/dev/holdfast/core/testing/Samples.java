package dev.holdfast.core.testing;

import dev.holdfast.core.instance.HealingPolicy;
import dev.holdfast.core.instance.InstanceSpec;
import dev.holdfast.core.placement.PlacementConstraints;
import dev.holdfast.core.shared.InstanceName;
import dev.holdfast.core.shared.OnSilence;
import dev.holdfast.core.shared.Quantities;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Plain values that many tests need and none cares about. */
public final class Samples {
    public static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    public static final InstanceName WEB = new InstanceName("shop", "web-1");
    public static final InstanceSpec SPEC = spec(new Quantities(2, 4096, 20, 0));

    private Samples() {}

    public static InstanceSpec spec(Quantities size) {
        return new InstanceSpec(
                size,
                "debian-12",
                List.of(),
                "",
                Collections.emptySortedMap(),
                Collections.emptySortedMap(),
                Optional.empty(),
                PlacementConstraints.NONE,
                Duration.ofSeconds(90),
                Duration.ofMinutes(5),
                OnSilence.KEEP,
                HealingPolicy.CONSISTENT);
    }
}
