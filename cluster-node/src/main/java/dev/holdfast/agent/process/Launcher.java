package dev.holdfast.agent.process;

import dev.holdfast.core.host.Workload;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Starts processes that outlive this one: each in a session of its own, by a few lines of shell that become it. */
final class Launcher {
    private static final String NAME = "holdfast-launch";
    private static final String SCRIPT = script();

    private final Optional<Path> leaseFile;

    /** @param leaseFile at which each launch of what is under the lease looks; nothing where there is no lease */
    Launcher(Optional<Path> leaseFile) {
        this.leaseFile = leaseFile;
    }

    private static String script() {
        try (InputStream script = Launcher.class.getResourceAsStream("launch.sh")) {
            return new String(Objects.requireNonNull(script).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** Begins to become an instance; that it has is known by the ticket's claim and by {@link #hasBecome}. */
    Process launch(GuestFolder folder, GuestSpec spec, Ticket ticket, Path executable) throws IOException {
        Workload workload = spec.workload();
        List<String> command = new ArrayList<>(List.of(
                "setsid",
                "sh",
                "-c",
                SCRIPT,
                NAME,
                ticket.id(),
                leaseFile.filter(_ -> folder.isUnderLease()).map(Path::toString).orElse("-"),
                ticket.group().map(Path::toString).orElse("-"),
                executable.toString()));
        command.addAll(workload.command());
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.path().toFile())
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(folder.output().toFile())
                .redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(GuestEnvironment.of(spec, folder, ticket));
        return builder.start();
    }

    /** Whether the process that claimed a ticket is the program by now. */
    static boolean hasBecome(Run run) {
        return run.isFirstAlive()
                && Processes.runsWithout(run.first().pid(), NAME, run.ticket().id());
    }

    /** Why a launch has ended, or an instance before it was seen running. */
    static String ended(int exitCode) {
        return switch (exitCode) {
            case 72, 73 -> "the start was taken back";
            case 74 -> "it could not enter its control group";
            case 75 -> "the host's fencing lease had ended";
            case 126, 127 -> "the program could not be run, exit code " + exitCode;
            default -> "it ended before it was seen running, exit code " + exitCode;
        };
    }
}
