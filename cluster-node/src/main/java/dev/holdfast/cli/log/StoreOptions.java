package dev.holdfast.cli.log;

import dev.holdfast.cli.CommandFailure;
import dev.holdfast.cli.ExitCode;
import dev.holdfast.core.log.LogStore;
import dev.holdfast.node.log.cassandra.CassandraLogStore;
import dev.holdfast.node.log.rocksdb.RocksLogStore;
import dev.holdfast.node.log.rocksdb.RocksSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which store is meant: the folder of a node that does not run, or a keyspace of Cassandra. */
final class StoreOptions {
    /** The name that a node gives to the log's folder among its data. */
    private static final String LOG = "log";

    /** Every RocksDB has a file of this name. */
    private static final String SIGN = "CURRENT";

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "The data of a node that does not run; its log is in DIR/log, or is DIR. Default: .holdfast, unless"
                            + " something is said of Cassandra")
    private Optional<Path> data = Optional.empty();

    @Mixin
    private final CassandraOptions cassandra = new CassandraOptions();

    /**
     * Opens a store that is there.
     *
     * @throws CommandFailure on one line: that there is none, or that somebody has it open
     */
    LogStore open() {
        if (isCassandra()) {
            return openCassandra();
        }
        Path folder = data.orElse(Path.of(".holdfast"));
        Path log = Stream.of(folder.resolve(LOG), folder)
                .filter(each -> Files.exists(each.resolve(SIGN)))
                .findFirst()
                .orElseThrow(() -> new CommandFailure(
                        ExitCode.NOT_FOUND,
                        "there is no log in " + folder.resolve(LOG) + " or in " + folder
                                + ": name a node's data with --data, or a Cassandra with --contact-points"));
        return openRocks(log);
    }

    /**
     * Opens a store for what is to be restored: in a folder, one that is not there yet.
     *
     * @throws CommandFailure on one line: that something is there
     */
    LogStore openNew() {
        if (isCassandra()) {
            return openCassandra();
        }
        Path log = data.orElse(Path.of(".holdfast")).resolve(LOG);
        if (isInUse(log)) {
            throw new CommandFailure(
                    ExitCode.CONFLICT,
                    log + " is not empty: restore into another folder with --data, or move that one away");
        }
        return openRocks(log);
    }

    /** Where it is, for a person. */
    String place() {
        return isCassandra()
                ? "keyspace " + cassandra.settings().keyspace()
                : data.orElse(Path.of(".holdfast")).toString();
    }

    private boolean isCassandra() {
        if (data.isPresent() && cassandra.given()) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "--data names a folder, and other options name a Cassandra: one of the two is meant");
        }
        return cassandra.given();
    }

    /**
     * What keeps acknowledged commands is a node's business; to look at them, or put them there, any cluster will do.
     */
    private LogStore openCassandra() {
        try {
            return CassandraLogStore.open(cassandra.settings().takingRisks());
        } catch (IllegalStateException refused) {
            throw new CommandFailure(ExitCode.UNAVAILABLE, String.valueOf(refused.getMessage()), refused);
        }
    }

    private static LogStore openRocks(Path log) {
        try {
            return new RocksLogStore(RocksSettings.in(log), _ -> {});
        } catch (IllegalStateException | java.io.UncheckedIOException refused) {
            throw new CommandFailure(
                    ExitCode.CONFLICT,
                    refused.getMessage() + "; a node that runs on it has to be stopped first",
                    refused);
        }
    }

    private static boolean isInUse(Path log) {
        if (!Files.exists(log)) {
            return false;
        }
        try (Stream<Path> files = Files.list(log)) {
            return files.findAny().isPresent();
        } catch (IOException failed) {
            throw new CommandFailure(ExitCode.FAILED, log + " cannot be read: " + failed, failed);
        }
    }
}
