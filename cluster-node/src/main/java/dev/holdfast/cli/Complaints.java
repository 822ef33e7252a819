package dev.holdfast.cli;

import io.grpc.StatusRuntimeException;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns whatever stopped a command into one line and an exit code. */
final class Complaints {
    private Complaints() {}

    static int aboutUsage(Terminal terminal, CommandLine.ParameterException failure) {
        CommandLine at = failure.getCommandLine();
        terminal.say(new CommandFailure(
                ExitCode.USAGE,
                OneLine.clause(lowerFirst(String.valueOf(failure.getMessage()))) + meant(failure) + " (see '"
                        + at.getCommandSpec().qualifiedName() + " --help')"));
        return ExitCode.USAGE.number();
    }

    static int aboutExecution(Terminal terminal, CommandLine at, Exception failure) {
        CommandFailure said = switch (failure) {
            case CommandFailure ours -> ours;
            case StatusRuntimeException status ->
                Refusal.of(status).failure(at.getCommandSpec().qualifiedName(" "));
            case Exception unforeseen ->
                new CommandFailure(
                        ExitCode.FAILED,
                        at.getCommandSpec().qualifiedName(" ") + ": " + unforeseen
                                + " (a defect of the command line): run it again with HOLDFAST_DEBUG=1 and report"
                                + " what it prints",
                        unforeseen);
        };
        terminal.say(said);
        if (terminal.debug()) {
            failure.printStackTrace(terminal.err());
        }
        return said.exitCode().number();
    }

    private static String meant(CommandLine.ParameterException failure) {
        if (!(failure instanceof UnmatchedArgumentException unmatched)
                || failure instanceof MissingParameterException) {
            return "";
        }
        List<String> suggestions = unmatched.getSuggestions();
        return suggestions.isEmpty()
                ? ""
                : "; did you mean '"
                        + String.join("' or '", suggestions.stream().limit(3).toList()) + "'?";
    }

    private static String lowerFirst(String text) {
        return text.isEmpty() ? text : Character.toLowerCase(text.charAt(0)) + text.substring(1);
    }
}
