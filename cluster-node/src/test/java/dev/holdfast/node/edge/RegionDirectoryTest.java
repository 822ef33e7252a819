package dev.holdfast.node.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegionDirectoryTest {
    @TempDir
    private Path folder;

    private RegionSettings said(String text) throws IOException {
        Path file = folder.resolve("regions.conf");
        Files.writeString(file, text);
        return new RegionSettings(Optional.of(file), Duration.ofDays(1), Optional.empty(), true, 1, Duration.ofDays(1));
    }

    @Test
    void aNodeThatCannotBeSpokenToIsRefusedByTheNameOfItsRegion() throws IOException {
        RegionSettings settings = said("east = [\"node_1:7400\"]");
        assertThatThrownBy(() -> RegionDirectory.open(settings, "west"))
                .isInstanceOf(ConfigException.BadValue.class)
                .hasMessageContaining("east")
                .hasMessageContaining("node_1");
    }

    @Test
    void aMistakeInTheFileLeavesWhatItSaidBeforeAndIsForgottenWhenItIsMended() throws IOException {
        try (RegionDirectory directory = RegionDirectory.open(said("east = [\"127.0.0.1:1\"]"), "west")) {
            for (String mistake :
                    new String[] {"north = [\"127.0.0.1:2\"], east = [\"node_1:7400\"]", "east = [", "east = 7"}) {
                said(mistake);
                directory.look();
                assertThat(directory.region("east")).as(mistake).isPresent();
                assertThat(directory.region("north")).as(mistake).isEmpty();
            }
            said("north = [\"127.0.0.1:2\"]");
            directory.look();
            assertThat(directory.region("north")).isPresent();
            assertThat(directory.region("east")).isEmpty();
        }
    }
}
