package dev.holdfast.agent.process;

import dev.holdfast.agent.BootTime;
import dev.holdfast.agent.process.Processes.Seen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The watchdog's process. It looks ten times a second. It names itself in the file {@code watchdog}, says in
 * {@code heartbeat} twice a second that it looks, and ends when another is named there, when there is no lease any
 * more, or when the folder is gone.
 */
public final class WatchdogMain {
    static final String NAME_FILE = "watchdog";
    static final String HEARTBEAT_FILE = "heartbeat";
    private static final Duration EVERY = Duration.ofMillis(100);
    private static final int LOOKS_A_BEAT = 5;

    private static final InstantSource CLOCK = InstantSource.system();

    private WatchdogMain() {}

    /** @param arguments the driver's folder, and the control group to be in or {@code -} */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path directory = Path.of(arguments[0]);
        long pid = ProcessHandle.current().pid();
        settleIn(arguments[1], pid);
        BootClock clock = BootClock.open();
        Seen self = Processes.look(pid).orElseThrow(() -> new IOException("this process is not in /proc"));
        String name = new Named(self.identity(), clock.boot()).line();
        replace(directory.resolve(NAME_FILE), name);
        Watchdog watchdog = new Watchdog(directory, WatchdogMain::say);
        CountDownLatch never = new CountDownLatch(1);
        long looks = 0;
        boolean needed = true;
        while (needed && !never.await(EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
            try {
                BootTime now = clock.read();
                if (looks++ % LOOKS_A_BEAT == 0) {
                    beat(directory, now);
                    needed = isNamed(directory, name);
                }
                needed &= watchdog.look(now);
            } catch (IOException | RuntimeException failed) {
                // Whatever it was, such as an instance that has used up all open files: the next look may do it.
                say("cannot look: " + failed);
            }
        }
    }

    /** What may be refused: another group than the agent's, and not to be chosen when memory is short. */
    private static void settleIn(String group, long pid) {
        try {
            Files.writeString(Path.of("/proc/self/oom_score_adj"), "-1000");
        } catch (IOException notRoot) {
            say("may be killed when memory is short: " + notRoot.getMessage());
        }
        if (!group.equals("-")) {
            try {
                Files.writeString(Path.of(group, "cgroup.procs"), Long.toString(pid));
            } catch (IOException refused) {
                say("stays in the agent's control group: " + refused.getMessage());
            }
        }
    }

    /** A disk that is full must not keep it from looking. */
    private static void beat(Path directory, BootTime now) {
        try {
            Files.writeString(directory.resolve(HEARTBEAT_FILE), now.up().toMillis() + "\n");
        } catch (IOException failed) {
            say("cannot say that it looks: " + failed.getMessage());
        }
    }

    private static boolean isNamed(Path directory, String name) {
        try {
            return Files.readString(directory.resolve(NAME_FILE)).equals(name);
        } catch (IOException unreadable) {
            // Two that look do no harm; none would.
            return true;
        }
    }

    static void replace(Path file, String text) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(fresh, text);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void say(String line) {
        Instant now = CLOCK.instant();
        System.err.println(now + " " + line);
    }
}
