package dev.holdfast.agent.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.agent.Driver;
import dev.holdfast.agent.DriverConformance;
import dev.holdfast.agent.Incarnation;
import dev.holdfast.agent.Outcome;
import dev.holdfast.agent.SyncedWriter;
import dev.holdfast.core.host.Fencing;
import dev.holdfast.core.host.Workload;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;

class SimulatedDriverConformanceTest extends DriverConformance {
    private static final Latency SHORT = new Latency.LogNormal(Duration.ofMillis(2), 0.1);
    private static final SimulatedSettings SETTINGS = new SimulatedSettings(SHORT, SHORT, SHORT, 1, 0, Fencing.NONE, 7);

    @TempDir
    private Path directory;

    private final SyncedWriter writer = SyncedWriter.start(1);
    private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(2);

    @Override
    protected void release() {
        writer.close();
        scheduler.shutdownNow();
    }

    @Override
    protected Driver open() throws IOException {
        return SimulatedDriver.open(
                "host-1", directory, SETTINGS, new SimulatedFailures(), writer, scheduler, InstantSource.system());
    }

    @Override
    protected void close(Driver driver) throws Exception {
        ((SimulatedDriver) driver).close().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Override
    protected Workload lasting() {
        return SimulatedDriverTest.workload(Map.of());
    }

    @Override
    protected Workload obstinate() {
        return lasting();
    }

    @Override
    protected Workload unstartable() {
        return SimulatedDriverTest.workload(Map.of(SimulatedFailures.FAIL_START, "9"));
    }

    @Override
    protected Workload uncreatable() {
        return SimulatedDriverTest.workload(Map.of(SimulatedFailures.FAIL_CREATE, "9"));
    }

    @Override
    protected void endFromWithin(Driver driver, Incarnation incarnation) throws Exception {
        assertThat(((SimulatedDriver) driver)
                        .haltGuest(incarnation)
                        .toCompletableFuture()
                        .get(20, TimeUnit.SECONDS))
                .isEqualTo(new Outcome.Done());
    }
}
