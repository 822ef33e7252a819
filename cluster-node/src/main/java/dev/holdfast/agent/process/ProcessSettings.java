package dev.holdfast.agent.process;

import dev.holdfast.core.host.LeaseTerms;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How a host runs processes.
 *
 * @param directory where the driver keeps what it runs; its alone
 * @param images the folder of executables that may be run
 * @param fencingLease how long a grant of the host's lease lasts, 1 s to 1 day; {@link LeaseTerms#LEASE}, but for
 *     tests. Nothing for a host without a watchdog, on which silence stops nothing
 * @param controlGroup the folder of control groups (version 2) that is the driver's; nothing for none
 */
public record ProcessSettings(
        Path directory, Path images, Optional<Duration> fencingLease, Optional<Path> controlGroup) {
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(1);

    /**
     * With leases as nodes grant them.
     *
     * @param watched whether a watchdog stops what is under the lease when that is over
     */
    public static ProcessSettings of(Path directory, Path images, boolean watched, Optional<Path> controlGroup) {
        return new ProcessSettings(
                directory, images, watched ? Optional.of(LeaseTerms.LEASE) : Optional.empty(), controlGroup);
    }

    public ProcessSettings {
        if (fencingLease
                .filter(lease -> lease.compareTo(SHORTEST) < 0 || lease.compareTo(LONGEST) > 0)
                .isPresent()) {
            throw new IllegalArgumentException("fencing_lease must be from 1 s to 1 day but is " + fencingLease.get());
        }
    }
}
