package dev.holdfast.cli.log;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import dev.holdfast.cli.CommandFailure;
import dev.holdfast.cli.ExitCode;
import dev.holdfast.cli.OutputOptions;
import dev.holdfast.cli.Progress;
import dev.holdfast.cli.Terminal;
import dev.holdfast.core.log.LogStore;
import dev.holdfast.core.log.RegionRecord;
import dev.holdfast.node.NodeSettings;
import dev.holdfast.node.log.LogConfig;
import dev.holdfast.node.log.audit.StoreUnreachableException;
import dev.holdfast.node.log.backup.BackupException;
import dev.holdfast.node.log.backup.Restore;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "restore",
        description = {
            "Make a region's log anew out of a backup, in a store that holds nothing, as a new era of it.",
            "A folder must be new or empty; a keyspace must have been made by log init and never used. All of the file is"
                    + " checked before anything is written. Stop every node of the region first."
        },
        footer = {
            "  holdfast log restore --data .holdfast-2 --from holdfast.backup",
            "  holdfast log restore --contact-points 10.0.0.1:9042 --datacenter north --keyspace holdfast_north2 --from north.backup --config north-1.conf"
        })
final class LogRestore implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before anything is called.
    private CommandSpec spec;

    @Mixin
    private final StoreOptions store = new StoreOptions();

    @Option(names = "--from", paramLabel = "FILE", required = true, description = "The backup.")
    private Path from = Path.of("");

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Settings of a node that is to run on it; a backup that does not fit them is refused.")
    private Optional<Path> config = Optional.empty();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Override
    public Integer call() {
        Optional<RegionRecord> fits = config.map(LogRestore::regionOf);
        try {
            // Before a folder is made for it.
            Restore.check(from);
            try (LogStore target = store.openNew();
                    Progress progress = Progress.on(Terminal.of(spec))) {
                output.print(
                        LogKinds.RESTORED,
                        Restore.into(
                                target,
                                from,
                                fits,
                                "restored-" + UUID.randomUUID(),
                                OpenLog.shardsOn(progress, "restored")));
            }
            return ExitCode.OK.number();
        } catch (BackupException failed) {
            throw new CommandFailure(ExitCode.FAILED, String.valueOf(failed.getMessage()), failed);
        } catch (StoreUnreachableException gone) {
            throw new CommandFailure(
                    ExitCode.UNAVAILABLE,
                    store.place() + " cannot be reached any more: " + gone.getMessage()
                            + "; it is of no use now: empty it and restore again",
                    gone);
        } catch (IllegalStateException failed) {
            throw new CommandFailure(ExitCode.FAILED, store.place() + ": " + failed.getMessage(), failed);
        }
    }

    private static RegionRecord regionOf(Path file) {
        try {
            Config settings = ConfigFactory.parseFile(
                    file.toFile(), ConfigParseOptions.defaults().setAllowMissing(false));
            return LogConfig.from(NodeSettings.from(settings).config()).regionRecord();
        } catch (ConfigException broken) {
            throw new CommandFailure(ExitCode.USAGE, "--config " + file + ": " + broken.getMessage(), broken);
        }
    }
}
