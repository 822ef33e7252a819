package dev.holdfast.cli;

import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/** Commands by what stands at their classes, without a look at their options. */
final class CommandNames {
    private CommandNames() {}

    /** @param command an object that carries picocli's {@code @Command} */
    static String of(Object command) {
        return of(command.getClass());
    }

    /**
     * The command, if the arguments name it, and of a group only the member that they name. Empty when they name
     * another or only a group, so that whoever reads all of them can say what there is.
     */
    static Optional<CommandLine> only(Object command, String... arguments) {
        if (arguments.length == 0 || !of(command).equals(arguments[0])) {
            return Optional.empty();
        }
        Class<?>[] members = annotation(command.getClass()).subcommands();
        if (members.length == 0) {
            return Optional.of(new CommandLine(command));
        }
        // A group with options of its own is read as a whole.
        if (arguments.length == 1 || command.getClass().getDeclaredFields().length > 0) {
            return Optional.empty();
        }
        for (Class<?> member : members) {
            if (of(member).equals(arguments[1])) {
                CommandSpec group = CommandSpec.wrapWithoutInspection(command).name(arguments[0]);
                return Optional.of(new CommandLine(group.addSubcommand(arguments[1], new CommandLine(member))));
            }
        }
        return Optional.empty();
    }

    private static String of(Class<?> type) {
        return annotation(type).name();
    }

    private static Command annotation(Class<?> type) {
        Command command = type.getAnnotation(Command.class);
        if (command == null) {
            throw new IllegalArgumentException(type.getName() + " is no command: it lacks @Command");
        }
        return command;
    }
}
