package dev.holdfast.cli;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One command in this process, with its streams caught and an environment of its own. */
final class CommandRun {
    private final Map<String, String> environment = new HashMap<>();
    private volatile Optional<Terminal> running = Optional.empty();
    private boolean live;
    private Path home = Path.of("/nonexistent");

    /** What a shell would have seen. */
    record Seen(int exit, String out, String err) {
        List<String> outLines() {
            return out.lines().toList();
        }

        List<String> errLines() {
            return err.lines().toList();
        }
    }

    static CommandRun against(FakeNode node) {
        return new CommandRun().with("HOLDFAST_ADDRESS", node.address());
    }

    CommandRun with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    CommandRun home(Path directory) {
        home = directory;
        return this;
    }

    /** As if a person watched both streams. */
    CommandRun watched() {
        live = true;
        return this;
    }

    Seen run(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal terminal = terminal(
                new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8));
        running = Optional.of(terminal);
        int exit = Main.run(terminal, arguments);
        return new Seen(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** What the process says when somebody ends it while the command runs. */
    void end() {
        running.ifPresent(Terminal::sayWhatGoesOn);
    }

    Terminal terminal() {
        PrintStream nowhere = new PrintStream(PrintStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        return terminal(nowhere, nowhere);
    }

    private Terminal terminal(PrintStream out, PrintStream err) {
        return new Terminal(InputStream.nullInputStream(), out, err, live, live, environment, home);
    }
}
