package dev.holdfast.agent.process;

import dev.holdfast.agent.process.Processes.Identity;
import dev.holdfast.agent.process.Processes.Seen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What one launch has begun: its first process, and all that came of it. What belongs to it is known by its control
 * group, by the mark in its environment, and, while the first process lives, by its session and process group.
 *
 * @param first the process that the instance is; when it ends, the instance has ended
 */
record Run(Ticket ticket, Identity first) {
    private static final String ALIVE = "populated 1";

    boolean isFirstAlive() {
        return Processes.isAlive(first);
    }

    /** Whether nothing of it is left. */
    boolean isOver() {
        return !isGroupAlive() && !isFirstAlive() && members().isEmpty();
    }

    /** Asks every process of it to end. */
    void terminate() {
        members().forEach(each -> Processes.end(each, false));
    }

    /** Ends every process of it; one that comes to be meanwhile is found by the next call, or dies with the group. */
    void kill() {
        ticket.group()
                .map(group -> group.resolve("cgroup.kill"))
                .filter(Files::isWritable)
                .ifPresent(Run::killGroup);
        members().forEach(each -> Processes.end(each, true));
    }

    private static void killGroup(Path file) {
        try {
            Files.writeString(file, "1");
        } catch (IOException gone) {
            // Its processes are ended one by one as well.
        }
    }

    private boolean isGroupAlive() {
        return ticket.group()
                .map(group -> {
                    try {
                        return Files.readString(group.resolve("cgroup.events")).contains(ALIVE);
                    } catch (IOException gone) {
                        return false;
                    }
                })
                .orElse(false);
    }

    private List<Identity> members() {
        NavigableSet<Long> inGroup = pidsOfGroup();
        boolean firstAlive = isFirstAlive();
        List<Identity> members = new ArrayList<>();
        for (Seen seen : Processes.all()) {
            long pid = seen.identity().pid();
            boolean near = firstAlive && (seen.session() == first.pid() || seen.group() == first.pid());
            if (seen.identity().equals(first)
                    || inGroup.contains(pid)
                    || near
                    || Processes.hasInEnvironment(pid, ticket.mark())) {
                members.add(seen.identity());
            }
        }
        return members;
    }

    private NavigableSet<Long> pidsOfGroup() {
        NavigableSet<Long> pids = new TreeSet<>();
        ticket.group().ifPresent(group -> {
            try {
                Files.readAllLines(group.resolve("cgroup.procs")).stream()
                        .map(Long::parseLong)
                        .forEach(pids::add);
            } catch (IOException gone) {
                // A group that is gone holds nothing.
            }
        });
        return pids;
    }

    static Optional<Run> parse(Ticket ticket, String claim) {
        String[] parts = claim.strip().split(" ", -1);
        return parts.length == 2
                ? Optional.of(new Run(ticket, new Identity(Long.parseLong(parts[0]), Long.parseLong(parts[1]))))
                : Optional.empty();
    }
}
