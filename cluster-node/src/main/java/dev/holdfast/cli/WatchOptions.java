package dev.holdfast.cli;

import java.util.Optional;
import picocli.CommandLine.Option;

/** When a watch ends by itself. */
public final class WatchOptions {
    @Option(
            names = "--count",
            paramLabel = "N",
            description = "End after so many changes; those that are there at the beginning do not count.")
    private Optional<Long> count = Optional.empty();

    /** @throws CommandFailure when it is no number of changes */
    Optional<Long> count() {
        count.filter(given -> given <= 0).ifPresent(given -> {
            throw new CommandFailure(ExitCode.USAGE, "--count must be at least 1, not " + given);
        });
        return count;
    }
}
