package dev.holdfast.agent.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.core.shared.Quantities;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlGroupsTest {
    private static final Quantities SIZE = new Quantities(2, 512, 10, 0);

    @TempDir
    private Path folder;

    @Test
    void limitsWhatTheKernelOffersToLimit() throws IOException {
        Path group = folder.resolve("all");
        new ControlGroups(folder, List.of("cpu", "memory")).make(group, SIZE);
        assertThat(group.resolve("memory.max")).hasContent("536870912");
        assertThat(group.resolve("cpu.max")).hasContent("200000 100000");

        Path cpuOnly = folder.resolve("cpu-only");
        new ControlGroups(folder, List.of("cpu")).make(cpuOnly, SIZE);
        assertThat(cpuOnly.resolve("cpu.max")).exists();
        assertThat(cpuOnly.resolve("memory.max")).doesNotExist();
    }

    @Test
    void aFolderThatIsNoControlGroupIsRefused() {
        assertThatThrownBy(() -> ControlGroups.open(folder.resolve("plain")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is no control group");
    }

    @Test
    void aGroupInWhichSomethingIsStays() throws IOException {
        Path used = folder.resolve("used");
        Path inner = Files.createDirectories(used.resolve("inner"));
        ControlGroups.remove(used);
        assertThat(inner).exists();
        ControlGroups.remove(inner);
        ControlGroups.remove(used);
        assertThat(used).doesNotExist();
    }
}
