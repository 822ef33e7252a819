package dev.holdfast.agent.process;

import dev.holdfast.core.shared.Quantities;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A folder of control groups, version 2, in which each run has one of its own: it can then be killed as a whole, and
 * limited where the kernel offers the controllers. On a host without rights to one, runs have no limits.
 */
final class ControlGroups {
    private static final Path MOUNTS = Path.of("/proc/self/mountinfo");
    private static final long MIB = 1_048_576;
    private static final long CPU_PERIOD_MICROS = 100_000;

    private final Path base;
    private final List<String> limits;

    ControlGroups(Path base, List<String> limits) {
        this.base = base;
        this.limits = List.copyOf(limits);
    }

    /** Where the driver of a host would put them, if this computer has version 2 at all. */
    static Optional<Path> usual(String host) {
        try {
            for (String line : Files.readAllLines(MOUNTS)) {
                if (line.contains(" - cgroup2 ")) {
                    return Optional.of(Path.of(line.split(" ", -1)[4], "holdfast", host));
                }
            }
        } catch (IOException none) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    /** @throws IOException when there is no version 2 of control groups there, or no right to them */
    static ControlGroups open(Path base) throws IOException {
        Files.createDirectories(base);
        if (!Files.isWritable(base.resolve("cgroup.procs")) || !Files.isWritable(base.resolve("cgroup.kill"))) {
            throw new IOException(
                    base + " is no control group (version 2, with cgroup.kill) that this user may write to");
        }
        List<String> limits = new ArrayList<>();
        for (String controller : List.of("cpu", "memory")) {
            if (offer(base, controller)) {
                limits.add(controller);
            }
        }
        ControlGroups groups = new ControlGroups(base, limits);
        groups.removeEmpty();
        return groups;
    }

    /** Hands a controller down from the root to the groups below the base, as far as this user may. */
    private static boolean offer(Path base, String controller) {
        List<Path> chain = new ArrayList<>();
        for (Path each = base; each != null && Files.exists(each.resolve("cgroup.procs")); each = each.getParent()) {
            chain.addFirst(each);
        }
        for (Path each : chain) {
            try {
                Files.writeString(each.resolve("cgroup.subtree_control"), "+" + controller);
            } catch (IOException already) {
                // Whoever is above may have done it: what counts is what the base has in the end.
            }
        }
        try {
            return List.of(Files.readString(base.resolve("cgroup.subtree_control"))
                            .strip()
                            .split(" ", -1))
                    .contains(controller);
        } catch (IOException none) {
            return false;
        }
    }

    private void removeEmpty() throws IOException {
        try (Stream<Path> entries = Files.list(base)) {
            entries.filter(Files::isDirectory).forEach(ControlGroups::remove);
        }
    }

    /** What runs are limited in. */
    List<String> limits() {
        return Collections.unmodifiableList(limits);
    }

    /** One that is no run's. */
    Path plain(String name) throws IOException {
        Path group = base.resolve(name);
        Files.createDirectories(group);
        return group;
    }

    Path of(String ticket) {
        return base.resolve(ticket);
    }

    /** Makes a run's group, with its limits. */
    void make(Path group, Quantities size) throws IOException {
        Files.createDirectories(group);
        if (limits.contains("memory")) {
            Files.writeString(group.resolve("memory.max"), Long.toString(size.memoryMib() * MIB));
        }
        if (limits.contains("cpu")) {
            Files.writeString(group.resolve("cpu.max"), size.cores() * CPU_PERIOD_MICROS + " " + CPU_PERIOD_MICROS);
        }
    }

    /** One in which something still runs stays. */
    static void remove(Path group) {
        try {
            Files.deleteIfExists(group);
        } catch (IOException inUse) {
            // It is tried again when the driver is opened.
        }
    }
}
