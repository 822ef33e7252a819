package dev.holdfast.node.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.function.DoubleSupplier;

/** Makes the meters of {@link Figure}s, so that each has its name, unit and help everywhere. */
final class Meters {
    /** From what a read from memory takes to what nobody waits for. */
    private static final Duration[] LATENCIES = {
        Duration.ofMillis(1),
        Duration.ofMillis(2),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(20),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(200),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(2),
        Duration.ofSeconds(5),
        Duration.ofSeconds(20)
    };

    private final MeterRegistry registry;

    Meters(MeterRegistry registry) {
        this.registry = registry;
    }

    /** @param values one for each label of the figure, in its order */
    Counter counter(Figure figure, String... values) {
        return Counter.builder(figure.meter())
                .description(figure.help())
                .tags(tags(figure, values))
                .register(registry);
    }

    Timer timer(Figure figure, String... values) {
        return Timer.builder(figure.meter())
                .description(figure.help())
                .serviceLevelObjectives(LATENCIES)
                .tags(tags(figure, values))
                .register(registry);
    }

    DistributionSummary summary(Figure figure, String... values) {
        DistributionSummary.Builder builder = DistributionSummary.builder(figure.meter())
                .description(figure.help())
                .tags(tags(figure, values));
        return (figure.unit().isEmpty() ? builder : builder.baseUnit(figure.unit())).register(registry);
    }

    /** The registry keeps what is asked. */
    void gauge(Figure figure, DoubleSupplier value, String... values) {
        Gauge.builder(figure.meter(), value, DoubleSupplier::getAsDouble)
                .description(figure.help())
                .strongReference(true)
                .tags(tags(figure, values))
                .register(registry);
    }

    private static Tags tags(Figure figure, String... values) {
        if (values.length != figure.labels().size()) {
            throw new IllegalArgumentException(figure + " has the labels " + figure.labels());
        }
        Tags tags = Tags.empty();
        for (int label = 0; label < values.length; label++) {
            tags = tags.and(figure.labels().get(label), values[label]);
        }
        return tags;
    }
}
