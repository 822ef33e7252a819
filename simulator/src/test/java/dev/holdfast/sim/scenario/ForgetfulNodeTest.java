package dev.holdfast.sim.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.node.NodeMain;
import dev.holdfast.sim.invariant.Finding;
import dev.holdfast.sim.scenario.CrashCampaign.Moment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The very campaign of the twenty crashes, on a node that keeps its log in memory: it must be caught. */
class ForgetfulNodeTest {
    @TempDir
    Path folder;

    /** A node that forgets. */
    public static final class Forgetful {
        private Forgetful() {}

        public static void main(String[] args) throws java.io.IOException {
            Path settings = Path.of(Arrays.asList(args).getLast());
            Files.writeString(settings, Files.readString(settings) + "\nholdfast.log.store = memory\n");
            System.exit(NodeMain.run(args, UnaryOperator.identity()));
        }
    }

    @Test
    void aNodeThatForgetsWhatItAcknowledgedIsCaught() throws Exception {
        CrashCampaign.Result result = new CrashCampaign(
                        new CrashCampaign.Plan(
                                Forgetful.class.getName(),
                                folder,
                                10,
                                1,
                                List.of(Moment.SERVING),
                                Duration.ofSeconds(10)),
                        System.out::println)
                .run();
        assertThat(result.findings())
                .filteredOn(finding -> finding.name().equals("lost"))
                .singleElement()
                .satisfies(lost -> assertThat(lost.broken()).isNotEmpty());
        assertThat(result.findings()).filteredOn(Finding::holds).hasSizeLessThan(7);
    }
}
