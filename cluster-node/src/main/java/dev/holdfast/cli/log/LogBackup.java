package dev.holdfast.cli.log;

import dev.holdfast.cli.CommandFailure;
import dev.holdfast.cli.ExitCode;
import dev.holdfast.cli.OutputOptions;
import dev.holdfast.cli.Progress;
import dev.holdfast.cli.Terminal;
import dev.holdfast.node.log.backup.Backup;
import dev.holdfast.node.log.backup.BackupException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "backup",
        description = {
            "Copy a region's log into one file, checked while it is read.",
            "Each shard is copied as it was at one moment. Shards of a running region are copied one after the other, so"
                    + " their moments differ; of a region whose nodes are stopped, all of it is one moment."
        },
        footer = {
            "  holdfast log backup --data .holdfast --to holdfast.backup",
            "  holdfast log backup --contact-points 10.0.0.1:9042 --datacenter north --keyspace holdfast_north --to north.backup"
        })
final class LogBackup implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before anything is called.
    private CommandSpec spec;

    @Mixin
    private final StoreOptions store = new StoreOptions();

    @Option(
            names = "--to",
            paramLabel = "FILE",
            required = true,
            description = "The file to make; it must not be there.")
    private Path to = Path.of("");

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Override
    public Integer call() {
        Backup.Made made = OpenLog.with(store, log -> {
            try (Progress progress = Progress.on(Terminal.of(spec))) {
                return Backup.make(log.store(), to, Clock.systemUTC(), OpenLog.shardsOn(progress, "copied"));
            } catch (BackupException failed) {
                throw new CommandFailure(ExitCode.FAILED, String.valueOf(failed.getMessage()), failed);
            }
        });
        output.print(LogKinds.MADE, made);
        return ExitCode.OK.number();
    }
}
