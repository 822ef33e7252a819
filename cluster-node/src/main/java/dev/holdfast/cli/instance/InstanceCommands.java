package dev.holdfast.cli.instance;

import dev.holdfast.cli.CommandSource;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code holdfast instance}. */
public final class InstanceCommands implements CommandSource {
    @Override
    public List<Object> commands() {
        return List.of(new Group());
    }

    @Command(
            name = "instance",
            description = "Create, look at, change, start, stop and delete instances.",
            subcommands = {
                InstanceCreate.class,
                InstanceGet.class,
                InstanceList.class,
                InstanceWatch.class,
                InstanceStart.class,
                InstanceStop.class,
                InstanceRestart.class,
                InstanceDeallocate.class,
                InstanceUpdate.class,
                InstanceDelete.class,
                InstanceEvents.class,
                InstanceExplain.class,
                InstanceDiff.class
            })
    private static final class Group {}
}
