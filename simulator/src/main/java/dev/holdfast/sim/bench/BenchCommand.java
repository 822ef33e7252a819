package dev.holdfast.sim.bench;

import dev.holdfast.cli.CommandSource;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code holdfast bench}: one subcommand for each thing that is measured. */
@Command(
        name = "bench",
        description = {
            "Measure, as ratios against a floor or ceiling of the same run.",
            "What each figure is, and what it cannot tell, is in docs/bench.md."
        },
        subcommands = {
            TransitionsCommand.class,
            GrpcCommand.class,
            PlacementCommand.class,
            MemoryCommand.class,
            RecoveryCommand.class,
            LogCommand.class,
            WatchCommand.class
        })
public final class BenchCommand {
    /** {@code holdfast bench}. */
    public static final class Source implements CommandSource {
        @Override
        public List<Object> commands() {
            return List.of(new BenchCommand());
        }
    }
}
