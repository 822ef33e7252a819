package dev.holdfast.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import picocli.CommandLine;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The way from arguments to an exit code; it knows no command. */
public final class Main {
    /** The order in which a newcomer meets the commands; others follow by name. */
    private static final List<String> ORDER =
            List.of("demo", "dev", "instance", "host", "operation", "region", "bench", "config");

    private static final int WIDEST_HELP = 110;
    /** The least that picocli can set. */
    private static final int NARROWEST_HELP = 55;

    private Main() {}

    public static void main(String[] arguments) {
        Terminal terminal = Terminal.system();
        LibraryLogs.hush(terminal.debug());
        Runtime.getRuntime().addShutdownHook(new Thread(terminal::sayWhatGoesOn, "holdfast-last-words"));
        System.exit(run(terminal, arguments));
    }

    /** One command, in this process; says everything on the terminal and returns the exit code. */
    public static int run(Terminal terminal, String... arguments) {
        String[] understood = understood(arguments);
        try {
            return commandLine(terminal, understood).execute(understood);
        } finally {
            terminal.flush();
        }
    }

    /** {@code help} and {@code version}, which people try before they know the options of the same name. */
    private static String[] understood(String... arguments) {
        if (arguments.length > 0 && arguments[0].equals("help")) {
            List<String> asked = new ArrayList<>(List.of(arguments));
            asked.removeFirst();
            asked.add("--help");
            return asked.toArray(String[]::new);
        }
        if (arguments.length == 1 && arguments[0].equals("version")) {
            return new String[] {"--version"};
        }
        return arguments;
    }

    /** Every command that any module on the class path offers. */
    public static CommandLine commandLine(Terminal terminal) {
        CommandLine line = new CommandLine(new Holdfast(terminal));
        List<Object> commands = commands();
        commands.sort(Comparator.comparingInt(Main::rank).thenComparing(CommandNames::of));
        commands.forEach(line::addSubcommand);
        return dressed(terminal, line);
    }

    /**
     * As much of it as the arguments need: where they begin with a command's name, that command alone. To read the
     * options of all others takes longer than most requests.
     */
    public static CommandLine commandLine(Terminal terminal, String... arguments) {
        return commands().stream()
                .flatMap(command -> CommandNames.only(command, arguments).stream())
                .findFirst()
                .map(named -> dressed(terminal, new CommandLine(new Holdfast(terminal)).addSubcommand(named)))
                .orElseGet(() -> commandLine(terminal));
    }

    private static CommandLine dressed(Terminal terminal, CommandLine line) {
        line.setOut(terminal.out());
        line.setErr(terminal.err());
        line.setColorScheme(CommandLine.Help.defaultColorScheme(terminal.helpColour()));
        line.setParameterExceptionHandler((failure, _) -> Complaints.aboutUsage(terminal, failure));
        line.setExecutionExceptionHandler((failure, at, _) -> Complaints.aboutExecution(terminal, at, failure));
        line.setExecutionStrategy(parsed -> execute(terminal, parsed));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setUsageHelpWidth(Math.clamp(terminal.columnsOfOut(), NARROWEST_HELP, WIDEST_HELP));
        describe(line);
        return line;
    }

    private static List<Object> commands() {
        List<Object> commands = new ArrayList<>();
        for (CommandSource source : ServiceLoader.load(CommandSource.class)) {
            commands.addAll(source.commands());
        }
        return commands;
    }

    private static int rank(Object command) {
        int position = ORDER.indexOf(CommandNames.of(command));
        return position < 0 ? ORDER.size() : position;
    }

    private static int execute(Terminal terminal, CommandLine.ParseResult parsed) {
        CommandLine last = parsed.asCommandLineList().getLast();
        boolean isGroup = !(last.getCommandSpec().userObject() instanceof Runnable)
                && !(last.getCommandSpec().userObject() instanceof java.util.concurrent.Callable<?>);
        boolean helpWanted = last.isUsageHelpRequested() || last.isVersionHelpRequested();
        if (!isGroup || helpWanted) {
            return new CommandLine.RunLast().execute(parsed);
        }
        if (last.getParent() == null) {
            last.usage(terminal.out());
            return ExitCode.OK.number();
        }
        throw new CommandLine.ParameterException(
                last,
                last.getCommandName() + " needs to know what to do: "
                        + String.join(", ", last.getSubcommands().keySet()));
    }

    /** Gives all commands the same shape of help, whichever module they come from. */
    private static void describe(CommandLine line) {
        CommandSpec spec = line.getCommandSpec();
        UsageMessageSpec usage = spec.usageMessage();
        usage.sortOptions(false);
        usage.sortSynopsis(false);
        usage.abbreviateSynopsis(true);
        usage.synopsisHeading("%nUsage: ");
        usage.parameterListHeading("%nArguments:%n");
        usage.optionListHeading("%nOptions:%n");
        usage.commandListHeading("%nCommands:%n");
        if (usage.footer().length > 0 && usage.footerHeading().isEmpty()) {
            usage.footerHeading("%nExamples:%n");
        }
        if (spec.optionsMap().get("--help") == null) {
            spec.addOption(OptionSpec.builder("-h", "--help")
                    .usageHelp(true)
                    .description("Show this help.")
                    .showDefaultValue(Visibility.NEVER)
                    .build());
        }
        line.getSubcommands().values().forEach(Main::describe);
    }
}
