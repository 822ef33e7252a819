package dev.holdfast.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "config",
        description = {
            "Show the settings that commands use, and where each comes from.",
            "A flag wins over an environment variable, that over the config file, that over the default."
        },
        footer = {
            "  holdfast config",
            "  holdfast config --context lab",
            "",
            "The config file is ~/.config/holdfast/config.yaml, or what HOLDFAST_CONFIG names:",
            "",
            "  current-context: lab",
            "  contexts:",
            "    lab: {address: \"10.0.0.7:7400\", project: web, region: north}"
        })
final class ConfigCommand implements Callable<Integer> {
    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Mixin
    private final ConnectionOptions connection = new ConnectionOptions();

    /** {@code holdfast config}. */
    public static final class Source implements CommandSource {
        @Override
        public List<Object> commands() {
            return List.of(new ConfigCommand());
        }
    }

    private record Row(String name, String value, String source) {}

    @Override
    public Integer call() {
        ClientSettings settings = connection.settings();
        Address.parse(settings.address());
        List<Row> rows = new ArrayList<>(List.of(
                row("address", settings.address()),
                row("project", settings.project()),
                row("region", settings.region())));
        settings.context().ifPresent(context -> rows.add(row("context", context)));
        rows.add(new Row(
                "config-file",
                settings.configFile().toString(),
                Files.exists(settings.configFile()) ? "exists" : "does not exist"));
        output.printAll(
                new Kind<>(
                        "settings",
                        Row::name,
                        ConfigCommand::tree,
                        List.of(
                                Column.always("SETTING", Row::name),
                                Column.always("VALUE", Row::value),
                                Column.always("FROM", Row::source))),
                rows);
        return ExitCode.OK.number();
    }

    private static Row row(String name, ClientSettings.Setting setting) {
        return new Row(name, setting.value(), setting.source());
    }

    private static ObjectNode tree(Row row) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("name", row.name())
                .put("value", row.value())
                .put("source", row.source());
    }
}
