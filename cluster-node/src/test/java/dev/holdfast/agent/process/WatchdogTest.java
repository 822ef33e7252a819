package dev.holdfast.agent.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.agent.BootTime;
import dev.holdfast.agent.process.Processes.Identity;
import dev.holdfast.core.host.Resident.Sight;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What it kills and what it leaves alone, with real processes and a clock of the test's own. */
class WatchdogTest {
    private static final Duration LEASE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private final List<String> said = new ArrayList<>();
    private Optional<ProcessRig> opened = Optional.empty();

    @BeforeEach
    void begin() throws IOException {
        // Without a lease of the driver's own, so that no other watchdog is here.
        opened = Optional.of(new ProcessRig(folder, Optional.empty(), Optional.empty()));
    }

    @AfterEach
    void end() throws Exception {
        rig().close();
    }

    @Test
    void killsNothingWhileTheLeaseHoldsAndAllWhenItHasEnded() throws Exception {
        rig().run(rig().open(), ProcessRig.WEB, rig().counter());
        rig().awaitBeats(1);
        rig().end();
        Run run = rig().run(ProcessRig.WEB);
        BootTime now = leaseFrom(BootClock.open().read());
        Watchdog watchdog = watchdog();

        assertThat(watchdog.look(now.plus(LEASE.minusMillis(10)))).isTrue();
        assertThat(run.isFirstAlive()).isTrue();
        assertThat(rig().folder(ProcessRig.WEB).isFenced()).isFalse();

        assertThat(watchdog.look(now.plus(LEASE))).isTrue();
        awaitOver(run);
        assertThat(rig().folder(ProcessRig.WEB).isFenced()).isTrue();
        assertThat(said).singleElement().asString().startsWith("killed web.1, first process ");
    }

    @Test
    void leavesAloneWhatIsToBeKeptOnSilence() throws Exception {
        rig().run(rig().open(), ProcessRig.WEB, ProcessRig.workload("lasting"));
        rig().end();
        Run run = rig().run(ProcessRig.WEB);
        BootTime now = leaseFrom(BootClock.open().read());
        watchdog().look(now.plus(LEASE));
        assertThat(said).isEmpty();
        assertThat(run.isFirstAlive()).isTrue();
        assertThat(rig().folder(ProcessRig.WEB).isFenced()).isFalse();
    }

    @Test
    void whatItHasKilledIsStoppedAndNeverStartedAgainUnderItsEpoch() throws Exception {
        rig().run(rig().open(), ProcessRig.WEB, rig().counter());
        rig().end();
        Run run = rig().run(ProcessRig.WEB);
        BootTime now = leaseFrom(BootClock.open().read());
        watchdog().look(now.plus(LEASE));
        awaitOver(run);

        ProcessDriver again = rig().open();
        ProcessRig.awaitSight(again, ProcessRig.WEB, Sight.STOPPED);
        assertThat(ProcessRig.failure(again.start(ProcessRig.WEB, 2, rig().counter())))
                .contains("never started again under epoch 1");
        rig().run(again, ProcessRig.incarnation("web", 2), rig().counter());
    }

    @Test
    void aLaunchThatHasNotBegunWhenTheLeaseEndsNeverBegins() throws Exception {
        ProcessRig.done(rig().open().create(ProcessRig.WEB, ProcessRig.NAME, 1, rig().counter()));
        rig().end();
        GuestFolder of = rig().folder(ProcessRig.WEB);
        Ticket ticket = ticket();
        of.issue(ticket);
        BootTime now = leaseFrom(BootClock.open().read());
        watchdog().look(now.plus(LEASE));

        Process launch = new Launcher(Optional.empty())
                .launch(of, GuestSpec.read(of), ticket, rig().images().resolve("counter"));
        assertThat(launch.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(launch.exitValue()).isEqualTo(73);
        assertThat(rig().beats()).isEmpty();
        // It never ran, so that it may be started when the lease holds again.
        assertThat(of.isFenced()).isFalse();
    }

    @Test
    void aLaunchLooksAtTheLeaseItself() throws Exception {
        ProcessRig.done(rig().open().create(ProcessRig.WEB, ProcessRig.NAME, 1, rig().counter()));
        rig().end();
        BootTime now = BootClock.open().read();
        leaseFrom(now.plus(LEASE.negated()));
        assertThat(launchUnderLease()).isEqualTo(75);
        new Lease.Until(new BootTime("another-boot", now.up().plus(LEASE))).write(rig().directory());
        assertThat(launchUnderLease()).isEqualTo(75);
        assertThat(rig().beats()).isEmpty();
    }

    @Test
    void aLeaseOfAnotherBootIsNone() throws Exception {
        rig().run(rig().open(), ProcessRig.WEB, rig().counter());
        rig().end();
        Run run = rig().run(ProcessRig.WEB);
        BootTime now = BootClock.open().read();
        new Lease.Until(new BootTime("another-boot", now.up().plus(LEASE))).write(rig().directory());
        watchdog().look(now);
        awaitOver(run);
    }

    @Test
    void aLeaseThatCannotBeReadIsTheOneThatWasReadLast() throws Exception {
        rig().run(rig().open(), ProcessRig.WEB, rig().counter());
        rig().end();
        Run run = rig().run(ProcessRig.WEB);
        BootTime now = leaseFrom(BootClock.open().read());
        Watchdog watchdog = watchdog();
        watchdog.look(now);
        Files.writeString(rig().directory().resolve(Lease.FILE), "half a le");
        watchdog.look(now.plus(LEASE.minusMillis(10)));
        assertThat(run.isFirstAlive()).isTrue();
        watchdog.look(now.plus(LEASE));
        awaitOver(run);
    }

    @Test
    void aProcessThatOnlyHasThePidIsLeftAlone() throws Exception {
        ProcessRig.done(rig().open().create(ProcessRig.WEB, ProcessRig.NAME, 1, rig().counter()));
        rig().end();
        Process bystander = new ProcessBuilder("sleep", "600").start();
        try {
            Identity other = Processes.look(bystander.pid()).orElseThrow().identity();
            Ticket ticket = ticket();
            rig().folder(ProcessRig.WEB).issue(ticket);
            Files.writeString(
                    rig().folder(ProcessRig.WEB).path().resolve("run." + ticket.id()),
                    other.pid() + " " + (other.start() - 1) + "\n");
            BootTime now = leaseFrom(BootClock.open().read());
            watchdog().look(now.plus(LEASE));
            assertThat(Processes.isAlive(other)).isTrue();
            assertThat(rig().folder(ProcessRig.WEB).isFenced()).isFalse();
        } finally {
            bystander.destroyForcibly();
        }
    }

    @Test
    void isNotNeededWithoutALeaseOrAFolder() throws Exception {
        rig().open();
        BootTime now = BootClock.open().read();
        assertThat(watchdog().look(now)).isFalse();
        assertThat(new Watchdog(folder.resolve("gone"), said::add).look(now)).isFalse();
    }

    private ProcessRig rig() {
        return opened.orElseThrow();
    }

    private Watchdog watchdog() {
        return new Watchdog(rig().directory(), said::add);
    }

    private BootTime leaseFrom(BootTime now) throws IOException {
        new Lease.Until(now.plus(LEASE)).write(rig().directory());
        return now;
    }

    private static Ticket ticket() throws IOException {
        return new Ticket(UUID.randomUUID().toString(), BootClock.open().boot(), Optional.empty());
    }

    private int launchUnderLease() throws Exception {
        GuestFolder of = rig().folder(ProcessRig.WEB);
        Ticket ticket = ticket();
        of.issue(ticket);
        Process launch = new Launcher(Optional.of(rig().directory().resolve(Lease.FILE)))
                .launch(of, GuestSpec.read(of), ticket, rig().images().resolve("counter"));
        assertThat(launch.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return launch.exitValue();
    }

    private static void awaitOver(Run run) {
        Awaitility.await().atMost(ProcessRig.PATIENCE).until(run::isOver);
    }
}
