package dev.holdfast.agent.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.agent.BootTime;
import dev.holdfast.agent.Fence;
import dev.holdfast.agent.Outcome;
import dev.holdfast.core.host.Fencing;
import dev.holdfast.core.host.Resident.Sight;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a watchdog in a process of its own, and real processes. */
class FencingLeaseTest {
    private static final Duration LEASE = Duration.ofSeconds(1);
    /** How much later than the lease's end something may still be seen running, on a busy machine. */
    private static final Duration MARGIN = Duration.ofMillis(1_500);

    @TempDir
    private Path folder;

    private Optional<ProcessRig> opened = Optional.empty();

    @BeforeEach
    void begin() throws IOException {
        opened = Optional.of(new ProcessRig(folder, Optional.of(LEASE), Optional.empty()));
    }

    @AfterEach
    void end() throws Exception {
        rig().close();
    }

    @Test
    void whatRunsGoesOnWhileItIsRenewedAndIsDeadSoonAfterTheLastRenewal() throws Exception {
        ProcessDriver driver = rig().open();
        assertThat(driver.fencing()).isEqualTo(Fencing.WATCHDOG);
        Fence fence = driver.fence().orElseThrow();
        ProcessRig.done(driver.create(ProcessRig.WEB, ProcessRig.NAME, 1, rig().counter()));
        // Before the first grant, and under an older one than the last, nothing begins that is under the lease.
        assertThat(fence.holds()).isFalse();
        assertThat(ProcessRig.failure(driver.start(ProcessRig.WEB, 1, rig().counter())))
                .contains("the host's lease is over");
        BootTime begun = renew(fence);
        assertThat(fence.spell()).isEqualTo(1);
        CompletionStage<Outcome> starting = driver.start(ProcessRig.WEB, 1, rig().counter());
        await().atMost(ProcessRig.PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> isEndedAfterRenewing(fence, starting));
        ProcessRig.done(starting);
        // As an agent with a session does it, for longer than two leases.
        await().atMost(ProcessRig.PATIENCE).pollInterval(Duration.ofMillis(100)).until(() -> {
            BootTime now = renew(fence);
            return begun.plus(LEASE.multipliedBy(2)).isBefore(now);
        });
        BootTime last = renew(fence);
        Run run = rig().run(ProcessRig.WEB);
        assertThat(run.isFirstAlive()).isTrue();

        // The agent dies; nobody renews.
        rig().end();
        await().atMost(ProcessRig.PATIENCE).until(run::isOver);
        Duration counted = Duration.ofMillis(rig().beats().getLast().upMillis());
        assertThat(counted).isBetween(last.up(), last.plus(LEASE).plus(MARGIN).up());

        ProcessDriver again = rig().open();
        ProcessRig.awaitSight(again, ProcessRig.WEB, Sight.STOPPED);
        renew(again.fence().orElseThrow());
        assertThat(ProcessRig.failure(again.start(ProcessRig.WEB, 2, rig().counter())))
                .contains("never started again under epoch 1");
        assertThat(rig().runsInTurn()).hasSize(1);
    }

    @Test
    void aLeaseThatNobodyCanHaveGrantedIsNone() throws Exception {
        Files.createDirectories(rig().directory());
        BootTime now = BootClock.open().read();
        new Lease.Until(now.plus(Duration.ofDays(1))).write(rig().directory());
        assertThat(rig().open().fence().orElseThrow().holds()).isFalse();
        assertThat(Lease.read(rig().directory()).holds(BootClock.open().read())).isFalse();
    }

    @Test
    @Tag("nightly")
    void aWatchdogThatIsGoneIsReplacedAndItsAbsenceIsTold() throws Exception {
        ProcessDriver driver = rig().open();
        Named first = named();
        Processes.end(first.identity(), true);
        await().atMost(ProcessRig.PATIENCE)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> driver.fencing() == Fencing.NONE);
        await().atMost(ProcessRig.PATIENCE).until(() -> driver.fencing() == Fencing.WATCHDOG);
        assertThat(named()).isNotEqualTo(first);
    }

    private Named named() throws IOException {
        return Named.parse(Files.readString(rig().directory().resolve(WatchdogMain.NAME_FILE)))
                .orElseThrow();
    }

    private static boolean isEndedAfterRenewing(Fence fence, CompletionStage<Outcome> order) throws Exception {
        var _ = renew(fence);
        return order.toCompletableFuture().isDone();
    }

    private static BootTime renew(Fence fence) throws Exception {
        BootTime asked = fence.now();
        ProcessRig.get(fence.renew(asked));
        return asked;
    }

    private ProcessRig rig() {
        return opened.orElseThrow();
    }
}
