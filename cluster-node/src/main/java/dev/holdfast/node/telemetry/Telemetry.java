package dev.holdfast.node.telemetry;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Extension;
import org.apache.pekko.actor.typed.ExtensionId;

/** The node's figures, one set for each actor system. All of it is soft: it begins at zero with the process. */
public final class Telemetry implements Extension {
    /** How the actor system finds it. */
    public static final class Id extends ExtensionId<Telemetry> {
        private static final Id INSTANCE = new Id();

        private Id() {}

        @Override
        public Telemetry createExtension(ActorSystem<?> system) {
            return new Telemetry(system);
        }
    }

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final CallFigures calls = new CallFigures(registry);
    private final PlacementFigures placement = new PlacementFigures(registry);
    private final Map<String, LogFigures> logs = new ConcurrentHashMap<>();
    private final Map<String, ResourceFigures> resources = new ConcurrentHashMap<>();

    private Telemetry(ActorSystem<?> system) {
        JvmGcMetrics collections = new JvmGcMetrics();
        for (MeterBinder binder : List.of(
                collections,
                new JvmMemoryMetrics(),
                new JvmThreadMetrics(),
                new ClassLoaderMetrics(),
                new ProcessorMetrics(),
                new UptimeMetrics(),
                new FileDescriptorMetrics())) {
            binder.bindTo(registry);
        }
        var _ = system.getWhenTerminated().thenRun(() -> {
            collections.close();
            registry.close();
        });
    }

    public static Telemetry get(ActorSystem<?> system) {
        return system.registerExtension(Id.INSTANCE);
    }

    /** All figures now, in Prometheus's text format. */
    public String page() {
        return registry.scrape();
    }

    public CallFigures calls() {
        return calls;
    }

    public PlacementFigures placement() {
        return placement;
    }

    /** @param type of resource, as the log's settings name it */
    public LogFigures log(String type) {
        return logs.computeIfAbsent(type, each -> new LogFigures(registry, each));
    }

    /** @param type of resource */
    public ResourceFigures resources(String type) {
        return resources.computeIfAbsent(type, each -> new ResourceFigures(registry, each));
    }
}
