package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

class HelpTest {
    private static final int FEWEST_COMMANDS = 18;

    @Test
    void everyCommandSaysWhatItIsFor() {
        assertThat(all())
                .hasSizeGreaterThanOrEqualTo(FEWEST_COMMANDS)
                .allSatisfy(spec -> assertThat(spec.usageMessage().description())
                        .as(spec.qualifiedName())
                        .isNotEmpty());
    }

    @Test
    void everyOptionAndArgumentSaysWhatItIsFor() {
        for (CommandSpec spec : all()) {
            for (ArgSpec argument : spec.args()) {
                assertThat(String.join("", argument.description()))
                        .as(spec.qualifiedName() + " " + argument)
                        .isNotBlank();
            }
        }
    }

    @Test
    void everyCommandThatDoesSomethingHasAnExampleThatBeginsWithItsName() {
        assertThat(all().stream().filter(spec -> spec.subcommands().isEmpty()))
                .isNotEmpty()
                .allSatisfy(spec -> assertThat(spec.usageMessage().footer())
                        .as(spec.qualifiedName())
                        .anySatisfy(line -> assertThat(line).startsWith("  " + spec.qualifiedName())));
    }

    @Test
    void everyCommandHasHelp() {
        for (CommandSpec spec : all()) {
            List<String> arguments =
                    new ArrayList<>(List.of(spec.qualifiedName().split(" ")));
            arguments.removeFirst();
            arguments.add("--help");

            CommandRun.Seen seen = new CommandRun().run(arguments.toArray(String[]::new));

            assertThat(seen.exit()).isZero();
            assertThat(seen.out()).contains("Usage: ");
            assertThat(seen.err()).isEmpty();
        }
    }

    @Test
    void aCommandThatIsReadAloneIsTheSameAsAmongAllOthers() {
        for (CommandSpec spec : all()) {
            List<String> words = new ArrayList<>(List.of(spec.qualifiedName().split(" ")));
            words.removeFirst();
            CommandLine alone = Main.commandLine(new CommandRun().terminal(), words.toArray(String[]::new));
            if (spec.subcommands().isEmpty()) {
                assertThat(count(alone)).as("commands read for %s", words).isEqualTo(words.size() + 1);
            }
            for (String word : words) {
                alone = Optional.ofNullable(alone.getSubcommands().get(word)).orElseThrow();
            }
            assertThat(alone.getUsageMessage()).isEqualTo(spec.commandLine().getUsageMessage());
        }
    }

    @Test
    void aNameThatNoCommandHasIsHeldAgainstAllThatThereAre() {
        CommandRun.Seen seen = new CommandRun().run("instance", "gett", "web-1");

        assertThat(seen.exit()).isEqualTo(ExitCode.USAGE.number());
        assertThat(seen.err()).contains("did you mean 'get'").contains("instance --help");
    }

    @Test
    void whoWantsAllOfThemIsToldHowToNameThem() {
        CommandRun.Seen seen = new CommandRun().run("instance", "delete", "--all");

        assertThat(seen.exit()).isEqualTo(ExitCode.USAGE.number());
        assertThat(seen.errLines())
                .containsExactly(
                        "holdfast: there is no --all: name them, such as `holdfast instance list -o name | xargs"
                                + " holdfast instance delete` (see 'holdfast instance delete --help')");
        assertThat(new CommandRun().run("instance", "delete").err()).contains("missing NAME");
        assertThat(new CommandRun().run("completion", "--all").err()).contains("missing SHELL");
        assertThat(new CommandRun().run("instance", "delete", "web-1", "--all").err())
                .contains("unknown option '--all'");
    }

    @Test
    void withoutArgumentsItShowsWhatThereIs() {
        CommandRun.Seen seen = new CommandRun().run();

        assertThat(seen.exit()).isZero();
        assertThat(seen.out()).contains("Usage: holdfast COMMAND").containsSubsequence("instance", "host", "config");
    }

    @Test
    void helpAndVersionAreUnderstoodAsWordsToo() {
        assertThat(new CommandRun().run("help").out())
                .isEqualTo(new CommandRun().run("--help").out());
        assertThat(new CommandRun().run("help", "instance", "create").out())
                .isEqualTo(new CommandRun().run("instance", "create", "--help").out())
                .contains("--spread-key");
        assertThat(new CommandRun().run("version").out())
                .isEqualTo(new CommandRun().run("--version").out());
    }

    @Test
    void helpIsNoWiderThanTheTerminal() {
        assertThat(new CommandRun()
                        .with("COLUMNS", "60")
                        .run("instance", "--help")
                        .outLines())
                .hasSizeGreaterThan(20)
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(60));
        assertThat(new CommandRun()
                        .with("COLUMNS", "9")
                        .run("instance", "--help")
                        .exit())
                .isZero();
    }

    @Test
    void saysItsVersion() {
        assertThat(new CommandRun().run("--version").out())
                .startsWith("holdfast ")
                .contains("Java");
    }

    private static int count(CommandLine line) {
        return 1
                + line.getSubcommands().values().stream()
                        .mapToInt(HelpTest::count)
                        .sum();
    }

    private static List<CommandSpec> all() {
        List<CommandSpec> found = new ArrayList<>();
        Main.commandLine(new CommandRun().terminal()).getSubcommands().values().forEach(line -> add(line, found));
        return found;
    }

    private static void add(CommandLine line, List<CommandSpec> found) {
        found.add(line.getCommandSpec());
        line.getSubcommands().values().forEach(sub -> add(sub, found));
    }
}
