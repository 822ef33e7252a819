package dev.holdfast.cli;

import io.grpc.StatusRuntimeException;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns whatever stopped a command into one line and an exit code. */
final class Complaints {
    private Complaints() {}

    static int aboutUsage(Terminal terminal, CommandLine.ParameterException failure) {
        terminal.say(new CommandFailure(
                ExitCode.USAGE,
                sentence(failure) + " (see '"
                        + failure.getCommandLine().getCommandSpec().qualifiedName() + " --help')"));
        return ExitCode.USAGE.number();
    }

    private static String sentence(CommandLine.ParameterException failure) {
        List<String> unmatched = failure.getCommandLine().getUnmatchedArguments();
        if (failure instanceof MissingParameterException missing
                && unmatched.contains("--all")
                && missing.getMissing().stream().anyMatch(arg -> arg.completionCandidates() instanceof KnownNames)) {
            return noAll(failure.getCommandLine());
        }
        if (failure instanceof MissingParameterException missing
                && missing.getMissing().stream().allMatch(ArgSpec::isPositional)) {
            return "missing "
                    + String.join(
                            ", ",
                            missing.getMissing().stream()
                                    .map(ArgSpec::paramLabel)
                                    .toList());
        }
        if (failure instanceof UnmatchedArgumentException && !unmatched.isEmpty()) {
            return unknown(failure.getCommandLine(), unmatched.getFirst());
        }
        String value = String.valueOf(failure.getValue());
        if (failure.getArgSpec() instanceof OptionSpec option && option.type().isEnum()) {
            List<String> known = Arrays.stream(option.type().getEnumConstants())
                    .map(String::valueOf)
                    .toList();
            return option.longestName() + " '" + value + "' is none of " + String.join(", ", known)
                    + Guess.clause(value, known);
        }
        return OneLine.clause(lowerFirst(String.valueOf(failure.getMessage()))).replace("option option", "option");
    }

    /** Of one that takes names: a list says what they would be, before anything is done to them. */
    private static String noAll(CommandLine at) {
        String group = at.getParent().getCommandSpec().qualifiedName();
        return "there is no --all: name them, such as `" + group + " list -o name | xargs "
                + at.getCommandSpec().qualifiedName() + "`";
    }

    private static String unknown(CommandLine at, String word) {
        if (word.startsWith("-")) {
            return "unknown option '" + word + "'"
                    + Guess.clause(word, at.getCommandSpec().optionsMap().keySet());
        }
        if (!at.getSubcommands().isEmpty()) {
            return "'" + word + "' is no command" + (at.getParent() == null ? "" : " of " + at.getCommandName())
                    + Guess.clause(word, at.getSubcommands().keySet());
        }
        return "'" + word + "' is one argument too many";
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

    private static String lowerFirst(String text) {
        return text.isEmpty() ? text : Character.toLowerCase(text.charAt(0)) + text.substring(1);
    }
}
