package dev.holdfast.core.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Pages under {@code docs/generated} are printed from the code and compared by tests, so they cannot lie. Run the test
 * with {@code -Dholdfast.docs=write} to write the page anew.
 */
public final class GeneratedDocs {
    private GeneratedDocs() {}

    /** The page as it is in the repository, after writing it if that was asked for. */
    public static String committed(String page, String printed) {
        Path path = repository().resolve("docs/generated").resolve(page);
        try {
            if (System.getProperty("holdfast.docs", "").equals("write")) {
                Files.createDirectories(path.getParent());
                Files.writeString(path, printed);
            }
            return Files.exists(path) ? Files.readString(path) : "";
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** The repository's root, whichever module's folder a test runs in. */
    public static Path repository() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("CONTRIBUTING.md")) || !Files.exists(folder.resolve("core"))) {
            folder = folder.getParent();
            if (folder == null) {
                throw new IllegalStateException("tests must run inside the repository");
            }
        }
        return folder;
    }
}
