package dev.holdfast.agent.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.holdfast.agent.Fence;
import dev.holdfast.agent.Incarnation;
import dev.holdfast.agent.Outcome;
import dev.holdfast.agent.Sighting;
import dev.holdfast.agent.SyncedWriter;
import dev.holdfast.core.host.Fencing;
import dev.holdfast.core.host.LeaseTerms;
import dev.holdfast.core.host.Resident.Sight;
import dev.holdfast.core.host.Workload;
import dev.holdfast.core.shared.Epoch;
import dev.holdfast.core.shared.OnSilence;
import dev.holdfast.core.shared.Quantities;
import dev.holdfast.core.shared.Uid;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class SimulatedDriverTest {
    private static final String NAME = "projects/shop/regions/home/instances/web";
    private static final SimulatedSettings AT_ONCE = SimulatedSettings.of(1).withTimeScale(0);
    private static final SimulatedSettings NEVER_ENDS = new SimulatedSettings(
            Latency.fixed(Duration.ofHours(1)),
            Latency.fixed(Duration.ofHours(1)),
            Latency.fixed(Duration.ofHours(1)),
            1,
            0,
            Fencing.NONE,
            1);

    private final SyncedWriter writer = SyncedWriter.start(1);
    private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(2);

    @AfterEach
    void close() {
        scheduler.shutdownNow();
        writer.close();
    }

    @Test
    void whatRunsSurvivesTheProcess(@TempDir Path directory) throws Exception {
        SimulatedDriver first = open(directory, AT_ONCE);
        run(first, web(1));
        done(first.create(incarnation("db", 1), NAME, 5, workload(Map.of())));
        get(first.close());

        SimulatedDriver second = open(directory, AT_ONCE);
        assertThat(get(second.inventory()))
                .containsExactly(
                        new Sighting(incarnation("db", 1), Sight.STOPPED), new Sighting(web(1), Sight.RUNNING));
        done(second.remove(web(1), 9));
        assertThat(get(second.inventory())).hasSize(1);
        assertThat(truth(directory).changes())
                .extracting(GroundTruth.Change::kind)
                .containsExactly(
                        GroundTruth.Kind.CREATED,
                        GroundTruth.Kind.STARTED,
                        GroundTruth.Kind.CREATED,
                        GroundTruth.Kind.STOPPED,
                        GroundTruth.Kind.REMOVED);
    }

    @Test
    void whatWasUnderWayWhenTheProcessDiedHasNotHappened(@TempDir Path directory) throws Exception {
        SimulatedDriver first = open(directory, AT_ONCE);
        run(first, web(1));
        get(first.close());
        SimulatedDriver slow = open(directory, NEVER_ENDS);
        slow.stop(web(1), 6, Duration.ofHours(1));
        slow.create(incarnation("db", 1), NAME, 5, workload(Map.of()));
        assertThat(get(slow.inventory()))
                .containsExactly(
                        new Sighting(incarnation("db", 1), Sight.CREATING), new Sighting(web(1), Sight.STOPPING));
        get(slow.close());
        assertThat(get(open(directory, AT_ONCE).inventory())).containsExactly(new Sighting(web(1), Sight.RUNNING));
    }

    @Test
    void changesAreSightedBeforeTheOrderEnds(@TempDir Path directory) throws Exception {
        SimulatedDriver driver = open(directory, AT_ONCE);
        LinkedBlockingQueue<Sight> sights = new LinkedBlockingQueue<>();
        driver.observe(sighting -> sights.add(sighting.power()));
        run(driver, web(1));
        assertThat(sights).containsExactly(Sight.CREATING, Sight.STOPPED, Sight.STARTING, Sight.RUNNING);
        sights.clear();
        done(driver.haltGuest(web(1)));
        assertThat(sights).containsExactly(Sight.STOPPED);
        assertThat(truth(directory).changes().getLast().assignment()).isEqualTo(5);
        sights.clear();
        done(driver.remove(web(1), 7));
        assertThat(sights).containsExactly(Sight.GONE);
    }

    @Test
    void failsAsOftenAsTheMetadataAskWhereverItIsTried(@TempDir Path directory) throws Exception {
        SimulatedFailures shared = new SimulatedFailures();
        SimulatedDriver one = open(directory.resolve("one"), AT_ONCE, shared);
        SimulatedDriver other = open(directory.resolve("other"), AT_ONCE, shared);
        Workload failing = workload(Map.of(SimulatedFailures.FAIL_CREATE, "2", SimulatedFailures.FAIL_START, "1"));
        assertThat(get(one.create(web(1), NAME, 5, failing)))
                .isEqualTo(
                        new Outcome.Failed("simulated failure 1 of 2, as asked by metadata holdfast.dev/fail-create"));
        assertThat(get(one.inventory())).isEmpty();
        assertThat(get(other.create(web(2), NAME, 6, failing))).isInstanceOf(Outcome.Failed.class);
        done(other.create(web(3), NAME, 7, failing));
        assertThat(get(other.start(web(3), 7, failing)))
                .isEqualTo(
                        new Outcome.Failed("simulated failure 1 of 1, as asked by metadata holdfast.dev/fail-start"));
        assertThat(get(other.inventory())).containsExactly(new Sighting(web(3), Sight.STOPPED));
        done(other.start(web(3), 8, failing));
    }

    @Test
    void failsAtRandomAsOftenAsItIsTold(@TempDir Path directory) throws Exception {
        SimulatedDriver driver = open(directory, AT_ONCE.withFailureProbability(0.5));
        int failed = 0;
        for (int i = 1; i <= 200; i++) {
            failed += get(driver.create(web(i), NAME, i, workload(Map.of()))) instanceof Outcome.Failed ? 1 : 0;
        }
        assertThat(failed).isBetween(60, 140);
    }

    @Test
    void stopWithoutGraceHurriesOneThatWaits(@TempDir Path directory) throws Exception {
        SimulatedDriver ready = open(directory, AT_ONCE);
        run(ready, web(1));
        get(ready.close());
        SimulatedDriver slow = open(directory, NEVER_ENDS);
        CompletionStage<Outcome> patient = slow.stop(web(1), 6, Duration.ofHours(1));
        done(slow.stop(web(1), 7, Duration.ZERO));
        done(patient);
        assertThat(get(slow.inventory())).containsExactly(new Sighting(web(1), Sight.STOPPED));
    }

    @Test
    void secondEpochRunsAsToldAndIsOnRecord(@TempDir Path directory) throws Exception {
        SimulatedDriver driver = open(directory, AT_ONCE);
        run(driver, web(1));
        run(driver, web(2));
        assertThat(driver.doubled()).isEqualTo(1);
        assertThat(truth(directory).doubled())
                .extracting(GroundTruth.Doubled::first, GroundTruth.Doubled::second)
                .containsExactly(tuple(web(1), web(2)));
    }

    @Test
    void ordersForWhatIsSoAreDoneAtOnce(@TempDir Path directory) throws Exception {
        SimulatedDriver driver = open(directory, AT_ONCE);
        done(driver.stop(web(1), 1, Duration.ZERO));
        done(driver.remove(web(1), 1));
        run(driver, web(1));
        done(driver.create(web(1), NAME, 6, workload(Map.of())));
        done(driver.start(web(1), 6, workload(Map.of())));
        assertThat(truth(directory).changes()).hasSize(2);
        assertThat(get(driver.start(web(2), 6, workload(Map.of())))).isInstanceOf(Outcome.Failed.class);
    }

    @Test
    void removalEndsWhatIsUnderWay(@TempDir Path directory) throws Exception {
        SimulatedDriver driver = open(directory, NEVER_ENDS);
        CompletionStage<Outcome> create = driver.create(web(1), NAME, 5, workload(Map.of()));
        done(driver.remove(web(1), 6));
        assertThat(get(create)).isInstanceOf(Outcome.Failed.class);
        assertThat(get(driver.inventory())).isEmpty();
        assertThat(truth(directory).changes()).isEmpty();
    }

    @Test
    void whatIsUnderTheLeaseStopsWhenItEndsAlsoWhileNobodyIsThere(@TempDir Path directory) throws Exception {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-03-01T12:00:00Z"));
        SimulatedDriver first = open(directory, now);
        Fence fence = first.fence().orElseThrow();
        get(fence.renew(fence.now()));
        run(first, web(1), underLease());
        run(first, incarnation("db", 1), workload(Map.of()));
        get(first.close());

        now.updateAndGet(before -> before.plus(LeaseTerms.LEASE.multipliedBy(3)));
        SimulatedDriver second = open(directory, now);
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> get(second.inventory())
                        .equals(List.of(
                                new Sighting(incarnation("db", 1), Sight.RUNNING),
                                new Sighting(web(1), Sight.STOPPED, true))));
        GroundTruth.Change fenced = truth(directory).changes().getLast();
        assertThat(fenced.kind()).isEqualTo(GroundTruth.Kind.FENCED);
        assertThat(fenced.at()).isEqualTo(Instant.parse("2026-03-01T12:01:00Z"));
        assertThat(truth(directory).running())
                .extracting(GroundTruth.Span::incarnation)
                .containsExactly(incarnation("db", 1));

        Fence again = second.fence().orElseThrow();
        get(again.renew(again.now()));
        assertThat(get(second.start(web(1), 6, underLease())))
                .isEqualTo(new Outcome.Failed("it was killed because the host's lease had ended, and is never started"
                        + " again under epoch 1"));
        done(second.remove(web(1), 7));
        run(second, web(2), underLease());
    }

    @Test
    void withoutALeaseNothingBeginsThatIsUnderIt(@TempDir Path directory) throws Exception {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-03-01T12:00:00Z"));
        SimulatedDriver driver = open(directory, now);
        done(driver.create(web(1), NAME, 5, underLease()));
        assertThat(get(driver.start(web(1), 5, underLease()))).isInstanceOf(Outcome.Failed.class);
        run(driver, incarnation("db", 1), workload(Map.of()));
        Fence fence = driver.fence().orElseThrow();
        get(fence.renew(fence.now()));
        done(driver.start(web(1), 6, underLease()));
        assertThat(open(directory.resolve("unwatched"), AT_ONCE.unwatched()).fence())
                .isEmpty();
    }

    private SimulatedDriver open(Path directory, AtomicReference<Instant> now) throws IOException {
        return SimulatedDriver.open("host-1", directory, AT_ONCE, new SimulatedFailures(), writer, scheduler, now::get);
    }

    private static Workload underLease() {
        Workload kept = workload(Map.of());
        return new Workload(
                kept.size(),
                kept.image(),
                kept.command(),
                kept.userData(),
                kept.metadata(),
                kept.stopGrace(),
                OnSilence.STOP);
    }

    @Test
    void secondProcessOnTheSameHistoryIsRefused(@TempDir Path directory) throws Exception {
        SimulatedDriver first = open(directory, AT_ONCE);
        assertThatThrownBy(() -> open(directory, AT_ONCE)).hasMessageContaining("belongs to another process");
        get(first.close());
        assertThat(get(open(directory, AT_ONCE).inventory())).isEmpty();
    }

    private SimulatedDriver open(Path directory, SimulatedSettings settings) throws IOException {
        return open(directory, settings, new SimulatedFailures());
    }

    private SimulatedDriver open(Path directory, SimulatedSettings settings, SimulatedFailures failures)
            throws IOException {
        return SimulatedDriver.open("host-1", directory, settings, failures, writer, scheduler, InstantSource.system());
    }

    private static void run(SimulatedDriver driver, Incarnation incarnation) throws Exception {
        run(driver, incarnation, workload(Map.of()));
    }

    private static void run(SimulatedDriver driver, Incarnation incarnation, Workload workload) throws Exception {
        done(driver.create(incarnation, NAME, 5, workload));
        done(driver.start(incarnation, 5, workload));
    }

    private static void done(CompletionStage<Outcome> ended) throws Exception {
        assertThat(get(ended)).isEqualTo(new Outcome.Done());
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private static GroundTruth truth(Path directory) throws IOException {
        return GroundTruth.read(directory.resolve(GroundTruth.FILE));
    }

    static Workload workload(Map<String, String> metadata) {
        return new Workload(
                new Quantities(2, 512, 10, 0),
                "debian-13",
                List.of(),
                "",
                new TreeMap<>(metadata),
                Duration.ofSeconds(90),
                OnSilence.KEEP);
    }

    private static Incarnation web(long epoch) {
        return incarnation("web", epoch);
    }

    private static Incarnation incarnation(String uid, long epoch) {
        return new Incarnation(new Uid(uid), new Epoch(epoch));
    }
}
