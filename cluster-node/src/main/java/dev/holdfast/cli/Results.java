package dev.holdfast.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;

/** Prints what came of a command about one or several resources: what there is on stdout, each failure on stderr. */
public final class Results {
    private Results() {}

    /** Of a read. */
    public static <T> int print(CommandSpec spec, OutputOptions output, Kind<T> kind, InFlight.Outcome<T> outcome) {
        int exit = print(
                spec, output, kind, outcome.acknowledged(), outcome.answers().size() == 1, outcome.failures());
        if (outcome.unsent() > 0) {
            Terminal.of(spec).say(outcome.unsent() + " more were not asked for, because nobody answered");
        }
        return exit;
    }

    /**
     * @param single whether one was asked for by its name, so that it stands alone in JSON
     * @return the exit code: the failure's with the highest number
     */
    public static <T> int print(
            CommandSpec spec,
            OutputOptions output,
            Kind<T> kind,
            List<T> things,
            boolean single,
            List<CommandFailure> failures) {
        if (single) {
            things.forEach(thing -> output.print(kind, thing));
        } else if (!things.isEmpty() || failures.isEmpty() || !output.forPeople()) {
            output.printAll(kind, things);
        }
        return say(Terminal.of(spec), failures).number();
    }

    /** One line each; the same line of many is said once, with their number. */
    public static ExitCode say(Terminal terminal, List<CommandFailure> failures) {
        Map<String, Integer> times = new LinkedHashMap<>();
        ExitCode worst = ExitCode.OK;
        for (CommandFailure failure : failures) {
            times.merge(failure.line(), 1, Integer::sum);
            worst = worst.worse(failure.exitCode());
        }
        times.forEach((line, count) ->
                terminal.say(new CommandFailure(ExitCode.FAILED, count == 1 ? line : line + " (" + count + " times)")));
        return worst;
    }
}
