package dev.holdfast.sim.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Starts {@link Recovering} and hears what it says. It ends at the latest with this process, whose input it has. */
final class RecoveringProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Duration END_PATIENCE = Duration.ofSeconds(90);

    private final Process process;
    private final BufferedReader said;
    private final Thread watchdog;

    private RecoveringProcess(Process process) {
        this.process = process;
        this.said = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        this.watchdog = Thread.ofPlatform().daemon().name("recovery-patience").start(() -> {
            try {
                if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException inTime) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** @param logFile where it logs, and what its virtual machine complains of */
    static RecoveringProcess start(Path folder, RecoveryBench.Load load, Path logFile) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseCompactObjectHeaders",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dholdfast.log.file=" + logFile.toAbsolutePath(),
                "-cp",
                System.getProperty("java.class.path"),
                Recovering.class.getName(),
                folder.toAbsolutePath().toString(),
                Integer.toString(load.instances()),
                Integer.toString(load.inFlight())));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.redirectError(ProcessBuilder.Redirect.appendTo(logFile.toFile()));
        return new RecoveringProcess(builder.start());
    }

    /**
     * The milliseconds that follow a word.
     *
     * @throws IllegalStateException when the process ends before it says that, or does not say it in time
     */
    double[] await(String word) throws IOException {
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            String[] parts = line.split(" ", -1);
            if (parts[0].equals(word)) {
                double[] millis = new double[parts.length - 1];
                for (int i = 0; i < millis.length; i++) {
                    millis[i] = Double.parseDouble(parts[i + 1]);
                }
                return millis;
            }
        }
        throw new IllegalStateException("the process that takes over ended before it said '" + word + "'");
    }

    /** It may go on. */
    void goOn() throws IOException {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
    }

    /** Waits until it has ended, and ends it if it does not. */
    @Override
    public void close() {
        watchdog.interrupt();
        try {
            if (!process.waitFor(END_PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException stopped) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
