package dev.holdfast.cli.completion;

import dev.holdfast.cli.ExitCode;
import dev.holdfast.cli.Main;
import dev.holdfast.cli.Terminal;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Nobody types it, and whoever pressed a key wants no complaints: it prints what it knows, and exits with 0. */
@Command(
        name = "complete",
        hidden = true,
        description = "Print what the last word may become, one candidate a line; for the scripts of `completion`.",
        footer = "  holdfast complete -- instance get web-")
final class CompleteCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before anything is called.
    private CommandSpec spec;

    @Parameters(
            paramLabel = "WORD",
            arity = "0..*",
            description =
                    "What stands on the line after the program's name, as far as the cursor; the last is completed.")
    private List<String> words = List.of();

    @Override
    public Integer call() {
        Terminal terminal = Terminal.of(spec);
        List<String> typed = words.isEmpty() ? List.of("") : words;
        // `help` is followed by a command, and is none itself.
        List<String> asked =
                typed.size() > 1 && typed.getFirst().equals("help") ? typed.subList(1, typed.size()) : typed;
        List<String> before = asked.subList(0, asked.size() - 1);
        TypedLine.read(Main.commandLine(terminal, before.toArray(String[]::new)).getCommandSpec(), before)
                .map(line -> new Candidates(line, new NamesThereAre(terminal, line.flags())).of(asked.getLast()))
                .ifPresent(candidates -> candidates.forEach(terminal::print));
        return ExitCode.OK.number();
    }
}
