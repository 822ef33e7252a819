package dev.holdfast.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeCacheTest {
    private final List<String> said = new ArrayList<>();

    @Test
    void ofAClassPathWithAFolderThereIsNoneAndNothingIsTried(@TempDir Path folder) throws Exception {
        NodeCache cache = new NodeCache(folder.resolve("classes") + File.pathSeparator + folder.resolve("a.jar"));
        cache.make(said::add);
        assertThat(cache.file()).isEmpty();
        assertThat(said).isEmpty();
    }

    @Test
    void oneThatIsThereBesideTheFirstJarIsTakenAndNotMadeAgain(@TempDir Path folder) throws Exception {
        NodeCache cache = new NodeCache(folder.resolve("a.jar") + File.pathSeparator + folder.resolve("lib/b.jar"));
        assertThat(cache.file()).isEmpty();
        Path there = Files.writeString(folder.resolve("node.aot"), "made");
        cache.make(said::add);
        assertThat(cache.file()).contains(there);
        assertThat(said).isEmpty();
        assertThat(there).hasContent("made");
    }

    @Test
    void oneThatCannotBeMadeIsSaidOnceAndNodesStartWithout(@TempDir Path folder)
            throws IOException, InterruptedException {
        NodeCache cache = new NodeCache(folder.resolve("no-node-in-it.jar").toString());
        cache.make(said::add);
        assertThat(cache.file()).isEmpty();
        assertThat(said).hasSize(2);
        assertThat(said.getFirst()).startsWith("letting a node rehearse");
        assertThat(said.getLast()).contains("came to nothing").endsWith("nodes start all the same");
        assertThat(folder).isEmptyDirectory();
    }
}
