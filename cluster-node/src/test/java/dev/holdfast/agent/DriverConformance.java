package dev.holdfast.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.core.host.Resident.Sight;
import dev.holdfast.core.host.Workload;
import dev.holdfast.core.shared.Epoch;
import dev.holdfast.core.shared.Uid;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What an agent relies on in every driver (docs/howto/write-a-driver.md). A driver's test extends this, says how the
 * driver is opened and what its instances are, and has all of these claims to meet.
 */
public abstract class DriverConformance {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration LONG = Duration.ofHours(1);
    private static final Duration NO_GRACE = Duration.ZERO;
    private static final String NAME = "projects/shop/regions/home/instances/web";
    private static final Incarnation WEB = incarnation("web", 1);
    private static final Incarnation NEXT = incarnation("web", 2);
    private static final Incarnation DB = incarnation("db", 1);

    private final Object lock = new Object();
    private final SortedMap<Incarnation, List<Sight>> sighted = new TreeMap<>();
    private Optional<Driver> opened = Optional.empty();

    /** Opens a driver over what earlier ones of this test have left. */
    protected abstract Driver open() throws Exception;

    /** As when the agent's process ends; what runs goes on. */
    protected abstract void close(Driver driver) throws Exception;

    /** What runs until it is stopped, and stops when it is asked to. */
    protected abstract Workload lasting();

    /** What does not stop when it is only asked to, if the driver can have such a thing. */
    protected abstract Workload obstinate();

    /** What can be created and never started. */
    protected abstract Workload unstartable();

    /** What cannot be created. */
    protected abstract Workload uncreatable();

    /** Lets something that runs end by itself. */
    protected abstract void endFromWithin(Driver driver, Incarnation incarnation) throws Exception;

    /** What the test needs no more, once its last driver is closed. */
    protected void release() throws Exception {}

    @BeforeEach
    protected void begin() throws Exception {
        openAgain();
    }

    @AfterEach
    void leaveNothing() throws Exception {
        try {
            for (Sighting each : inventory()) {
                assertThat(ended(driver().remove(each.incarnation(), 99))).isEqualTo(new Outcome.Done());
            }
            close(driver());
        } finally {
            release();
        }
    }

    @Test
    void isNamedAsTheProtocolDemands() {
        assertThat(driver().name()).matches("[a-z]([-a-z0-9]{0,61}[a-z0-9])?");
    }

    @Test
    void whatIsCreatedIsThereAndDoesNotRun() throws Exception {
        done(driver().create(WEB, NAME, 1, lasting()), WEB, Sight.STOPPED);
        assertThat(inventory()).containsExactly(new Sighting(WEB, Sight.STOPPED));
    }

    @Test
    void whatCannotBeCreatedLeavesNothing() throws Exception {
        assertThat(ended(driver().create(WEB, NAME, 1, uncreatable()))).isInstanceOf(Outcome.Failed.class);
        assertThat(inventory()).isEmpty();
    }

    @Test
    void startsWhatWasCreatedAndNothingElse() throws Exception {
        done(driver().create(WEB, NAME, 1, lasting()), WEB, Sight.STOPPED);
        done(driver().start(WEB, 1, lasting()), WEB, Sight.RUNNING);
        assertThat(ended(driver().start(DB, 1, lasting()))).isInstanceOf(Outcome.Failed.class);
        assertThat(inventory()).containsExactly(new Sighting(WEB, Sight.RUNNING));
    }

    @Test
    void whatCannotBeStartedIsStopped() throws Exception {
        done(driver().create(WEB, NAME, 1, unstartable()), WEB, Sight.STOPPED);
        CompletionStage<Optional<Sight>> last = driver().start(WEB, 1, unstartable())
                .thenApply(outcome -> {
                    assertThat(outcome).isInstanceOf(Outcome.Failed.class);
                    return last(WEB);
                });
        assertThat(get(last)).contains(Sight.STOPPED);
        assertThat(inventory()).containsExactly(new Sighting(WEB, Sight.STOPPED));
    }

    @Test
    void whatIsSoAlreadyIsDoneAtOnce() throws Exception {
        run(WEB);
        int before = countSighted(WEB);
        done(driver().create(WEB, NAME, 2, lasting()), WEB, Sight.RUNNING);
        done(driver().start(WEB, 2, lasting()), WEB, Sight.RUNNING);
        assertThat(countSighted(WEB)).isEqualTo(before);
        done(driver().stop(WEB, 3, NO_GRACE), WEB, Sight.STOPPED);
        int stopped = countSighted(WEB);
        done(driver().stop(WEB, 4, LONG), WEB, Sight.STOPPED);
        assertThat(countSighted(WEB)).isEqualTo(stopped);
        done(driver().remove(WEB, 5), WEB, Sight.GONE);
        assertThat(ended(driver().stop(WEB, 6, LONG))).isEqualTo(new Outcome.Done());
        assertThat(ended(driver().remove(WEB, 6))).isEqualTo(new Outcome.Done());
    }

    @Test
    void whatIsStoppedIsKeptAndRunsAgain() throws Exception {
        run(WEB);
        done(driver().stop(WEB, 2, LONG), WEB, Sight.STOPPED);
        assertThat(inventory()).containsExactly(new Sighting(WEB, Sight.STOPPED));
        done(driver().start(WEB, 3, lasting()), WEB, Sight.RUNNING);
    }

    @Test
    void aStopWithLessGraceHurriesTheFirst() throws Exception {
        done(driver().create(WEB, NAME, 1, obstinate()), WEB, Sight.STOPPED);
        done(driver().start(WEB, 1, obstinate()), WEB, Sight.RUNNING);
        CompletionStage<Outcome> patient = driver().stop(WEB, 2, LONG);
        CompletionStage<Outcome> hasty = driver().stop(WEB, 2, NO_GRACE);
        done(hasty, WEB, Sight.STOPPED);
        done(patient, WEB, Sight.STOPPED);
    }

    @Test
    void nothingIsLeftOfWhatIsRemovedRunningOrNot() throws Exception {
        run(WEB);
        done(driver().create(DB, NAME, 1, lasting()), DB, Sight.STOPPED);
        done(driver().remove(WEB, 2), WEB, Sight.GONE);
        done(driver().remove(DB, 2), DB, Sight.GONE);
        assertThat(inventory()).isEmpty();
        close(driver());
        openAgain();
        assertThat(inventory()).isEmpty();
    }

    @Test
    void whatEndsByItselfIsSightedAndStopped() throws Exception {
        run(WEB);
        endFromWithin(driver(), WEB);
        await().atMost(PATIENCE).until(() -> last(WEB).equals(Optional.of(Sight.STOPPED)));
        assertThat(inventory()).containsExactly(new Sighting(WEB, Sight.STOPPED));
        done(driver().start(WEB, 2, lasting()), WEB, Sight.RUNNING);
    }

    @Test
    void anOrderConcernsOneIncarnationOnly() throws Exception {
        run(WEB);
        run(DB);
        done(driver().create(NEXT, NAME, 3, lasting()), NEXT, Sight.STOPPED);
        done(driver().stop(WEB, 2, NO_GRACE), WEB, Sight.STOPPED);
        assertThat(inventory())
                .containsExactlyInAnyOrder(
                        new Sighting(DB, Sight.RUNNING),
                        new Sighting(WEB, Sight.STOPPED),
                        new Sighting(NEXT, Sight.STOPPED));
        done(driver().start(NEXT, 3, lasting()), NEXT, Sight.RUNNING);
        done(driver().remove(WEB, 4), WEB, Sight.GONE);
        assertThat(inventory())
                .containsExactlyInAnyOrder(new Sighting(DB, Sight.RUNNING), new Sighting(NEXT, Sight.RUNNING));
    }

    @Test
    void whatRunsOutlivesTheAgentAndObeysTheNext() throws Exception {
        run(WEB);
        done(driver().create(DB, NAME, 1, lasting()), DB, Sight.STOPPED);
        close(driver());
        openAgain();
        assertThat(inventory())
                .containsExactlyInAnyOrder(new Sighting(WEB, Sight.RUNNING), new Sighting(DB, Sight.STOPPED));
        assertThat(ended(driver().start(WEB, 1, lasting()))).isEqualTo(new Outcome.Done());
        done(driver().stop(WEB, 2, NO_GRACE), WEB, Sight.STOPPED);
        done(driver().start(DB, 2, lasting()), DB, Sight.RUNNING);
    }

    private void run(Incarnation incarnation) throws Exception {
        done(driver().create(incarnation, NAME, 1, lasting()), incarnation, Sight.STOPPED);
        done(driver().start(incarnation, 1, lasting()), incarnation, Sight.RUNNING);
    }

    /** It is done, and by then what it changed was sighted. */
    private void done(CompletionStage<Outcome> order, Incarnation incarnation, Sight sight) throws Exception {
        CompletionStage<Optional<Sight>> last = order.thenApply(outcome -> {
            assertThat(outcome).isEqualTo(new Outcome.Done());
            return last(incarnation);
        });
        assertThat(get(last)).contains(sight);
    }

    private static Outcome ended(CompletionStage<Outcome> order) throws Exception {
        return get(order);
    }

    private List<Sighting> inventory() throws Exception {
        return get(driver().inventory());
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private Driver driver() {
        return opened.orElseThrow();
    }

    private void openAgain() throws Exception {
        Driver driver = open();
        opened = Optional.of(driver);
        driver.observe(sighting -> {
            synchronized (lock) {
                sighted.computeIfAbsent(sighting.incarnation(), _ -> new ArrayList<>())
                        .add(sighting.power());
            }
        });
    }

    private Optional<Sight> last(Incarnation incarnation) {
        synchronized (lock) {
            List<Sight> sights = sighted.getOrDefault(incarnation, List.of());
            return sights.isEmpty() ? Optional.empty() : Optional.of(sights.getLast());
        }
    }

    private int countSighted(Incarnation incarnation) {
        synchronized (lock) {
            return sighted.getOrDefault(incarnation, List.of()).size();
        }
    }

    private static Incarnation incarnation(String uid, long epoch) {
        return new Incarnation(new Uid(uid), new Epoch(epoch));
    }
}
