package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {
    @TempDir
    private Path folder;

    @Test
    void aFreshFolderGoesWithAllThatIsInIt() throws IOException {
        RunFolder fresh = RunFolder.of("demo", Optional.empty());
        Files.createDirectories(fresh.path().resolve("a/b"));
        Files.writeString(fresh.path().resolve("a/b/c"), "c");

        fresh.discard();

        assertThat(fresh.path()).doesNotExist();
    }

    @Test
    void aNamedFolderIsMadeAndStays() throws IOException {
        RunFolder named = RunFolder.of("demo", Optional.of(folder.resolve("new")));

        named.discard();

        assertThat(named.path()).isEmptyDirectory();
        assertThat(named.named()).isTrue();
    }

    @Test
    void aNamedFolderWithSomethingInItIsRefusedAndLeftAlone() throws IOException {
        Path precious = Files.writeString(folder.resolve("precious"), "p");

        assertThatThrownBy(() -> RunFolder.of("demo", Optional.of(folder)))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("--data " + folder + " must be empty: the demo starts from nothing");
        assertThat(precious).hasContent("p");
    }
}
