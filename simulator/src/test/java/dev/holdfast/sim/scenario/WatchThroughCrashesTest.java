package dev.holdfast.sim.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real process, real SIGKILLs, a real disk. Another run of it with {@code -Dholdfast.seed=N}. */
class WatchThroughCrashesTest {
    private static final long SEED = Long.getLong("holdfast.seed", 20_261_125L);

    @TempDir
    Path folder;

    @Test
    void aWatcherThatComesBackFromItsTokensIsToldTheLogOnceInOrder() throws Exception {
        holds(800);
    }

    @Tag("nightly")
    @Test
    void tenThousandChangesThreeCrashesAndManyReconnectsAreToldOnceInOrder() throws Exception {
        holds(10_000);
    }

    private void holds(long changes) throws Exception {
        WatchCampaign.Result result =
                new WatchCampaign(new WatchCampaign.Plan(folder, changes, 3, SEED), System.out::println).run();
        assertThat(result.faults()).as("seed " + SEED).isEmpty();
        assertThat(result.changes()).isGreaterThanOrEqualTo(changes).isGreaterThanOrEqualTo(result.facts());
        assertThat(result.outages()).as("streams that ended under the watcher").isGreaterThanOrEqualTo(3);
        assertThat(result.reconnects()).as("streams that it ended by itself").isGreaterThanOrEqualTo(5);
        System.out.println("seed " + SEED + ": " + result);
    }
}
