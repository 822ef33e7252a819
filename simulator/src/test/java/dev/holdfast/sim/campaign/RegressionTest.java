package dev.holdfast.sim.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.sim.fault.ScriptFile;
import dev.holdfast.sim.world.Seams;
import dev.holdfast.sim.world.SimRun;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Scripts that once showed a mistake, each shrunk and kept, with the mistake's name for its own. */
class RegressionTest {
    private static List<Path> scripts() throws IOException, URISyntaxException {
        Path folder = Path.of(Objects.requireNonNull(RegressionTest.class.getResource("/scenario/regression"))
                .toURI());
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void whatOnceWentWrongDoesNotAnyMore(Path script) throws IOException {
        assertThat(SimRun.of(ScriptFile.read(script), new Seams(), false).violations())
                .isEmpty();
    }
}
