package dev.holdfast.sim.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScriptFileTest {
    @TempDir
    private Path folder;

    @Test
    void whatTheSwarmDrawsIsReadBackAsItWasWritten() throws IOException {
        for (long seed = 1; seed <= 200; seed++) {
            Path file = folder.resolve(seed + ".json");
            ScriptFile.write(file, Swarm.of(seed));
            assertThat(ScriptFile.read(file)).isEqualTo(Swarm.of(seed));
        }
    }

    @Test
    void aFieldThatIsMissingOrUnknownOrOutOfBoundsIsNamed() {
        String good = ScriptFile.text(Swarm.of(1));
        refused(good.replaceFirst("\"nodes\" : \\d+,", ""), "nodes: is missing");
        refused(good.replaceFirst("\"nodes\"", "\"knots\" : 1, \"nodes\""), "knots");
        refused(good.replaceFirst("\"nodes\" : \\d+", "\"nodes\" : 0"), "nodes is from 1 to 100, not 0");
        refused(
                good.replaceFirst("\"staleRouting\" : [0-9.E-]+", "\"staleRouting\" : 7"),
                "staleRouting is from 0 to 1");
        refused(good.replaceFirst("\"kind\" : \"\\w+\"", "\"kind\" : \"Sabotage\""), "Sabotage");
        refused("{", "is not JSON");
    }

    @Test
    void aFaultOfWhatIsNotThereIsRefused() {
        Script small = Swarm.of(1);
        assertThatThrownBy(() -> small.with(java.util.List.of(new Fault.NodeCrash(1, 99, 1))))
                .hasMessageContaining("NodeCrash's node is from 0 to");
        assertThatThrownBy(() -> small.with(java.util.List.of(new Fault.EntityFork(1, "network", 0, 1))))
                .hasMessageContaining("EntityFork.type is instance or host, not network");
        assertThatThrownBy(() -> small.with(java.util.List.of(new Fault.HostDeath(1, 9_999, 1))))
                .hasMessageContaining("HostDeath.host is from 0 to");
    }

    private static void refused(String text, String why) {
        assertThatThrownBy(() -> ScriptFile.parse(text))
                .isInstanceOf(ScriptFile.FormatException.class)
                .hasMessageContaining(why);
    }
}
