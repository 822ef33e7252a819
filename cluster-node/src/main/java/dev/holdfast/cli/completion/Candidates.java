package dev.holdfast.cli.completion;

import dev.holdfast.cli.KnownNames;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** What the word at the cursor may become. */
final class Candidates {
    /** In place of candidates: the shell completes files better than anybody else. */
    static final String FILES = ":files";

    private final TypedLine line;
    private final NamesThereAre names;

    Candidates(TypedLine line, NamesThereAre names) {
        this.line = line;
        this.names = names;
    }

    /** @param typed as much of the word as there is; may be empty */
    List<String> of(String typed) {
        if (line.awaiting().isPresent()) {
            return values(line.awaiting().get(), typed);
        }
        if (!line.onlyArguments() && typed.startsWith("-")) {
            return typed.contains("=") ? valuesBehindTheirOption(typed) : options(typed);
        }
        return line.command().subcommands().isEmpty() ? arguments(typed) : commands(typed);
    }

    private List<String> commands(String typed) {
        return line.command().subcommands().entrySet().stream()
                .filter(each -> !each.getValue().getCommandSpec().usageMessage().hidden())
                .map(Map.Entry::getKey)
                .filter(name -> name.startsWith(typed))
                .toList();
    }

    /** Without those that stand on the line and cannot stand there twice. */
    private List<String> options(String typed) {
        return line.command().options().stream()
                .filter(option -> !option.hidden())
                .filter(option -> option.isMultiValue() || !line.options().containsKey(option.longestName()))
                .flatMap(option -> Arrays.stream(option.names()))
                .filter(name -> name.startsWith(typed))
                .toList();
    }

    private List<String> valuesBehindTheirOption(String typed) {
        int value = typed.indexOf('=') + 1;
        return line
                .option(typed)
                .filter(TypedLine::takesValue)
                .map(option -> values(option, typed.substring(value)))
                .orElse(List.of())
                .stream()
                .map(candidate -> candidate.equals(FILES) ? FILES : typed.substring(0, value) + candidate)
                .toList();
    }

    /** Without those that stand on the line: nobody deletes the same instance twice. */
    private List<String> arguments(String typed) {
        int position = line.arguments().size();
        Optional<PositionalParamSpec> argument = line.command().positionalParameters().stream()
                .filter(each -> each.index().contains(position))
                .findFirst();
        return argument.map(each -> values(each, typed)).orElse(List.of()).stream()
                .filter(candidate -> !line.arguments().contains(candidate))
                .toList();
    }

    private List<String> values(ArgSpec of, String typed) {
        Optional<Iterable<String>> known = Optional.ofNullable(of.completionCandidates());
        if (known.isEmpty()) {
            return isFile(of) ? List.of(FILES) : List.of();
        }
        Stream<String> values = known.get() instanceof KnownNames kind
                ? names.of(kind, typed).stream()
                : StreamSupport.stream(known.get().spliterator(), false);
        return values.filter(value -> value.startsWith(typed)).toList();
    }

    private static boolean isFile(ArgSpec of) {
        return Arrays.asList(of.auxiliaryTypes()).contains(Path.class);
    }
}
