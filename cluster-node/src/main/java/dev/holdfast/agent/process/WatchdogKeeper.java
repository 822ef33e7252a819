package dev.holdfast.agent.process;

import dev.holdfast.agent.BootTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The driver's side of the watchdog: starts it in a session of its own, so that what ends the agent's does not end it,
 * and starts another when it is gone or stands still. Nothing is started on the host while none looks.
 */
final class WatchdogKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(WatchdogKeeper.class);
    private static final Duration SILENT = Duration.ofSeconds(3);
    private static final Duration STARTING = Duration.ofSeconds(10);

    private final Path directory;
    private final BootClock clock;
    private final Optional<Path> group;
    private Optional<Started> last = Optional.empty();

    /** The one that was started last. */
    private record Started(Process process, BootTime at) {}

    WatchdogKeeper(Path directory, BootClock clock, Optional<Path> group) {
        this.directory = directory;
        this.clock = clock;
        this.group = group;
    }

    /**
     * Makes certain that one looks; waits for it.
     *
     * @throws IOException when none can be started
     */
    void begin() throws IOException {
        keep();
        CountDownLatch never = new CountDownLatch(1);
        long until = System.nanoTime() + STARTING.toNanos();
        try {
            while (!isLooking()) {
                if (System.nanoTime() - until > 0) {
                    throw new IOException("no watchdog has begun within " + STARTING.toSeconds() + " s; see "
                            + directory.resolve("watchdog.log"));
                }
                boolean _ = never.await(20, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the watchdog was started", interrupted);
        }
    }

    /** Starts one if none looks, unless one is just beginning. */
    void keep() throws IOException {
        BootTime now = clock.read();
        boolean begins = last.filter(each ->
                        each.process().isAlive() && now.isBefore(each.at().plus(STARTING)))
                .isPresent();
        if (begins || isLooking()) {
            return;
        }
        LOG.atInfo().addKeyValue("directory", directory).log("starting a watchdog");
        Files.deleteIfExists(directory.resolve(WatchdogMain.HEARTBEAT_FILE));
        Path log = directory.resolve("watchdog.log");
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        "setsid",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx24m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:-UsePerfData",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-cp",
                        System.getProperty("java.class.path"),
                        WatchdogMain.class.getName(),
                        directory.toString(),
                        group.map(Path::toString).orElse("-")))
                .directory(Path.of("/").toFile())
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
        last = Optional.of(new Started(builder.start(), now));
    }

    /** Whether the one that is named lives and has looked a moment ago. */
    boolean isLooking() {
        try {
            BootTime now = clock.read();
            boolean lives = Named.parse(Files.readString(directory.resolve(WatchdogMain.NAME_FILE)))
                    .filter(named -> named.boot().equals(clock.boot()) && Processes.isAlive(named.identity()))
                    .isPresent();
            String beat = Files.readString(directory.resolve(WatchdogMain.HEARTBEAT_FILE))
                    .strip();
            if (!lives || !beat.matches("[0-9]{1,18}")) {
                return false;
            }
            BootTime looked = new BootTime(clock.boot(), Duration.ofMillis(Long.parseLong(beat)));
            return now.isBefore(looked.plus(SILENT));
        } catch (IOException none) {
            return false;
        }
    }
}
