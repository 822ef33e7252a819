package dev.holdfast.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Whom a command talks to and about what, and where each of these came from. A flag wins over an environment variable,
 * that over the config file's context, that over the default.
 *
 * @param address host and port of any node
 * @param project whose instances
 * @param region where
 * @param context the context of the config file that was used
 * @param configFile the file that was read, or would be if it existed
 */
public record ClientSettings(
        Setting address, Setting project, Setting region, Optional<Setting> context, Path configFile) {

    /** @param source in words that a person can act on */
    public record Setting(String value, String source) {}

    /** What the flags said. */
    public record Flags(
            Optional<String> address, Optional<String> project, Optional<String> region, Optional<String> context) {
        public static final Flags NONE =
                new Flags(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** @throws CommandFailure naming the file and the key, or the flag, that cannot be used */
    public static ClientSettings resolve(Flags flags, Terminal terminal) {
        Path path = ConfigFile.path(terminal);
        ConfigFile file = ConfigFile.read(terminal);
        Optional<Setting> contextName = flags.context()
                .map(value -> new Setting(value, "--context"))
                .or(() -> fromEnvironment(terminal, "HOLDFAST_CONTEXT"))
                .or(() -> file.currentContext().map(value -> new Setting(value, path + " (current-context)")));
        Optional<ConfigFile.Context> context = contextName.map(name -> file.context(name.value(), name.source()));
        String inFile = contextName
                .map(name -> path + " (context " + name.value() + ")")
                .orElse("");
        Setting address = flags.address()
                .map(value -> new Setting(value, "--address"))
                .or(() -> fromEnvironment(terminal, "HOLDFAST_ADDRESS"))
                .or(() -> context.flatMap(ConfigFile.Context::address).map(value -> new Setting(value, inFile)))
                .orElse(new Setting("127.0.0.1:7400", "default"));
        Setting project = flags.project()
                .map(value -> new Setting(value, "--project"))
                .or(() -> fromEnvironment(terminal, "HOLDFAST_PROJECT"))
                .or(() -> context.flatMap(ConfigFile.Context::project).map(value -> new Setting(value, inFile)))
                .orElse(new Setting("default", "default"));
        Setting region = flags.region()
                .map(value -> new Setting(value, "--region"))
                .or(() -> fromEnvironment(terminal, "HOLDFAST_REGION"))
                .or(() -> context.flatMap(ConfigFile.Context::region).map(value -> new Setting(value, inFile)))
                .orElse(new Setting("local", "default"));
        Names.requireId(project.value(), "project (" + project.source() + ")");
        Names.requireId(region.value(), "region (" + region.source() + ")");
        return new ClientSettings(address, project, region, contextName, path);
    }

    /** What {@code --context} may say, in the config file's order. */
    public static List<String> contexts(Terminal terminal) {
        return List.copyOf(ConfigFile.read(terminal).contexts().keySet());
    }

    /** The names that a person's short ones stand for. */
    public Names names() {
        return new Names(project.value(), region.value());
    }

    private static Optional<Setting> fromEnvironment(Terminal terminal, String variable) {
        return terminal.environment(variable).map(value -> new Setting(value, variable));
    }
}
