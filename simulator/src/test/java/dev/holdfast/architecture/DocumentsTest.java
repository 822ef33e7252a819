package dev.holdfast.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.testing.GeneratedDocs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The documents do not point at what is gone, and the index of decisions is complete. */
class DocumentsTest {
    private static final Pattern LINK = Pattern.compile("]\\(([^)#\\s]+)[^)]*\\)");

    private final Path repository = GeneratedDocs.repository();

    @Test
    void everyLinkLeadsToAFile() throws IOException {
        List<Path> pages = pages();
        assertThat(pages).hasSizeGreaterThan(20);
        List<String> broken = new ArrayList<>();
        for (Path page : pages) {
            broken.addAll(broken(page, Files.readString(page)));
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void aLinkToWhatIsGoneIsSeen() {
        assertThat(broken(repository.resolve("docs/README.md"), "see [this](gone.md) and [that](log.md#shape)"))
                .containsExactly("docs/README.md -> gone.md");
    }

    @Test
    void everyDecisionIsInTheIndexAndItsNumberIsUsedOnce() throws IOException {
        Path folder = repository.resolve("docs/adr");
        String index = Files.readString(folder.resolve("README.md"));
        try (Stream<Path> files = Files.list(folder)) {
            List<String> records = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches("\\d{4}-.*\\.md"))
                    .sorted()
                    .toList();
            assertThat(records).hasSizeGreaterThanOrEqualTo(14);
            assertThat(records).allMatch(name -> index.contains("(" + name + ")"));
            assertThat(records.stream().map(name -> name.substring(0, 4))).doesNotHaveDuplicates();
        }
    }

    private List<String> broken(Path page, String text) {
        return LINK.matcher(text)
                .results()
                .map(MatchResult::group)
                .map(link -> link.substring(2).split("[)#\\s]", 2)[0])
                .filter(link -> !link.startsWith("http"))
                .filter(link -> !Files.exists(page.resolveSibling(link)))
                .map(link -> repository.relativize(page) + " -> " + link)
                .toList();
    }

    private List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>();
        try (Stream<Path> docs = Files.walk(repository.resolve("docs"));
                Stream<Path> root = Files.list(repository)) {
            Stream.concat(docs, root)
                    .filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .forEach(pages::add);
        }
        return pages;
    }
}
