package dev.holdfast.agent.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How a host runs processes.
 *
 * @param directory where the driver keeps what it runs; its alone
 * @param images the folder of executables that may be run
 * @param fencingLease how long what runs may go on without a renewal, 1 s to 1 day; nothing for ever
 * @param controlGroup the folder of control groups (version 2) that is the driver's; nothing for none
 */
public record ProcessSettings(
        Path directory, Path images, Optional<Duration> fencingLease, Optional<Path> controlGroup) {
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(1);

    public ProcessSettings {
        if (fencingLease
                .filter(lease -> lease.compareTo(SHORTEST) < 0 || lease.compareTo(LONGEST) > 0)
                .isPresent()) {
            throw new IllegalArgumentException("fencing_lease must be from 1 s to 1 day but is " + fencingLease.get());
        }
    }
}
