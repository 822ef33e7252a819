package dev.holdfast.agent;

import static dev.holdfast.v1.WantedPower.WANTED_POWER_RUNNING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.agent.FakeDriver.FakeFence;
import dev.holdfast.agent.FakeNode.Visit;
import dev.holdfast.core.host.Resident.Sight;
import dev.holdfast.core.shared.Epoch;
import dev.holdfast.core.shared.Uid;
import dev.holdfast.v1.Assignment;
import dev.holdfast.v1.LeaseRenewal;
import dev.holdfast.v1.ObservedPower;
import dev.holdfast.v1.OnSilence;
import dev.holdfast.v1.Resident;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an agent makes of its host's lease, with a node that the test plays and a clock of the test's own. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class AgentLeaseTest {
    private static final Incarnation WEB = new Incarnation(new Uid("web"), new Epoch(1));

    @TempDir
    private Path directory;

    private final FakeFence fence = new FakeFence();
    private final FakeDriver driver = new FakeDriver(Optional.of(fence));
    private Optional<AgentRig> opened = Optional.empty();

    @BeforeEach
    void begin() throws IOException {
        opened = Optional.of(new AgentRig(directory));
    }

    @AfterEach
    void end() throws IOException {
        rig().close();
    }

    @Test
    void aNodeThatGrantsNoLeasesIsAskedForNone() throws Exception {
        rig().start(driver);
        Visit visit = rig().node().nextVisit();
        assertThat(visit.hello().getLeases()).isTrue();
        visit.assign("web", 1, 5, WANTED_POWER_RUNNING);
        assertThat(visit.nextAck().getNumber()).isEqualTo(5);
        assertThat(visit.hasAskedForALease()).isFalse();
        driver.done(driver.next("create web epoch 1 for 5"), Sight.STOPPED);
        // It says nothing of silence, so it is to be kept, and needs no lease.
        driver.next("start web epoch 1 for 5");
    }

    @Test
    void aStartUnderTheLeaseWaitsForTheFirstGrantWhichCountsFromTheQuestion() throws Exception {
        rig().node().offersLeases();
        rig().start(driver);
        Visit visit = rig().node().nextVisit();
        LeaseRenewal asked = visit.nextRenewal();
        assertThat(asked.getAgentLife()).isEqualTo(1);
        assertThat(asked.getNumber()).isEqualTo(1);
        createdUnderLease(visit, 5);
        visit.ask("web", 1);
        assertThat(report(visit).getPower()).isEqualTo(ObservedPower.OBSERVED_POWER_STARTING);
        assertThat(driver.untold()).isEmpty();

        fence.later(Duration.ofSeconds(10));
        visit.grant(7, asked);
        driver.next("start web epoch 1 for 5");
        assertThat(fence.left()).isEqualTo(FakeFence.LEASE.minusSeconds(10));
    }

    @Test
    void aGrantOfADeposedOwnerOrOfAnotherLifeIsNone() throws Exception {
        rig().node().offersLeases();
        rig().start(driver);
        Visit visit = rig().node().nextVisit();
        LeaseRenewal asked = visit.nextRenewal();
        visit.grant(7, asked.toBuilder().setAgentLife(2).build());
        visit.grant(7, asked.toBuilder().setNumber(99).build());
        visit.grant(6, asked);
        visit.ask("web", 1);
        assertThat(report(visit).getPower()).isEqualTo(ObservedPower.OBSERVED_POWER_GONE);
        assertThat(fence.holds()).isFalse();
    }

    @Test
    void whatWasWantedBeforeTheLeaseEndedDoesNotBeginAndTheSessionIsOver() throws Exception {
        rig().node().grantsLeases();
        rig().start(driver);
        Visit visit = rig().node().nextVisit();
        visit.assign("web", 1, 5, WANTED_POWER_RUNNING, AgentLeaseTest::underLease);
        FakeDriver.Order create = driver.next("create web epoch 1 for 5");
        awaitLease();

        fence.later(FakeFence.LEASE);
        visit.assign("late", 1, 3, WANTED_POWER_RUNNING);
        Visit next = rig().node().nextVisit();
        // What was said before the lease ended was not heard any more.
        assertThat(next.hello().getInventoryList())
                .extracting(Resident::getInstanceUid)
                .containsExactly("web");
        driver.done(create, Sight.STOPPED);
        awaitLease();
        next.ask("web", 1);
        assertThat(reportOf(next, ObservedPower.OBSERVED_POWER_STARTING).getAssignment())
                .isEqualTo(5);
        assertThat(driver.untold()).isEmpty();

        next.assign("web", 1, 5, WANTED_POWER_RUNNING, AgentLeaseTest::underLease);
        driver.next("start web epoch 1 for 5");
    }

    @Test
    void whatTheWatchdogHasKilledGoesAndIsNeverStartedAgainUnderItsEpoch() throws Exception {
        rig().node().grantsLeases();
        rig().start(driver);
        Visit visit = rig().node().nextVisit();
        visit.assign("web", 1, 5, WANTED_POWER_RUNNING, AgentLeaseTest::underLease);
        driver.done(driver.next("create web epoch 1 for 5"), Sight.STOPPED);
        driver.done(driver.next("start web epoch 1 for 5"), Sight.RUNNING);
        assertThat(reportOf(visit, ObservedPower.OBSERVED_POWER_RUNNING).getAssignment())
                .isEqualTo(5);

        driver.fences(WEB);
        driver.done(driver.next("remove web epoch 1 for 5"), Sight.GONE);
        assertThat(reportOf(visit, ObservedPower.OBSERVED_POWER_GONE).getAssignment())
                .isEqualTo(5);
        visit.assign("web", 1, 6, WANTED_POWER_RUNNING, AgentLeaseTest::underLease);
        assertThat(refusal(visit).getFailure()).contains("epoch 1 is never started here again");
        assertThat(driver.untold()).isEmpty();
    }

    private static Assignment.Builder underLease(Assignment.Builder assignment) {
        assignment.getWorkloadBuilder().setOnSilence(OnSilence.ON_SILENCE_STOP);
        return assignment;
    }

    private void createdUnderLease(Visit visit, long number) throws Exception {
        visit.assign("web", 1, number, WANTED_POWER_RUNNING, AgentLeaseTest::underLease);
        assertThat(visit.nextAck().getNumber()).isEqualTo(number);
        driver.done(driver.next("create web epoch 1 for " + number), Sight.STOPPED);
        assertThat(report(visit).getPower()).isEqualTo(ObservedPower.OBSERVED_POWER_STARTING);
    }

    /** The next session's first grant is written by another thread. */
    private void awaitLease() {
        org.awaitility.Awaitility.await().atMost(Duration.ofSeconds(20)).until(fence::holds);
    }

    private static Resident report(Visit visit) throws InterruptedException {
        return visit.nextReport();
    }

    /** The next report of this power; acknowledgements and others are passed over. */
    private static Resident reportOf(Visit visit, ObservedPower power) throws InterruptedException {
        while (true) {
            var next = visit.next();
            if (next.hasReport() && next.getReport().getResident().getPower() == power) {
                return next.getReport().getResident();
            }
        }
    }

    private static Resident refusal(Visit visit) throws InterruptedException {
        while (true) {
            var next = visit.next();
            if (next.hasReport() && !next.getReport().getResident().getFailure().isEmpty()) {
                return next.getReport().getResident();
            }
        }
    }

    private AgentRig rig() {
        return opened.orElseThrow();
    }
}
