package dev.holdfast.agent;

import static dev.holdfast.v1.WantedPower.WANTED_POWER_GONE;
import static dev.holdfast.v1.WantedPower.WANTED_POWER_RUNNING;
import static dev.holdfast.v1.WantedPower.WANTED_POWER_STOPPED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.holdfast.agent.FakeNode.Visit;
import dev.holdfast.core.host.Resident.Sight;
import dev.holdfast.core.shared.Epoch;
import dev.holdfast.core.shared.Uid;
import dev.holdfast.v1.AssignmentAck;
import dev.holdfast.v1.Fencing;
import dev.holdfast.v1.ObservedPower;
import dev.holdfast.v1.Resident;
import dev.holdfast.v1.WantedPower;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class AgentTest {
    private static final Incarnation WEB_1 = incarnation("web", 1);
    private static final Incarnation WEB_2 = incarnation("web", 2);

    private final FakeDriver driver = new FakeDriver();

    @Test
    void helloSaysWhoItIsAndAllThatIsThere(@TempDir Path directory) throws Exception {
        driver.becomes(WEB_1, Sight.RUNNING);
        driver.becomes(incarnation("db", 7), Sight.STOPPED);
        try (AgentRig rig = new AgentRig(directory)) {
            rig.start(driver);
            Visit visit = rig.node().nextVisit();
            assertThat(visit.hello().getHost()).isEqualTo(AgentRig.HOST);
            assertThat(visit.hello().getDriver()).isEqualTo("fake");
            assertThat(visit.hello().getFencing()).isEqualTo(Fencing.FENCING_WATCHDOG);
            assertThat(visit.hello().getVersion()).isEqualTo("1.2.3");
            assertThat(visit.hello().getAgentLife()).isEqualTo(1);
            assertThat(visit.hello().getInventoryList())
                    .extracting(Resident::getInstanceUid, Resident::getEpoch, Resident::getPower)
                    .containsExactly(
                            tuple("db", 7L, ObservedPower.OBSERVED_POWER_STOPPED),
                            tuple("web", 1L, ObservedPower.OBSERVED_POWER_RUNNING));
        }
    }

    @Test
    void actsOncePerNumberAndAcknowledgesEachTime(@TempDir Path directory) throws Exception {
        try (AgentRig rig = new AgentRig(directory)) {
            rig.start(driver);
            Visit visit = rig.node().nextVisit();
            run(visit, WEB_1, 5);
            for (int i = 0; i < 3; i++) {
                visit.assign("web", 1, 5, WANTED_POWER_RUNNING);
                assertThat(visit.nextAck().getNumber()).isEqualTo(5);
            }
            visit.ask("web", 1);
            expect(visit.nextReport(), 5, ObservedPower.OBSERVED_POWER_RUNNING);
            assertThat(driver.untold()).isEmpty();
        }
    }

    @Test
    void olderNumberIsIgnored(@TempDir Path directory) throws Exception {
        try (AgentRig rig = new AgentRig(directory)) {
            rig.start(driver);
            Visit visit = rig.node().nextVisit();
            run(visit, WEB_1, 7);
            visit.assign("web", 1, 6, WANTED_POWER_GONE);
            visit.ask("web", 1);
            expect(visit.nextReport(), 7, ObservedPower.OBSERVED_POWER_RUNNING);
            assertThat(driver.untold()).isEmpty();
        }
    }

    @Test
    void acknowledgesAndActsOnlyOnWhatIsOnDisk(@TempDir Path directory) throws Exception {
        AtomicBoolean slow = new AtomicBoolean();
        CountDownLatch disk = new CountDownLatch(1);
        try (AgentRig rig = new AgentRig(directory, channel -> {
            if (slow.get()) {
                await(disk);
            }
            channel.force(false);
        })) {
            rig.start(driver);
            Visit visit = rig.node().nextVisit();
            slow.set(true);
            visit.assign("web", 1, 5, WANTED_POWER_RUNNING);
            visit.ask("web", 1);
            expect(visit.nextReport(), 0, ObservedPower.OBSERVED_POWER_GONE);
            assertThat(driver.untold()).isEmpty();
            disk.countDown();
            assertThat(visit.nextAck().getNumber()).isEqualTo(5);
            driver.next("create web epoch 1 for 5");
        }
    }

    @Test
    void brokenDiskStopsTheAgentBeforeItPromisesAnything(@TempDir Path directory) throws Exception {
        AtomicBoolean fails = new AtomicBoolean();
        try (AgentRig rig = new AgentRig(directory, channel -> {
            if (fails.get()) {
                throw new IOException("no space left");
            }
            channel.force(false);
        })) {
            rig.start(driver);
            Visit visit = rig.node().nextVisit();
            fails.set(true);
            visit.assign("web", 1, 5, WANTED_POWER_RUNNING);
            assertThat(rig.awaitBroken()).isTrue();
            assertThat(driver.untold()).isEmpty();
        }
    }

    @Test
    void restartedAgentResumesWhatItHadNotFinished(@TempDir Path directory) throws Exception {
        try (AgentRig rig = new AgentRig(directory)) {
            Agent first = rig.start(driver);
            Visit visit = rig.node().nextVisit();
            visit.assign("web", 1, 5, WANTED_POWER_RUNNING);
            assertThat(visit.nextAck().getNumber()).isEqualTo(5);
            driver.next("create web epoch 1 for 5");
            AgentRig.end(first);

            FakeDriver again = new FakeDriver();
            Agent second = rig.start(again);
            FakeDriver.Order create = again.next("create web epoch 1 for 5");
            Visit next = rig.node().nextVisit();
            assertThat(second.life()).isEqualTo(2);
            assertThat(next.hello().getAgentLife()).isEqualTo(2);
            assertThat(next.hello().getInventoryList()).hasSize(1);
            expect(next.hello().getInventory(0), 5, ObservedPower.OBSERVED_POWER_CREATING);
            again.done(create, Sight.STOPPED);
            expect(next.nextReport(), 5, ObservedPower.OBSERVED_POWER_STARTING);
            again.done(again.next("start web epoch 1 for 5"), Sight.RUNNING);
            expect(next.nextReport(), 5, ObservedPower.OBSERVED_POWER_RUNNING);
        }
    }

    @Test
    void restartedAgentFindsWhatRunsAndLeavesItAlone(@TempDir Path directory) throws Exception {
        try (AgentRig rig = new AgentRig(directory)) {
            Agent first = rig.start(driver);
            Visit visit = rig.node().nextVisit();
            Resident before = run(visit, WEB_1, 5);
            AgentRig.end(first);

            Agent second = rig.start(driver);
            Visit next = rig.node().nextVisit();
            Resident found = next.hello().getInventory(0);
            expect(found, 5, ObservedPower.OBSERVED_POWER_RUNNING);
            assertThat(found.getReport()).isGreaterThan(before.getReport());
            assertThat(found.getReport() >> 32).isEqualTo(2);
            AgentRig.end(second);

            driver.becomes(WEB_1, Sight.STOPPED);
            rig.start(driver);
            expect(rig.node().nextVisit().hello().getInventory(0), 5, ObservedPower.OBSERVED_POWER_STOPPED);
            assertThat(driver.untold()).isEmpty();
        }
    }

    @Test
    void whatIsGoneNeverStartsAgainEvenAfterRestart(@TempDir Path directory) throws Exception {
        try (AgentRig rig = new AgentRig(directory)) {
            Agent first = rig.start(driver);
            Visit visit = rig.node().nextVisit();
            run(visit, WEB_2, 5);
            visit.assign("web", 2, 8, WANTED_POWER_GONE);
            assertThat(visit.nextAck().getNumber()).isEqualTo(8);
            driver.done(driver.next("remove web epoch 2 for 8"), Sight.GONE);
            expectGone(visit, 8);
            AgentRig.end(first);

            rig.later(Duration.ofHours(24));
            rig.start(driver);
            Visit next = rig.node().nextVisit();
            assertThat(next.hello().getInventoryList()).isEmpty();
            next.assign("web", 2, 7, WANTED_POWER_RUNNING);
            next.assign("web", 1, 9, WANTED_POWER_RUNNING);
            assertThat(next.nextAck().getNumber()).isEqualTo(9);
            Resident refused = next.nextReport();
            expect(refused, 9, ObservedPower.OBSERVED_POWER_GONE);
            assertThat(refused.getFailure()).contains("epoch 1 is never started here again");
            next.assign("web", 3, 10, WANTED_POWER_RUNNING);
            assertThat(next.nextAck().getNumber()).isEqualTo(10);
            driver.next("create web epoch 3 for 10");
        }
    }

    @Test
    void whatIsGoneIsForgottenWhenNothingThatCouldStartItIsValid(@TempDir Path directory) throws Exception {
        try (AgentRig rig = new AgentRig(directory)) {
            Agent first = rig.start(driver);
            Visit visit = rig.node().nextVisit();
            visit.assign("web", 2, 8, WANTED_POWER_GONE);
            visit.nextAck();
            expectGone(visit, 8);
            AgentRig.end(first);
            rig.later(Duration.ofHours(24).plusSeconds(1));
            AgentRig.end(rig.open(driver));
            assertThat(Files.readAllLines(directory.resolve("assignments.jsonl")))
                    .containsExactly("{\"line\":\"started\",\"agent_life\":2}");
        }
    }

    @Test
    void repeatedGoneIsReportedAgain(@TempDir Path directory) throws Exception {
        try (AgentRig rig = new AgentRig(directory)) {
            rig.start(driver);
            Visit visit = rig.node().nextVisit();
            for (int i = 0; i < 2; i++) {
                visit.assign("web", 1, 8, WANTED_POWER_GONE);
                assertThat(visit.nextAck().getNumber()).isEqualTo(8);
                expectGone(visit, 8);
            }
            assertThat(driver.untold()).isEmpty();
        }
    }

    @Test
    void dismissedResidentIsRemovedAndReportedGone(@TempDir Path directory) throws Exception {
        driver.becomes(WEB_1, Sight.RUNNING);
        try (AgentRig rig = new AgentRig(directory)) {
            rig.start(driver);
            Visit visit = rig.node().nextVisit();
            expect(visit.hello().getInventory(0), 0, ObservedPower.OBSERVED_POWER_RUNNING);
            visit.dismiss("web", 1, 1);
            driver.done(driver.next("remove web epoch 1 for 1"), Sight.GONE);
            expectGone(visit, 1);
        }
    }

    @Test
    void questionAboutNothingIsAnswered(@TempDir Path directory) throws Exception {
        try (AgentRig rig = new AgentRig(directory)) {
            rig.start(driver);
            Visit visit = rig.node().nextVisit();
            visit.ask("web", 3);
            Resident answer = visit.nextReport();
            expect(answer, 0, ObservedPower.OBSERVED_POWER_GONE);
            assertThat(answer.getEpoch()).isEqualTo(3);
        }
    }

    @Test
    void failureIsReportedWithNumberAndReasonAlsoAfterRestart(@TempDir Path directory) throws Exception {
        try (AgentRig rig = new AgentRig(directory)) {
            Agent first = rig.start(driver);
            Visit visit = rig.node().nextVisit();
            visit.assign("web", 1, 5, WANTED_POWER_RUNNING);
            visit.nextAck();
            driver.next("create web epoch 1 for 5").outcome().complete(new Outcome.Failed("no such image"));
            Resident failed = visit.nextReport();
            expect(failed, 5, ObservedPower.OBSERVED_POWER_GONE);
            assertThat(failed.getFailure()).isEqualTo("no such image");
            AgentRig.end(first);

            rig.start(driver);
            Visit next = rig.node().nextVisit();
            next.assign("web", 1, 5, WANTED_POWER_RUNNING);
            next.nextAck();
            assertThat(next.nextReport().getFailure()).isEqualTo("no such image");
            next.assign("web", 1, 6, WANTED_POWER_RUNNING);
            next.nextAck();
            driver.next("create web epoch 1 for 6");
        }
    }

    @Test
    void driverThatThrowsIsAFailure(@TempDir Path directory) throws Exception {
        try (AgentRig rig = new AgentRig(directory)) {
            rig.start(driver);
            Visit visit = rig.node().nextVisit();
            visit.assign("web", 1, 5, WANTED_POWER_RUNNING);
            visit.nextAck();
            driver.next().outcome().completeExceptionally(new IllegalStateException("hypervisor gone"));
            assertThat(visit.nextReport().getFailure()).contains("hypervisor gone");
        }
    }

    @Test
    void guestThatStopsByItselfIsReportedAndNotStartedAgain(@TempDir Path directory) throws Exception {
        try (AgentRig rig = new AgentRig(directory)) {
            rig.start(driver);
            Visit visit = rig.node().nextVisit();
            run(visit, WEB_1, 5);
            driver.becomes(WEB_1, Sight.STOPPED);
            expect(visit.nextReport(), 5, ObservedPower.OBSERVED_POWER_STOPPED);
            assertThat(driver.untold()).isEmpty();
        }
    }

    @Test
    void stoppedInstanceStartsAgainUnderAHigherNumber(@TempDir Path directory) throws Exception {
        try (AgentRig rig = new AgentRig(directory)) {
            rig.start(driver);
            Visit visit = rig.node().nextVisit();
            run(visit, WEB_1, 5);
            visit.assign("web", 1, 6, WANTED_POWER_STOPPED);
            visit.nextAck();
            FakeDriver.Order stop = driver.next("stop web epoch 1 for 6");
            assertThat(stop.grace()).contains(Duration.ofSeconds(90));
            driver.done(stop, Sight.STOPPED);
            expect(visit.nextReport(), 6, ObservedPower.OBSERVED_POWER_STOPPED);
            visit.assign("web", 1, 7, WANTED_POWER_RUNNING);
            visit.nextAck();
            FakeDriver.Order start = driver.next("start web epoch 1 for 7");
            visit.ask("web", 1);
            expect(visit.nextReport(), 7, ObservedPower.OBSERVED_POWER_STARTING);
            driver.done(start, Sight.RUNNING);
            expect(visit.nextReport(), 7, ObservedPower.OBSERVED_POWER_RUNNING);
        }
    }

    @Test
    void forcedStopHurriesOneThatWaitsForItsGuest(@TempDir Path directory) throws Exception {
        try (AgentRig rig = new AgentRig(directory)) {
            rig.start(driver);
            Visit visit = rig.node().nextVisit();
            run(visit, WEB_1, 5);
            visit.assign("web", 1, 6, WANTED_POWER_STOPPED);
            visit.nextAck();
            driver.next("stop web epoch 1 for 6");
            visit.assign("web", 1, 7, WANTED_POWER_STOPPED, each -> each.setForce(true));
            visit.nextAck();
            FakeDriver.Order forced = driver.next("stop web epoch 1 for 7");
            assertThat(forced.grace()).contains(Duration.ZERO);
            driver.done(forced, Sight.STOPPED);
            expect(visit.nextReport(), 7, ObservedPower.OBSERVED_POWER_STOPPED);
        }
    }

    @Test
    void goneWhileCreatingWaitsForTheDriverAndThenRemoves(@TempDir Path directory) throws Exception {
        try (AgentRig rig = new AgentRig(directory)) {
            rig.start(driver);
            Visit visit = rig.node().nextVisit();
            visit.assign("web", 1, 5, WANTED_POWER_RUNNING);
            visit.nextAck();
            FakeDriver.Order create = driver.next("create web epoch 1 for 5");
            visit.assign("web", 1, 6, WANTED_POWER_GONE);
            visit.nextAck();
            visit.ask("web", 1);
            expect(visit.nextReport(), 6, ObservedPower.OBSERVED_POWER_CREATING);
            driver.done(create, Sight.STOPPED);
            driver.done(driver.next("remove web epoch 1 for 6"), Sight.GONE);
            expectGone(visit, 6);
        }
    }

    @Test
    void olderEpochIsRemovedBeforeNewerIsCreated(@TempDir Path directory) throws Exception {
        try (AgentRig rig = new AgentRig(directory)) {
            rig.start(driver);
            Visit visit = rig.node().nextVisit();
            run(visit, WEB_1, 5);
            visit.assign("web", 2, 9, WANTED_POWER_RUNNING);
            visit.nextAck();
            FakeDriver.Order remove = driver.next("remove web epoch 1 for 5");
            assertThat(driver.untold()).isEmpty();
            driver.done(remove, Sight.GONE);
            driver.next("create web epoch 2 for 9");
            Resident old = visit.nextReport();
            assertThat(old.getEpoch()).isEqualTo(1);
            expect(old, 5, ObservedPower.OBSERVED_POWER_GONE);
        }
    }

    @Test
    void removalThatFailsIsToldAndTriedAgain(@TempDir Path directory) throws Exception {
        try (AgentRig rig = new AgentRig(directory)) {
            rig.start(driver);
            Visit visit = rig.node().nextVisit();
            run(visit, WEB_1, 5);
            visit.assign("web", 1, 6, WANTED_POWER_GONE);
            visit.nextAck();
            driver.next("remove web epoch 1 for 6").outcome().complete(new Outcome.Failed("disk is busy"));
            Resident failed = visit.nextReport();
            expect(failed, 6, ObservedPower.OBSERVED_POWER_RUNNING);
            assertThat(failed.getFailure()).isEqualTo("disk is busy");
            driver.done(driver.next("remove web epoch 1 for 6"), Sight.GONE);
            expectGone(visit, 6);
        }
    }

    @Test
    void comesBackWithTheFullInventoryWhenTheNodeDoes(@TempDir Path directory) throws Exception {
        try (AgentRig rig = new AgentRig(directory)) {
            rig.start(driver);
            Visit visit = rig.node().nextVisit();
            run(visit, WEB_1, 5);
            rig.node().stop();
            driver.becomes(WEB_1, Sight.STOPPED);
            rig.node().startAgain();
            Visit next = rig.node().nextVisit();
            assertThat(next.hello().getAgentLife()).isEqualTo(1);
            assertThat(next.hello().getInventoryList()).hasSize(1);
            expect(next.hello().getInventory(0), 5, ObservedPower.OBSERVED_POWER_STOPPED);
            next.ask("web", 1);
            expect(next.nextReport(), 5, ObservedPower.OBSERVED_POWER_STOPPED);
        }
    }

    @Test
    void comesBackWhenTheNodeEndsItsSession(@TempDir Path directory) throws Exception {
        try (AgentRig rig = new AgentRig(directory)) {
            rig.start(driver);
            for (int i = 0; i < 3; i++) {
                rig.node().nextVisit().end();
            }
            assertThat(rig.node().nextVisit().hello().getHost()).isEqualTo(AgentRig.HOST);
        }
    }

    @Test
    void goesToAnotherNodeWhenItsOwnIsGone(@TempDir Path directory) throws Exception {
        FakeNode other = FakeNode.start("other-" + System.nanoTime());
        try (AgentRig rig = new AgentRig(directory)) {
            other.stop();
            rig.open(driver, rig.settings(), List.of(rig.node(), other)).connect();
            run(rig.node().nextVisit(), WEB_1, 5);
            other.startAgain();
            rig.node().stop();
            Visit there = other.nextVisit();
            assertThat(there.hello().getInventoryList()).hasSize(1);
            other.stop();
            rig.node().startAgain();
            assertThat(rig.node().nextVisit().hello().getAgentLife()).isEqualTo(1);
        }
    }

    @Test
    void goesToAnotherNodeWhenItsOwnSendsItAway(@TempDir Path directory) throws Exception {
        FakeNode other = FakeNode.start("other-" + System.nanoTime());
        try (AgentRig rig = new AgentRig(directory)) {
            other.stop();
            rig.open(driver, rig.settings(), List.of(rig.node(), other)).connect();
            Visit visit = rig.node().nextVisit();
            other.startAgain();
            visit.end();
            assertThat(other.nextVisit().hello().getHost()).isEqualTo(AgentRig.HOST);
        } finally {
            other.stop();
        }
    }

    @Test
    void anAgentWithoutANodeToGoToIsRefused(@TempDir Path directory) throws Exception {
        try (AgentRig rig = new AgentRig(directory)) {
            assertThatThrownBy(() -> rig.open(driver, rig.settings(), List.of()))
                    .hasMessageContaining("one node at least");
        }
    }

    @Test
    void sessionThatIsNotWelcomedInTimeHasFailed(@TempDir Path directory) throws Exception {
        try (AgentRig rig = new AgentRig(directory)) {
            rig.node().ignoresHellos(1);
            AgentSettings hasty = new AgentSettings(
                    AgentRig.HOST,
                    "1",
                    directory,
                    new BackOff(Duration.ofMillis(5), Duration.ofMillis(50)),
                    Duration.ofMillis(100),
                    Duration.ofHours(24));
            rig.open(driver, hasty).connect();
            rig.node().nextVisit();
            Visit welcomed = rig.node().nextVisit();
            welcomed.ask("web", 1);
            expect(welcomed.nextReport(), 0, ObservedPower.OBSERVED_POWER_GONE);
        }
    }

    @Test
    void secondAgentInTheSameDirectoryIsRefused(@TempDir Path directory) throws Exception {
        try (AgentRig rig = new AgentRig(directory)) {
            Agent first = rig.open(driver);
            assertThatThrownBy(() -> rig.open(new FakeDriver()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("belongs to another process");
            AgentRig.end(first);
            assertThat(rig.open(new FakeDriver()).life()).isEqualTo(2);
        }
    }

    @Test
    void messageThatBreaksARuleIsIgnored(@TempDir Path directory) throws Exception {
        try (AgentRig rig = new AgentRig(directory)) {
            rig.start(driver);
            Visit visit = rig.node().nextVisit();
            visit.assign("web", 0, 5, WANTED_POWER_RUNNING);
            visit.assign("web", 1, 0, WANTED_POWER_RUNNING);
            visit.assign("web", 1, 5, WantedPower.WANTED_POWER_UNSPECIFIED);
            visit.assign("db", 1, 5, WANTED_POWER_RUNNING);
            AssignmentAck ack = visit.nextAck();
            assertThat(ack.getInstanceUid()).isEqualTo("db");
            driver.next("create db epoch 1 for 5");
        }
    }

    @Test
    void journalIsWrittenAnewWhenMostOfItCountsNoLonger(@TempDir Path directory) throws Exception {
        try (AgentRig rig = new AgentRig(directory)) {
            Agent first = rig.start(driver);
            Visit visit = rig.node().nextVisit();
            run(visit, WEB_1, 5);
            for (int i = 0; i < 2_100; i++) {
                visit.dismiss("old-" + i, 1, 1);
                expectGone(visit, 1);
            }
            Path journal = directory.resolve("assignments.jsonl");
            assertThat(Files.readAllLines(journal).size()).isGreaterThan(4_200);
            rig.later(Duration.ofHours(25));
            visit.dismiss("new", 1, 1);
            expectGone(visit, 1);
            AgentRig.end(first);
            assertThat(Files.readAllLines(journal).size()).isLessThan(10);

            rig.start(driver);
            Visit next = rig.node().nextVisit();
            expect(next.hello().getInventory(0), 5, ObservedPower.OBSERVED_POWER_RUNNING);
            next.assign("new", 1, 2, WANTED_POWER_RUNNING);
            next.nextAck();
            assertThat(next.nextReport().getFailure()).contains("never started here again");
        }
    }

    @Test
    void tornLastLineOfTheJournalIsAsIfItWereNotThere(@TempDir Path directory) throws Exception {
        try (AgentRig rig = new AgentRig(directory)) {
            Agent first = rig.start(driver);
            run(rig.node().nextVisit(), WEB_1, 5);
            AgentRig.end(first);
            Path journal = directory.resolve("assignments.jsonl");
            Files.writeString(journal, "{\"line\":\"taken-up\",\"uid\":\"web\",\"epo", StandardOpenOption.APPEND);
            Agent second = rig.start(driver);
            expect(rig.node().nextVisit().hello().getInventory(0), 5, ObservedPower.OBSERVED_POWER_RUNNING);
            AgentRig.end(second);
            assertThat(Files.readAllLines(journal)).noneMatch(line -> line.endsWith("epo"));
        }
    }

    /** Assigns it, lets the driver carry it out, and gives the last report. */
    private Resident run(Visit visit, Incarnation incarnation, long number) throws InterruptedException {
        visit.assign(incarnation.uid().value(), incarnation.epoch().value(), number, WANTED_POWER_RUNNING);
        assertThat(visit.nextAck().getNumber()).isEqualTo(number);
        driver.done(driver.next("create " + incarnation + " for " + number), Sight.STOPPED);
        expect(visit.nextReport(), number, ObservedPower.OBSERVED_POWER_STARTING);
        driver.done(driver.next("start " + incarnation + " for " + number), Sight.RUNNING);
        Resident running = visit.nextReport();
        expect(running, number, ObservedPower.OBSERVED_POWER_RUNNING);
        return running;
    }

    private static void expectGone(Visit visit, long number) throws InterruptedException {
        Resident gone = visit.nextReport();
        expect(gone, number, ObservedPower.OBSERVED_POWER_GONE);
        assertThat(gone.getFailure()).isEmpty();
    }

    private static void expect(Resident resident, long assignment, ObservedPower power) {
        assertThat(resident.getPower()).isEqualTo(power);
        assertThat(resident.getAssignment()).isEqualTo(assignment);
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            if (!latch.await(20, TimeUnit.SECONDS)) {
                throw new IOException("nobody opened the disk");
            }
        } catch (InterruptedException interrupted) {
            throw new IOException(interrupted);
        }
    }

    private static Incarnation incarnation(String uid, long epoch) {
        return new Incarnation(new Uid(uid), new Epoch(epoch));
    }
}
