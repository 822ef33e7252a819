package dev.holdfast.cli.completion;

import dev.holdfast.cli.ClientSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * What the words before the cursor come to. Picocli's own parser is no help here: a line that somebody still types may
 * lack whatever is required.
 *
 * @param command the one that the words name so far
 * @param awaiting the option whose value comes next
 * @param onlyArguments whether {@code --} was typed
 * @param options values by the option's longest name; of a switch it is empty
 * @param arguments those of the command
 */
record TypedLine(
        CommandSpec command,
        Optional<OptionSpec> awaiting,
        boolean onlyArguments,
        Map<String, String> options,
        List<String> arguments) {
    private static final int SHORT_OPTION = 2;

    TypedLine {
        options = Map.copyOf(options);
        arguments = List.copyOf(arguments);
    }

    /** Empty when one of the words is no command or no option, so that nobody can say what comes next. */
    static Optional<TypedLine> read(CommandSpec program, List<String> words) {
        Optional<TypedLine> line = Optional.of(new TypedLine(program, Optional.empty(), false, Map.of(), List.of()));
        for (String word : words) {
            line = line.flatMap(soFar -> soFar.then(word));
        }
        return line;
    }

    /**
     * The option that a word is, or begins with: {@code -o}, {@code -ojson}, {@code --output}, {@code --output=json}.
     */
    Optional<OptionSpec> option(String word) {
        int equals = word.indexOf('=');
        String name = equals < 0 ? word : word.substring(0, equals);
        return known(name)
                .or(() -> word.startsWith("--") || word.length() <= SHORT_OPTION
                        ? Optional.empty()
                        : known(word.substring(0, SHORT_OPTION)));
    }

    static boolean takesValue(OptionSpec option) {
        return option.arity().max() > 0;
    }

    /** What the line says about whom to ask. */
    ClientSettings.Flags flags() {
        return new ClientSettings.Flags(value("--address"), value("--project"), value("--region"), value("--context"));
    }

    private Optional<String> value(String option) {
        return Optional.ofNullable(options.get(option));
    }

    private Optional<OptionSpec> known(String name) {
        return Optional.ofNullable(command.optionsMap().get(name));
    }

    private Optional<TypedLine> then(String word) {
        if (awaiting.isPresent()) {
            return Optional.of(with(awaiting.get(), word));
        }
        if (!onlyArguments && word.equals("--")) {
            return Optional.of(new TypedLine(command, awaiting, true, options, arguments));
        }
        if (!onlyArguments && word.startsWith("-") && word.length() > 1) {
            return option(word).map(option -> then(option, word));
        }
        if (!command.subcommands().isEmpty()) {
            return Optional.ofNullable(command.subcommands().get(word))
                    .map(CommandLine::getCommandSpec)
                    .map(named -> new TypedLine(named, awaiting, onlyArguments, Map.of(), List.of()));
        }
        List<String> more = new ArrayList<>(arguments);
        more.add(word);
        return Optional.of(new TypedLine(command, awaiting, onlyArguments, options, more));
    }

    private TypedLine then(OptionSpec option, String word) {
        boolean alone = command.optionsMap().containsKey(word);
        if (alone && takesValue(option)) {
            return new TypedLine(command, Optional.of(option), onlyArguments, options, arguments);
        }
        int equals = word.indexOf('=');
        String joined = equals < 0 ? word.substring(Math.min(word.length(), SHORT_OPTION)) : word.substring(equals + 1);
        return with(option, alone ? "" : joined);
    }

    private TypedLine with(OptionSpec option, String value) {
        Map<String, String> more = new HashMap<>(options);
        more.put(option.longestName(), value);
        return new TypedLine(command, Optional.empty(), onlyArguments, more, arguments);
    }
}
