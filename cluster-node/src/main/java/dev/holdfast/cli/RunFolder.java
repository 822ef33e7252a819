package dev.holdfast.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where one run of a command puts everything: a folder that the person named, which stays, or a fresh one, which goes
 * when the command says so.
 */
public final class RunFolder {
    private final Path path;
    private final boolean named;

    private RunFolder(Path path, boolean named) {
        this.path = path;
        this.named = named;
    }

    /** A fresh one. */
    public static RunFolder fresh(String run) throws IOException {
        return new RunFolder(Files.createTempDirectory("holdfast-" + run), false);
    }

    /**
     * @param run what runs, in one word
     * @param data what {@code --data} said, if it was given
     * @throws CommandFailure when there is something in it
     */
    public static RunFolder of(String run, Optional<Path> data) throws IOException {
        if (data.isEmpty()) {
            return fresh(run);
        }
        Path folder = data.get().toAbsolutePath();
        Files.createDirectories(folder);
        try (Stream<Path> inside = Files.list(folder)) {
            if (inside.findAny().isPresent()) {
                throw new CommandFailure(
                        ExitCode.USAGE, "--data " + folder + " must be empty: the " + run + " starts from nothing");
            }
        }
        return new RunFolder(folder, true);
    }

    public Path path() {
        return path;
    }

    /** Whether it stays whatever happens. */
    public boolean named() {
        return named;
    }

    /** Removes it with all that is in it, unless it was named. */
    public void discard() throws IOException {
        if (named) {
            return;
        }
        try (Stream<Path> all = Files.walk(path)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        }
    }
}
