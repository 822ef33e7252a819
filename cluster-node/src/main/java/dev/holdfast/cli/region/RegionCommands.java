package dev.holdfast.cli.region;

import dev.holdfast.cli.CommandSource;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code holdfast region}. */
public final class RegionCommands implements CommandSource {
    @Override
    public List<Object> commands() {
        return List.of(new Group());
    }

    @Command(
            name = "region",
            description =
                    "Look at a region: its hosts together, what fits, the sizes that have a name, and what is wrong.",
            subcommands = {
                RegionGet.class,
                RegionList.class,
                RegionCapacity.class,
                RegionSizes.class,
                RegionFindings.class
            })
    private static final class Group {}
}
