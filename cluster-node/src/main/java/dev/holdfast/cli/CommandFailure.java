package dev.holdfast.cli;

/** Ends a command with one line for the person and one code for the shell. */
public final class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ExitCode exitCode;
    private final boolean mayHaveHappened;

    /** @param line what, which, code, what to try; without the program's name and without a line break */
    public CommandFailure(ExitCode exitCode, String line) {
        super(OneLine.of(line));
        this.exitCode = exitCode;
        this.mayHaveHappened = false;
    }

    public CommandFailure(ExitCode exitCode, String line, Throwable cause) {
        this(exitCode, line, cause, false);
    }

    /** @param mayHaveHappened whether the change that was asked for may have taken effect nevertheless */
    public CommandFailure(ExitCode exitCode, String line, Throwable cause, boolean mayHaveHappened) {
        super(OneLine.of(line), cause);
        this.exitCode = exitCode;
        this.mayHaveHappened = mayHaveHappened;
    }

    public ExitCode exitCode() {
        return exitCode;
    }

    public String line() {
        return String.valueOf(getMessage());
    }

    public boolean mayHaveHappened() {
        return mayHaveHappened;
    }

    /** Whether the next request would most likely end the same way because nobody answers. */
    public boolean nobodyAnswers() {
        return exitCode == ExitCode.UNAVAILABLE || exitCode == ExitCode.TIMED_OUT;
    }
}
