package dev.holdfast.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where a process that runs for long writes its log lines, and in which form. Said before it writes the first. */
public final class LogOptions {
    private static final String STDERR = "-";

    /** What logback.xml reads when nothing is said on the command line. */
    private static final String FORMAT_VARIABLE = "HOLDFAST_LOG_FORMAT";

    @Option(
            names = "--log-file",
            paramLabel = "FILE",
            description =
                    "Where it logs; - for stderr. Default: nowhere but for what a person might act on, which is on"
                            + " stderr")
    private Optional<String> file = Optional.empty();

    @Option(
            names = "--log-format",
            paramLabel = "FORM",
            description = "text, or json: one object a line. Default: what $HOLDFAST_LOG_FORMAT says, else text")
    private Optional<String> format = Optional.empty();

    /** Makes them hold in this process. */
    public void apply(Terminal terminal) {
        Optional<String> variable = terminal.environment(FORMAT_VARIABLE).filter(text -> !text.isBlank());
        if (format.isPresent()) {
            System.setProperty("holdfast.log.format", known("--log-format", format.get()));
        } else {
            variable.ifPresent(text -> known(FORMAT_VARIABLE, text));
        }
        if (file.equals(Optional.of(STDERR))) {
            System.setProperty("holdfast.log.level", "INFO");
        } else {
            file.ifPresent(path -> System.setProperty(
                    "holdfast.log.file", Path.of(path).toAbsolutePath().toString()));
        }
        LibraryLogs.hush(terminal.debug());
    }

    /** What is none of the two would be text, silently, and missed by whoever collects the lines. */
    private static String known(String where, String text) {
        if (!text.equals("text") && !text.equals("json")) {
            throw new CommandFailure(ExitCode.USAGE, where + " must be text or json, not " + text);
        }
        return text;
    }
}
