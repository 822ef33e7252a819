package dev.holdfast.agent.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The processes of this computer, as {@code /proc} shows them. A pid is used again; within one boot a pid together with
 * the time at which it began is not, so a process is always named by both.
 */
final class Processes {
    private static final Path PROC = Path.of("/proc");
    private static final int STATE = 0;
    private static final int GROUP = 2;
    private static final int SESSION = 3;
    private static final int START = 19;

    private Processes() {}

    /**
     * Which process of this boot.
     *
     * @param start clock ticks from the boot to its beginning
     */
    record Identity(long pid, long start) {}

    /**
     * One process at one moment.
     *
     * @param alive whether any of it still runs: a zombie whose threads have ended does not
     * @param group the process group that it is in
     * @param session the session that it is in
     */
    record Seen(Identity identity, boolean alive, long group, long session) {}

    /** What has this pid now. Throws {@link UncheckedIOException} when that cannot be told. */
    static Optional<Seen> look(long pid) {
        try {
            String text = new String(Files.readAllBytes(PROC.resolve(pid + "/stat")), StandardCharsets.ISO_8859_1);
            // The second field is the program's name in brackets, which may hold anything, brackets too.
            String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ", -1);
            char state = fields[STATE].charAt(0);
            return Optional.of(new Seen(
                    new Identity(pid, Long.parseLong(fields[START])),
                    state != 'X' && (state != 'Z' || hasThreads(pid)),
                    Long.parseLong(fields[GROUP]),
                    Long.parseLong(fields[SESSION])));
        } catch (IOException failed) {
            // Only what is not there is gone: what cannot be read, for want of open files perhaps, may still run.
            if (Files.exists(PROC.resolve(Long.toString(pid)))) {
                throw new UncheckedIOException(failed);
            }
            return Optional.empty();
        } catch (IndexOutOfBoundsException ending) {
            return Optional.empty();
        }
    }

    /** A first thread that has ended looks like a zombie while the others go on. */
    private static boolean hasThreads(long pid) {
        try (Stream<Path> threads = Files.list(PROC.resolve(pid + "/task"))) {
            return threads.limit(2).count() > 1;
        } catch (IOException gone) {
            return false;
        }
    }

    /** Whether that very process still runs. */
    static boolean isAlive(Identity identity) {
        return look(identity.pid())
                .filter(seen -> seen.alive() && seen.identity().equals(identity))
                .isPresent();
    }

    /** Everything that runs now. */
    static List<Seen> all() {
        List<Seen> all = new ArrayList<>();
        try (Stream<Path> entries = Files.list(PROC)) {
            entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> name.matches("[0-9]{1,10}"))
                    .forEach(name ->
                            look(Long.parseLong(name)).filter(Seen::alive).ifPresent(all::add));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return Collections.unmodifiableList(all);
    }

    /** Whether a process was started with this in its environment; no, where that may not be read. */
    static boolean hasInEnvironment(long pid, String variable) {
        return ("\0" + content(pid, "environ")).contains("\0" + variable + "\0");
    }

    /**
     * Whether a process runs a program in whose command line these do not stand side by side. One that is ending has no
     * command line any more and runs nothing.
     */
    static boolean runsWithout(long pid, String first, String second) {
        String arguments = content(pid, "cmdline");
        return !arguments.isEmpty() && !arguments.contains("\0" + first + "\0" + second + "\0");
    }

    private static String content(long pid, String file) {
        try {
            return new String(Files.readAllBytes(PROC.resolve(pid + "/" + file)), StandardCharsets.ISO_8859_1);
        } catch (IOException notOurs) {
            return "";
        }
    }

    /** Asks a process to end, or ends it. The handle, taken first, never reaches a later process with the same pid. */
    static void end(Identity identity, boolean force) {
        Optional<ProcessHandle> handle = ProcessHandle.of(identity.pid());
        if (handle.isPresent() && isAlive(identity)) {
            boolean _ = force ? handle.get().destroyForcibly() : handle.get().destroy();
        }
    }
}
