package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code holdfast agent} refuses before it begins. */
class AgentCommandTest {
    @TempDir
    private Path folder;

    @Test
    void aDriverMustBeNamedAndKnown() {
        assertThat(refused()).contains("--driver");
        assertThat(refused("--driver", "magic")).contains("process", "simulated");
    }

    @Test
    void optionsOfAnotherDriverAreRefused() {
        assertThat(refused("--driver", "process", "--hosts", "3"))
                .contains("--hosts means nothing with --driver process");
        assertThat(refused("--driver", "simulated", "--cgroup", "none"))
                .contains("--cgroup means nothing with --driver simulated");
    }

    @Test
    void aHostThatRunsProcessesNeedsANameImagesAndMemory() {
        assertThat(refused("--driver", "process")).contains("--host must match");
        assertThat(refused("--driver", "process", "--host", "box-1")).contains("--images is needed");
        assertThat(refused("--driver", "process", "--host", "box-1", "--images", "images"))
                .contains("--memory is needed");
    }

    @Test
    void theMeansOfFencingAreAWatchdogOrNone() {
        assertThat(refused("--driver", "process", "--fencing", "prayer"))
                .contains("--fencing")
                .contains("watchdog, none");
    }

    @Test
    void aFolderOfImagesThatIsNotThereIsSaid() {
        CommandRun.Seen seen = run(
                "--driver",
                "process",
                "--host",
                "box-1",
                "--images",
                folder.resolve("images").toString(),
                "--memory",
                "1GiB",
                "--cgroup",
                "none");
        assertThat(seen.exit()).isEqualTo(ExitCode.FAILED.number());
        assertThat(seen.errLines()).singleElement().asString().contains("make it and put executables into it");
    }

    private String refused(String... arguments) {
        CommandRun.Seen seen = run(arguments);
        assertThat(seen.exit()).isEqualTo(ExitCode.USAGE.number());
        return seen.err();
    }

    private CommandRun.Seen run(String... arguments) {
        List<String> all = new ArrayList<>(List.of("agent"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--connect", "127.0.0.1:1", "--data", folder.toString()));
        return new CommandRun().run(all.toArray(String[]::new));
    }
}
