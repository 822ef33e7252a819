package dev.holdfast.cli;

import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Where a command speaks and what surrounds it: data goes to {@code out}, talk to {@code err}. Commands read the
 * environment here and nowhere else, so that a test can give them another.
 */
public final class Terminal {
    /** Set by the launcher, which can ask the shell: which of the streams are a person's terminal. */
    public static final String LIVE_STREAMS_PROPERTY = "holdfast.terminal";

    private final InputStream in;
    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean liveOut;
    private final boolean liveErr;
    private final Map<String, String> environment;
    private final Path home;
    private final AtomicReference<Optional<String>> goesOn = new AtomicReference<>(Optional.empty());

    /**
     * @param liveOut whether a person watches {@code out}, so that colour is welcome
     * @param liveErr whether a person watches {@code err}, so that a progress line may rewrite itself
     * @param home the person's own directory
     */
    public Terminal(
            InputStream in,
            PrintStream out,
            PrintStream err,
            boolean liveOut,
            boolean liveErr,
            Map<String, String> environment,
            Path home) {
        this.in = in;
        this.out = new PrintWriter(out, false, StandardCharsets.UTF_8);
        this.err = new PrintWriter(err, true, StandardCharsets.UTF_8);
        this.liveOut = liveOut;
        this.liveErr = liveErr;
        this.environment = Map.copyOf(environment);
        this.home = home;
    }

    /** The process's own. */
    public static Terminal system() {
        String live = System.getProperty(LIVE_STREAMS_PROPERTY, "");
        return new Terminal(
                System.in,
                System.out,
                System.err,
                live.contains("out"),
                live.contains("err"),
                System.getenv(),
                Path.of(System.getProperty("user.home", ".")));
    }

    /** The one that the command line was started with. */
    public static Terminal of(CommandSpec spec) {
        return spec.root().userObject() instanceof Holdfast holdfast ? holdfast.terminal() : system();
    }

    public InputStream in() {
        return in;
    }

    public PrintWriter out() {
        return out;
    }

    public PrintWriter err() {
        return err;
    }

    /** Prints one line of data. */
    public void print(String line) {
        out.println(line);
    }

    /** Tells the person something, in one line that begins with the program's name. */
    public void say(String line) {
        out.flush();
        err.println("holdfast: " + OneLine.of(line));
    }

    public void say(CommandFailure failure) {
        out.flush();
        String name = colour(liveErr) ? "\u001b[31mholdfast:\u001b[0m " : "holdfast: ";
        err.println(name + failure.line());
    }

    /** Whether what stands on {@code out} may be painted over. */
    boolean repaintsOut() {
        return liveOut && !environment("TERM").equals(Optional.of("dumb"));
    }

    /** How many lines {@code out} has; 24 where nobody says. */
    int linesOfOut() {
        return environment("LINES")
                .filter(text -> text.matches("[0-9]{1,4}"))
                .map(Integer::parseInt)
                .filter(lines -> lines > 2)
                .orElse(24);
    }

    /** How many columns {@code out} has; very many where nobody says. */
    int columnsOfOut() {
        return environment("COLUMNS")
                .filter(text -> text.matches("[1-9][0-9]{0,4}"))
                .map(Integer::parseInt)
                .orElse(Integer.MAX_VALUE);
    }

    /** How long a line of {@code out} may be: without end, unless a person watches it. */
    int roomOnOut() {
        return liveOut ? columnsOfOut() : Integer.MAX_VALUE;
    }

    /** What a person is to know if the process is ended before {@link #nothingGoesOn}: what goes on without it. */
    public void goesOn(String line) {
        goesOn.set(Optional.of(line));
    }

    public void nothingGoesOn() {
        goesOn.set(Optional.empty());
    }

    /** For the end of the process, whoever ends it. */
    void sayWhatGoesOn() {
        goesOn.getAndSet(Optional.empty()).ifPresent(line -> {
            if (liveErr) {
                // Whatever stands there, a progress line or the ^C of the terminal, is left alone.
                err.println();
            }
            say(line);
        });
    }

    public boolean liveErr() {
        return liveErr;
    }

    public boolean colourOnOut() {
        return colour(liveOut);
    }

    public CommandLine.Help.Ansi helpColour() {
        return colourOnOut() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF;
    }

    /** A variable's value; one that is set to nothing counts as not set. */
    public Optional<String> environment(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
    }

    public Path home() {
        return home;
    }

    /** Whether stack traces are wanted. */
    public boolean debug() {
        return environment("HOLDFAST_DEBUG").filter(value -> !value.equals("0")).isPresent();
    }

    public void flush() {
        out.flush();
        err.flush();
    }

    private boolean colour(boolean live) {
        return live && environment("NO_COLOR").isEmpty() && !environment("TERM").equals(Optional.of("dumb"));
    }
}
