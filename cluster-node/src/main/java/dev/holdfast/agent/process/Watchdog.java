package dev.holdfast.agent.process;

import dev.holdfast.agent.BootTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Kills what is under a host's lease once that has ended. It needs nothing of the agent but the lease's file, starts no
 * process of its own, and decides nothing else. What is never killed: a process that only has the pid of one that it
 * should kill; anything that is not under the lease; anything while the lease holds.
 *
 * <p>It marks an incarnation before it kills it, so that it is not started again under its epoch. Where the mark cannot
 * be written (a full disk) it kills nevertheless, and tries to mark until it can or the lease holds again.
 */
final class Watchdog {
    private final Path directory;
    private final Consumer<String> log;
    /** Tickets of which nothing is left to do: what is over never begins again. */
    private final Set<String> settled = new HashSet<>();

    private final Set<String> killed = new HashSet<>();

    private Lease lease = new Lease.Unwritten();

    Watchdog(Path directory, Consumer<String> log) {
        this.directory = directory;
        this.log = log;
    }

    /**
     * Looks once.
     *
     * @return whether it is still needed
     */
    boolean look(BootTime now) {
        if (!Files.isDirectory(directory)) {
            return false;
        }
        try {
            lease = Lease.read(directory);
        } catch (IOException unreadable) {
            // The one that was read last counts: it can only have been made longer.
            log.accept("the lease cannot be read: " + unreadable.getMessage());
        }
        if (lease instanceof Lease.Endless) {
            return false;
        }
        if (lease.holds(now)) {
            settled.clear();
            killed.clear();
        } else {
            fenceAll(now);
        }
        return true;
    }

    private void fenceAll(BootTime now) {
        try {
            for (GuestFolder folder : GuestFolder.all(directory)) {
                if (folder.isUnderLease()) {
                    fence(folder, now);
                }
            }
        } catch (IOException unreadable) {
            log.accept("the instances cannot be read: " + unreadable.getMessage());
        }
    }

    private void fence(GuestFolder folder, BootTime now) {
        try {
            Optional<Ticket> ticket = folder.ticket().filter(each -> each.boot().equals(now.boot()));
            if (ticket.isPresent() && !settled.contains(ticket.get().id())) {
                fence(folder, ticket.get());
            }
        } catch (IOException | RuntimeException removed) {
            log.accept(folder.path().getFileName() + " cannot be looked at: " + removed.getMessage());
        }
    }

    private void fence(GuestFolder folder, Ticket ticket) throws IOException {
        if (folder.revoke(ticket)) {
            // It had not begun, and now never will.
            settled.add(ticket.id());
            return;
        }
        Run run = folder.run(ticket).orElseThrow(() -> new IOException("it is being removed"));
        if (run.isOver() && !killed.contains(ticket.id())) {
            settled.add(ticket.id());
            return;
        }
        Optional<IOException> unmarked = mark(folder);
        run.kill();
        if (killed.add(ticket.id())) {
            log.accept("killed " + folder.path().getFileName() + ", first process "
                    + run.first().pid() + ": the fencing lease has ended");
        }
        if (unmarked.isPresent()) {
            throw unmarked.get();
        }
        if (run.isOver()) {
            folder.sync();
            settled.add(ticket.id());
        }
    }

    private static Optional<IOException> mark(GuestFolder folder) {
        try {
            folder.fence();
            return Optional.empty();
        } catch (IOException failed) {
            return Optional.of(failed);
        }
    }
}
