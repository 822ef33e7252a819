package dev.holdfast.cli;

import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Whether a command that starts operations also sees them through. */
public final class WaitOptions {
    @ArgGroup(exclusive = true)
    private final Choice choice = new Choice();

    /** Either, or neither. */
    static final class Choice {
        @Option(names = "--wait", description = "Wait until it is done, with progress on stderr.")
        private boolean wait;

        @Option(
                names = "--async",
                description = "Return as soon as it is acknowledged, and kept for good (this is the default).")
        private boolean async;
    }

    public boolean wanted() {
        return choice.wait && !choice.async;
    }
}
