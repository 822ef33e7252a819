package dev.holdfast.agent.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.holdfast.agent.Incarnation;
import dev.holdfast.agent.Outcome;
import dev.holdfast.agent.process.Processes.Identity;
import dev.holdfast.core.host.Fencing;
import dev.holdfast.core.host.Resident.Sight;
import dev.holdfast.core.host.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With real processes, in control groups where this user may make some, and without a lease. */
class ProcessDriverTest {
    private static final Incarnation WEB = ProcessRig.WEB;
    private static final Incarnation NEXT = ProcessRig.incarnation("web", 2);

    @TempDir
    private Path folder;

    private Optional<ProcessRig> opened = Optional.empty();
    private Optional<Process> bystander = Optional.empty();

    @BeforeEach
    void begin() throws IOException {
        Optional<Path> group = ProcessDriver.usualControlGroup("test-" + UUID.randomUUID());
        opened = Optional.of(new ProcessRig(folder, Optional.empty(), group));
    }

    @AfterEach
    void end() throws Exception {
        bystander.ifPresent(Process::destroyForcibly);
        rig().close();
    }

    @Test
    void whatRunsIsFoundAgainAndNeverStartedTwice() throws Exception {
        rig().run(rig().open(), WEB, rig().counter());
        rig().awaitBeats(3);
        rig().end();
        rig().awaitBeats(3);
        ProcessDriver again = rig().open();
        assertThat(ProcessRig.sight(again, WEB)).contains(Sight.RUNNING);
        ProcessRig.done(again.start(WEB, 1, rig().counter()));
        rig().awaitBeats(5);
        assertThat(rig().runsInTurn()).hasSize(1);
        assertThat(again.fencing()).isEqualTo(Fencing.NONE);
    }

    @Test
    void aLaunchThatHadNotBegunWhenTheAgentDiedNeverBegins() throws Exception {
        ProcessRig.done(rig().open().create(WEB, ProcessRig.NAME, 1, rig().counter()));
        rig().end();
        Ticket late = issue(WEB);
        ProcessDriver again = rig().open();
        assertThat(ProcessRig.sight(again, WEB)).contains(Sight.STOPPED);
        ProcessRig.done(again.start(WEB, 1, rig().counter()));
        Process launch = launch(WEB, late);
        assertThat(launch.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(Launcher.ended(launch.exitValue())).isEqualTo("the start was taken back");
        rig().awaitBeats(3);
        assertThat(rig().runsInTurn()).hasSize(1).doesNotContain(late.id());
    }

    @Test
    void aLaunchThatBeganAfterTheAgentHadDiedIsFound() throws Exception {
        ProcessRig.done(rig().open().create(WEB, ProcessRig.NAME, 1, rig().counter()));
        rig().end();
        Ticket late = issue(WEB);
        Process _ = launch(WEB, late);
        rig().awaitBeats(2);
        ProcessDriver again = rig().open();
        assertThat(ProcessRig.sight(again, WEB)).contains(Sight.RUNNING);
        ProcessRig.done(again.start(WEB, 1, rig().counter()));
        rig().awaitBeats(2);
        assertThat(rig().runsInTurn()).containsExactly(late.id());
    }

    @Test
    void whatTheFirstProcessLeavesBehindEndsWithIt() throws Exception {
        rig().image("parent", "#!/bin/sh\nsetsid sleep 600 &\necho $! >../child\nexec sleep 600\n");
        ProcessDriver driver = rig().open();
        rig().run(driver, WEB, ProcessRig.workload("parent"));
        Path named = rig().folder(WEB).path().resolve("child");
        await().atMost(ProcessRig.PATIENCE).until(() -> Files.exists(named) && Files.size(named) > 0);
        long child = Long.parseLong(Files.readString(named).strip());
        await().atMost(ProcessRig.PATIENCE).until(() -> isSessionOfItsOwn(child));
        Processes.end(rig().run(WEB).first(), true);
        ProcessRig.awaitSight(driver, WEB, Sight.STOPPED);
        assertThat(Processes.look(child).filter(Processes.Seen::alive)).isEmpty();
    }

    @Test
    void aProcessThatOnlyHasThePidIsLeftAlone() throws Exception {
        Identity other = bystander();
        ProcessRig.done(rig().open().create(WEB, ProcessRig.NAME, 1, rig().counter()));
        rig().end();
        claim(issue(WEB), new Identity(other.pid(), other.start() - 1));
        ProcessDriver again = rig().open();
        ProcessRig.awaitSight(again, WEB, Sight.STOPPED);
        ProcessRig.done(again.remove(WEB, 2));
        assertThat(Processes.isAlive(other)).isTrue();
    }

    @Test
    void nothingOutlivesABoot() throws Exception {
        Identity other = bystander();
        ProcessRig.done(rig().open().create(WEB, ProcessRig.NAME, 1, rig().counter()));
        rig().end();
        Ticket before = new Ticket(UUID.randomUUID().toString(), "another-boot", Optional.empty());
        rig().folder(WEB).issue(before);
        claim(before, other);
        ProcessDriver again = rig().open();
        assertThat(ProcessRig.sight(again, WEB)).contains(Sight.STOPPED);
        ProcessRig.done(again.start(WEB, 2, rig().counter()));
        assertThat(Processes.isAlive(other)).isTrue();
    }

    @Test
    void runsOnlyWhatTheFolderOfImagesHolds() throws Exception {
        ProcessDriver driver = rig().open();
        for (String image : List.of("/bin/sh", "../../../../../../bin/sh", ".", "..", "", "sh")) {
            assertThat(ProcessRig.failure(driver.create(WEB, ProcessRig.NAME, 1, ProcessRig.workload(image))))
                    .contains("image");
        }
        Path open = rig().image("open", "#!/bin/sh\n");
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThat(ProcessRig.failure(driver.create(WEB, ProcessRig.NAME, 1, ProcessRig.workload("open"))))
                .isEqualTo("anybody may write to the image 'open' of this host");
        rig().end();
        Files.setPosixFilePermissions(rig().images(), PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThatThrownBy(rig()::open)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("anybody may write to the folder of images");
    }

    @Test
    void handsOverUserDataMetadataAndNothingOfTheAgent() throws Exception {
        rig().image(
                        "teller",
                        "#!/bin/sh\nenv >env.new\ncat \"$HOLDFAST_USER_DATA\" >>env.new\nmv env.new env\nexec sleep 600\n");
        ProcessDriver driver = rig().open();
        Workload first = ProcessRig.with(
                ProcessRig.workload("teller"), "hello from user data", new TreeMap<>(Map.of("app/colour-1", "blue")));
        rig().run(driver, WEB, first);
        Path told = rig().folder(WEB).work().resolve("env");
        await().atMost(ProcessRig.PATIENCE).until(() -> Files.exists(told));
        assertThat(Files.readString(told))
                .contains("HOLDFAST_METADATA_APP_COLOUR_1=blue\n")
                .contains("HOLDFAST_INSTANCE=" + ProcessRig.NAME + "\n")
                .contains("HOLDFAST_INSTANCE_UID=web\n", "HOLDFAST_EPOCH=1\n", "HOLDFAST_CORES=1\n")
                .contains("hello from user data")
                .doesNotContain("JAVA_HOME");
        ProcessRig.done(driver.stop(WEB, 2, Duration.ZERO));
        Files.delete(told);
        ProcessRig.done(driver.start(WEB, 3, ProcessRig.with(first, "", new TreeMap<>(Map.of("app/colour-1", "red")))));
        await().atMost(ProcessRig.PATIENCE).until(() -> Files.exists(told));
        assertThat(Files.readString(told)).contains("HOLDFAST_METADATA_APP_COLOUR_1=red\n");
        assertThat(ProcessRig.failure(driver.create(
                        NEXT,
                        ProcessRig.NAME,
                        1,
                        ProcessRig.with(first, "", new TreeMap<>(Map.of("a.b", "1", "a-b", "2"))))))
                .contains("rename one");
    }

    @Test
    void twoEpochsOfAnInstanceNeverRunAtOnceHere() throws Exception {
        ProcessDriver driver = rig().open();
        rig().run(driver, WEB, rig().counter());
        ProcessRig.done(driver.create(NEXT, ProcessRig.NAME, 2, rig().counter()));
        assertThat(ProcessRig.failure(driver.start(NEXT, 2, rig().counter())))
                .isEqualTo("epoch 1 of it is RUNNING here");
        ProcessRig.done(driver.remove(WEB, 3));
        ProcessRig.done(driver.start(NEXT, 2, rig().counter()));
        rig().awaitBeats(3);
        assertThat(rig().runsInTurn()).hasSizeBetween(1, 2);
        assertThat(rig().beats().getLast().epoch()).isEqualTo(2);
    }

    @Test
    void aStopLetsItFinishFirst() throws Exception {
        rig().image(
                        "finisher",
                        "#!/bin/sh\ntrap 'echo done >finished; exit 0' TERM\n: >ready\nwhile :; do sleep 0.02; done\n");
        ProcessDriver driver = rig().open();
        rig().run(driver, WEB, ProcessRig.workload("finisher"));
        Path work = rig().folder(WEB).work();
        await().atMost(ProcessRig.PATIENCE).until(() -> Files.exists(work.resolve("ready")));
        ProcessRig.done(driver.stop(WEB, 2, Duration.ofHours(1)));
        assertThat(work.resolve("finished")).exists();
    }

    @Test
    void whatCannotBeRunSaysWhy() throws Exception {
        ProcessDriver driver = rig().open();
        ProcessRig.done(driver.create(WEB, ProcessRig.NAME, 1, ProcessRig.workload("unstartable")));
        CompletionStage<Outcome> start = driver.start(WEB, 1, ProcessRig.workload("unstartable"));
        assertThat(ProcessRig.failure(start)).startsWith("the program could not be run, exit code 12");
        assertThat(ProcessRig.sight(driver, WEB)).contains(Sight.STOPPED);
    }

    @Test
    void twoAgentsDoNotShareAHost() throws Exception {
        rig().open();
        assertThatThrownBy(() -> ProcessDriver.open(
                        new ProcessSettings(rig().directory(), rig().images(), Optional.empty(), Optional.empty())))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("belongs to another process");
    }

    private ProcessRig rig() {
        return opened.orElseThrow();
    }

    /** A process of the test that is none of the driver's. */
    private Identity bystander() throws IOException {
        Process process = new ProcessBuilder("sleep", "600").start();
        bystander = Optional.of(process);
        return Processes.look(process.pid()).orElseThrow().identity();
    }

    private static boolean isSessionOfItsOwn(long pid) {
        return Processes.look(pid).filter(seen -> seen.session() == pid).isPresent();
    }

    private Ticket issue(Incarnation incarnation) throws IOException {
        Ticket ticket =
                new Ticket(UUID.randomUUID().toString(), BootClock.open().boot(), Optional.empty());
        rig().folder(incarnation).issue(ticket);
        return ticket;
    }

    private Process launch(Incarnation incarnation, Ticket ticket) throws IOException {
        GuestFolder of = rig().folder(incarnation);
        return new Launcher(Optional.empty())
                .launch(of, GuestSpec.read(of), ticket, rig().images().resolve("counter"));
    }

    private void claim(Ticket ticket, Identity identity) throws IOException {
        Files.writeString(
                rig().folder(WEB).path().resolve("run." + ticket.id()), identity.pid() + " " + identity.start() + "\n");
    }
}
