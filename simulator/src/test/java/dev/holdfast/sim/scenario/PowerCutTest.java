package dev.holdfast.sim.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.agent.simulated.SimulatedHosts;
import dev.holdfast.agent.simulated.SimulatedSettings;
import dev.holdfast.sim.cluster.LocalRegion;
import dev.holdfast.sim.cluster.NodeProcess;
import dev.holdfast.sim.history.Call;
import dev.holdfast.sim.invariant.AcknowledgedSurvives;
import dev.holdfast.sim.invariant.EventsContiguous;
import dev.holdfast.sim.invariant.Evidence;
import dev.holdfast.sim.invariant.Finding;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The power fails: of all that the node has written, only what it has synced is left. The node is stopped in the middle
 * of its work, the disk is copied as it is, and another node must find on the copy whatever was acknowledged before.
 */
@Tag("nightly")
class PowerCutTest {
    private static final int ACKNOWLEDGED_AT_LEAST = 400;
    private static final int HOSTS = 20;

    @TempDir
    Path folder;

    /** What the second node found of the calls that were acknowledged before the cut. */
    private record Found(int acknowledged, long lost, List<String> broken) {}

    @Test
    void acknowledgedCommandsSurviveAPowerCut() throws Exception {
        Found found = cut("on");
        System.out.println("sync on: " + found.lost() + " lost of " + found.acknowledged() + " acknowledged");
        assertThat(found.acknowledged()).isGreaterThanOrEqualTo(ACKNOWLEDGED_AT_LEAST);
        assertThat(found.broken()).isEmpty();
        assertThat(found.lost()).isZero();
    }

    @Test
    void withoutSyncTheSameTestFindsLosses() throws Exception {
        Found found = cut("off");
        System.out.println("sync off: " + found.lost() + " lost of " + found.acknowledged() + " acknowledged");
        assertThat(found.lost()).isPositive();
    }

    private Found cut(String sync) throws IOException, InterruptedException {
        LoopDisk.requireMachine();
        Path copy = folder.resolve("copy.img");
        List<Call> acknowledged;
        try (LoopDisk disk = LoopDisk.make(folder.resolve("disk.img"), folder.resolve("disk"));
                LocalRegion region = LocalRegion.start(plan("before", disk, sync))) {
            region.awaitHosts();
            RequestMix mix = new RequestMix(region.client(), region.timer(), 200, 1);
            mix.start();
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> acknowledged(region).size() >= ACKNOWLEDGED_AT_LEAST);
            String pid = Long.toString(region.node().pid());
            LoopDisk.run("kill", "-STOP", pid);
            try {
                acknowledged = acknowledged(region);
                disk.copyTo(copy);
            } finally {
                LoopDisk.run("kill", "-CONT", pid);
            }
            int before = acknowledged.size();
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> acknowledged(region).size() > before + 50);
            mix.stop().orTimeout(120, TimeUnit.SECONDS).join();
        }
        return find(copy, acknowledged, sync);
    }

    private Found find(Path copy, List<Call> acknowledged, String sync) throws IOException, InterruptedException {
        try (LoopDisk disk = LoopDisk.mount(copy, folder.resolve("after-the-cut"));
                LocalRegion region = LocalRegion.start(plan("after", disk, sync))) {
            Evidence evidence = new Witness(region, acknowledged).ask();
            Finding lost = new AcknowledgedSurvives().judge(evidence);
            lost.broken().stream().limit(3).forEach(System.out::println);
            return new Found(
                    acknowledged.size(),
                    lost.broken().size(),
                    new EventsContiguous().judge(evidence).broken());
        } catch (IllegalStateException nothingLeft) {
            if (sync.equals("on")) {
                throw nothingLeft;
            }
            return new Found(acknowledged.size(), acknowledged.size(), List.of(nothingLeft.toString()));
        }
    }

    private LocalRegion.Plan plan(String name, LoopDisk disk, String sync) {
        return new LocalRegion.Plan(
                new NodeProcess.Launch(
                        "dev.holdfast.node.NodeMain",
                        folder.resolve(name),
                        0,
                        List.of(
                                "holdfast.log.rocksdb.directory = \""
                                        + disk.folder().resolve("log") + "\"",
                                "holdfast.log.rocksdb.sync = " + sync),
                        768),
                SimulatedHosts.like(name.equals("before") ? HOSTS : 0),
                SimulatedSettings.of(1).withTimeScale(0.3),
                line -> System.out.println("the node says: " + line));
    }

    private static List<Call> acknowledged(LocalRegion region) {
        return region.history().calls().stream().filter(Call::acknowledged).toList();
    }
}
