package dev.holdfast.agent.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.agent.BootTime;
import dev.holdfast.agent.FakeNode;
import dev.holdfast.v1.ObservedPower;
import dev.holdfast.v1.OnSilence;
import dev.holdfast.v1.Resident;
import dev.holdfast.v1.SessionRequest;
import dev.holdfast.v1.WantedPower;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A host's agent as a process of its own, killed, frozen, left dead, and lost with its whole host; the instance itself
 * counts in a file, and nothing but that file says whether two ever ran at once.
 */
@Tag("nightly")
class NeverTwoOnAHostTest {
    private static final Duration LEASE = Duration.ofSeconds(6);
    /** How much later than the lease's end something may still be seen running, on a busy machine. */
    private static final Duration MARGIN = Duration.ofSeconds(2);

    @TempDir
    private Path folder;

    private Optional<ProcessRig> opened = Optional.empty();
    private Optional<FakeNode> served = Optional.empty();
    private Optional<Process> agent = Optional.empty();

    @BeforeEach
    void begin() throws IOException {
        // The rig's own driver is not used: this folder is the agent's.
        opened = Optional.of(new ProcessRig(folder, Optional.of(LEASE), Optional.empty()));
        served = Optional.of(FakeNode.startOnLoopback());
        node().grantsLeases();
    }

    @AfterEach
    void end() throws Exception {
        agent.ifPresent(Process::destroyForcibly);
        rig().close();
        node().stop();
    }

    @Test
    void whateverBecomesOfTheAgentItsHostOrItsLease() throws Exception {
        FakeNode.Visit visit = startAgent();
        runs(visit, 1, 1);

        killAgent();
        rig().awaitBeats(5);
        visit = startAgent();
        assertThat(visit.hello().getInventoryList())
                .singleElement()
                .satisfies(each -> assertThat(each.getPower()).isEqualTo(ObservedPower.OBSERVED_POWER_RUNNING));
        visit.assign("web", 1, 1, WantedPower.WANTED_POWER_RUNNING, this::counter);
        rig().awaitBeats(5);
        assertThat(rig().runsInTurn()).hasSize(1);

        // For longer than two leases, with a session: nothing is killed.
        Run first = rig().run(ProcessRig.WEB);
        BootTime begun = now();
        await().atMost(ProcessRig.PATIENCE)
                .until(() -> begun.plus(LEASE.multipliedBy(2)).isBefore(now()));
        assertThat(first.isFirstAlive()).isTrue();

        signal("STOP");
        Duration late = killedAfterTheLease(first);
        // Not heard before the lease has ended, and so never.
        visit.assign("web", 1, 2, WantedPower.WANTED_POWER_RUNNING, this::counter);
        signal("CONT");
        visit = node().nextVisit();
        assertThat(visit.hello().getInventoryList())
                .allSatisfy(each -> assertThat(each.getAssignment()).isEqualTo(1));
        visit.assign("web", 1, 2, WantedPower.WANTED_POWER_RUNNING, this::counter);
        visit = awaitReport(visit, each -> each.getFailure().contains("epoch 1 is never started here again"));
        assertThat(rig().runsInTurn()).hasSize(1);
        runs(visit, 2, 3);

        Run second = rig().run(ProcessRig.incarnation("web", 2));
        killAgent();
        Duration later = killedAfterTheLease(second);
        visit = startAgent();
        assertThat(visit.hello().getInventoryList())
                .allSatisfy(each -> assertThat(each.getPower()).isEqualTo(ObservedPower.OBSERVED_POWER_STOPPING));
        runs(visit, 3, 4);

        // The host is lost: all that is on it dies at once.
        killAgent();
        Processes.end(
                Named.parse(Files.readString(rig().directory().resolve(WatchdogMain.NAME_FILE)))
                        .orElseThrow()
                        .identity(),
                true);
        Run third = rig().run(ProcessRig.incarnation("web", 3));
        third.kill();
        await().atMost(ProcessRig.PATIENCE).until(third::isOver);
        int counted = rig().beats().size();
        visit = startAgent();
        assertThat(visit.hello().getInventoryList())
                .singleElement()
                .satisfies(each -> assertThat(each.getPower()).isEqualTo(ObservedPower.OBSERVED_POWER_STOPPED));
        assertThat(rig().beats()).hasSize(counted);
        runs(visit, 4, 5);

        assertThat(rig().runsInTurn()).hasSize(4);
        System.out.println("never two: " + rig().beats().size() + " beats of "
                + rig().runsInTurn().size() + " runs, none between another's; last seen " + late.toMillis() + " ms and "
                + later.toMillis() + " ms after the lease's end");
    }

    /** How long after the lease's end it was last seen running: it cannot be renewed any more. */
    private Duration killedAfterTheLease(Run run) throws IOException {
        if (!(Lease.read(rig().directory()) instanceof Lease.Until(BootTime end))) {
            throw new AssertionError("there is no lease");
        }
        assertThat(end.isBefore(now().plus(LEASE))).isTrue();
        await().atMost(ProcessRig.PATIENCE).until(run::isOver);
        Duration late = Duration.ofMillis(rig().beats().getLast().upMillis()).minus(end.up());
        assertThat(late).isBetween(LEASE.dividedBy(4).negated(), MARGIN);
        return late;
    }

    private void runs(FakeNode.Visit visit, long epoch, long number) throws Exception {
        visit.assign("web", epoch, number, WantedPower.WANTED_POWER_RUNNING, this::counter);
        FakeNode.Visit _ = awaitReport(
                visit, each -> each.getEpoch() == epoch && each.getPower() == ObservedPower.OBSERVED_POWER_RUNNING);
        rig().awaitBeats(5);
        assertThat(rig().beats().getLast().epoch()).isEqualTo(epoch);
    }

    private dev.holdfast.v1.Assignment.Builder counter(dev.holdfast.v1.Assignment.Builder assignment) {
        assignment
                .getWorkloadBuilder()
                .setImage("counter")
                .addCommand(rig().count().toString())
                .setOnSilence(OnSilence.ON_SILENCE_STOP);
        return assignment;
    }

    /** Listens to this session, and to the next when it ends. */
    private FakeNode.Visit awaitReport(FakeNode.Visit visit, Predicate<Resident> wanted) throws Exception {
        long until = System.nanoTime() + ProcessRig.PATIENCE.toNanos();
        while (System.nanoTime() - until < 0) {
            SessionRequest heard = visit.next();
            if (heard.hasReport() && wanted.test(heard.getReport().getResident())) {
                return visit;
            }
        }
        throw new AssertionError("it was never reported");
    }

    private FakeNode.Visit startAgent() throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "setsid",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                ProcessAgentMain.class.getName(),
                node().address(),
                "home",
                "box-1",
                LEASE.toString(),
                rig().images().toString(),
                folder.toString()));
        Process started = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("agent.out").toFile()))
                .redirectErrorStream(true)
                .start();
        agent = Optional.of(started);
        return node().nextVisit();
    }

    private void killAgent() throws Exception {
        signal("KILL");
        assertThat(agent.orElseThrow().waitFor(20, TimeUnit.SECONDS)).isTrue();
    }

    /** To the agent's whole process group. */
    private void signal(String name) throws Exception {
        Process kill = new ProcessBuilder(
                        "kill", "-" + name, "--", "-" + agent.orElseThrow().pid())
                .inheritIO()
                .start();
        assertThat(kill.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(kill.exitValue()).isZero();
    }

    private static BootTime now() throws IOException {
        return BootClock.open().read();
    }

    private ProcessRig rig() {
        return opened.orElseThrow();
    }

    private FakeNode node() {
        return served.orElseThrow();
    }
}
