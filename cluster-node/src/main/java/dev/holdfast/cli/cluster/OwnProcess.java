package dev.holdfast.cli.cluster;

import dev.holdfast.cli.CommandFailure;
import dev.holdfast.cli.ExitCode;
import dev.holdfast.node.log.cassandra.local.PidFile;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One process of the command line's own that outlives whoever started it, in a folder that remembers which one it is:
 * so whoever signals or ends it later means that one and no other.
 *
 * @param folder its own: pid, log, and what it prints
 */
record OwnProcess(Path folder) {
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(40);
    private static final long SIGNAL_SECONDS = 5;

    Path logFile() {
        return folder.resolve("process.log");
    }

    private Path console() {
        return folder.resolve("console.log");
    }

    private Path pidFile() {
        return folder.resolve("pid");
    }

    /**
     * Starts the command line in a process of its own and does not wait for it.
     *
     * @param arguments of the command line
     */
    Process start(int heapMib, List<String> arguments) {
        String classPath = System.getProperty("java.class.path");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(NodeCache.FLAGS);
        new NodeCache(classPath).file().ifPresent(file -> command.add("-XX:AOTCache=" + file));
        command.addAll(List.of(
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:MaxDirectMemorySize=128m",
                "-Dslf4j.internal.verbosity=ERROR",
                "-Dholdfast.log.file=" + logFile(),
                "-Xms64m",
                "-Xmx" + heapMib + "m",
                "-cp",
                classPath,
                "dev.holdfast.cli.Main"));
        command.addAll(arguments);
        try {
            Files.createDirectories(folder);
            Process process = new ProcessBuilder(command)
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.to(console().toFile()))
                    .start();
            PidFile.write(pidFile(), process.toHandle());
            return process;
        } catch (IOException failed) {
            throw new CommandFailure(
                    ExitCode.FAILED, "a process cannot be started in " + folder + ": " + failed.getMessage(), failed);
        }
    }

    /** The process, if it is there and still the one that was started here. */
    Optional<ProcessHandle> running() {
        return PidFile.read(pidFile());
    }

    /** Whether one was started here and was not ended in good order since. */
    boolean wasStarted() {
        return Files.exists(pidFile());
    }

    /** Whether it has said that it is ready, in this life. */
    boolean saidReady() {
        return said().stream().anyMatch(line -> line.startsWith("ready "));
    }

    /** Its last words to a person, if it had any. */
    Optional<String> lastWords() {
        return said().reversed().stream()
                .filter(line -> line.startsWith("holdfast: "))
                .map(line -> line.substring("holdfast: ".length()))
                .findFirst();
    }

    private List<String> said() {
        try {
            return Files.readAllLines(console());
        } catch (IOException nothing) {
            return List.of();
        }
    }

    /** Whether it stands still. */
    static boolean isPaused(ProcessHandle process) {
        Path stat = Path.of("/proc", Long.toString(process.pid()), "stat");
        try {
            String text = Files.exists(stat)
                    ? Files.readString(stat).replaceFirst(".*\\) ", "")
                    : output("ps", "-o", "state=", "-p", Long.toString(process.pid()));
            return text.strip().startsWith("T");
        } catch (IOException gone) {
            return false;
        }
    }

    /**
     * @param name such as STOP
     * @throws CommandFailure when there is no way to send it
     */
    static void signal(ProcessHandle process, String name) {
        try {
            var _ = output("sh", "-c", "kill -" + name + " " + process.pid());
        } catch (IOException failed) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    "SIG" + name + " cannot be sent to process " + process.pid() + ": " + failed.getMessage(),
                    failed);
        }
    }

    private static String output(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            if (!process.waitFor(SIGNAL_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException(String.join(" ", command) + " does not end");
            }
            String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            if (process.exitValue() != 0) {
                throw new IOException(said.strip());
            }
            return said;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        }
    }

    /** SIGKILL; gives back control when it is gone. That it was started here is remembered. */
    static void kill(ProcessHandle process) throws InterruptedException {
        process.destroyForcibly();
        awaitEnd(process, STOP_PATIENCE);
    }

    /** Asks it to end (SIGTERM), which one that stands still cannot hear. */
    void ask(ProcessHandle process) {
        process.destroy();
        if (isPaused(process)) {
            signal(process, "CONT");
        }
    }

    /** After {@link #ask}: waits until it has ended, and ends it when it does not. */
    void awaitEnd() throws InterruptedException {
        Optional<ProcessHandle> process = running();
        if (process.isPresent() && !awaitEnd(process.get(), STOP_PATIENCE)) {
            kill(process.get());
        }
        PidFile.remove(pidFile());
    }

    private static boolean awaitEnd(ProcessHandle process, Duration patience) throws InterruptedException {
        try {
            process.onExit().get(patience.toSeconds(), TimeUnit.SECONDS);
            return true;
        } catch (ExecutionException | TimeoutException late) {
            return !process.isAlive();
        }
    }
}
