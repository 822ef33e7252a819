package dev.holdfast.agent.process;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The permission to start an incarnation once. It is on the disk before anything is started, so that whoever comes
 * later knows what may have been; it is used up by whoever first claims it: the launch, or somebody who revokes it.
 *
 * @param id never used before; every process of the run bears it in its environment
 * @param boot in which it counts; nothing outlives a boot
 * @param group the control group that the run is in
 */
record Ticket(String id, String boot, Optional<Path> group) {
    /** The environment variable by which the processes of a run are known. */
    static final String MARK = "HOLDFAST_RUN";

    private static final String NO_GROUP = "-";

    String mark() {
        return MARK + "=" + id;
    }

    String line() {
        return id + " " + boot + " " + group.map(Path::toString).orElse(NO_GROUP) + "\n";
    }

    static Optional<Ticket> parse(String line) {
        String[] parts = line.strip().split(" ", 3);
        return parts.length < 3
                ? Optional.empty()
                : Optional.of(new Ticket(
                        parts[0],
                        parts[1],
                        parts[2].equals(NO_GROUP) ? Optional.empty() : Optional.of(Path.of(parts[2]))));
    }
}
