package dev.holdfast.node.log.rocksdb;

import dev.holdfast.core.log.LogStore;
import dev.holdfast.core.log.RegionRecord;
import dev.holdfast.core.log.StoreAnswer;
import dev.holdfast.core.log.StoreRequest;
import dev.holdfast.node.log.RowCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The embedded store. One thread writes: whatever all shards have pending becomes one batch with one sync. Heads are
 * kept in memory as well, because this process is the only one that may have the folder open; a read of a head shows
 * only what was synced. After any write error nothing more is written: what became of it only a fresh start can tell.
 */
public final class RocksLogStore implements LogStore {
    private static final Logger LOG = LoggerFactory.getLogger(RocksLogStore.class);
    private static final byte[] REGION = "region".getBytes(StandardCharsets.UTF_8);
    private static final int READ_THREADS = 2;

    private final RocksFiles files;
    private final RocksWriter writer;
    private final RocksReader reader;
    private final ExecutorService readers;

    /** @param onPoisoned told once, after a write error; the process should end and start again */
    public RocksLogStore(RocksSettings settings, Consumer<String> onPoisoned) {
        try {
            Files.createDirectories(settings.directory());
            this.files = RocksFiles.open(settings);
        } catch (IOException broken) {
            throw new UncheckedIOException("cannot make the log's folder " + settings.directory(), broken);
        } catch (RocksDBException broken) {
            throw new IllegalStateException(
                    "cannot open the log in " + settings.directory() + ": " + broken.getMessage()
                            + " (is another node using it?)",
                    broken);
        }
        this.reader = new RocksReader(files);
        this.writer = new RocksWriter(files, files.database()::write, settings.sync(), reader.heads(), why -> {
            LOG.atError().addKeyValue("why", why).log("The log's store failed a write and takes no more.");
            onPoisoned.accept(why);
        });
        this.readers = Executors.newFixedThreadPool(
                READ_THREADS,
                Thread.ofPlatform().daemon().name("holdfast-rocksdb-read-", 0).factory());
    }

    @Override
    public void send(StoreRequest request, Consumer<StoreAnswer> answerTo) {
        switch (request) {
            case StoreRequest.CompareAndCommit _,
                    StoreRequest.WriteHint _,
                    StoreRequest.DropCommits _,
                    StoreRequest.PutSnapshot _,
                    StoreRequest.DeleteSnapshot _,
                    StoreRequest.DropGeneration _,
                    StoreRequest.AppendHistory _ -> writer.write(request, answerTo);
            case StoreRequest.ReadHead read -> answerTo.accept(new StoreAnswer.HeadRead(writer.head(read)));
            case StoreRequest.ReadHint _,
                    StoreRequest.ReadCommits _,
                    StoreRequest.ReadSnapshot _,
                    StoreRequest.ListSnapshots _,
                    StoreRequest.ReadHistory _ -> read(request, answerTo);
        }
    }

    private void read(StoreRequest request, Consumer<StoreAnswer> answerTo) {
        try {
            readers.execute(() -> answerTo.accept(reader.read(request)));
        } catch (RejectedExecutionException closed) {
            answerTo.accept(new StoreAnswer.Unavailable("the store is closed"));
        }
    }

    @Override
    public synchronized RegionRecord region(RegionRecord wanted) {
        Optional<RegionRecord> found = regionFound();
        if (found.isEmpty()) {
            write(wanted);
        }
        return found.orElse(wanted);
    }

    @Override
    public Optional<RegionRecord> regionFound() {
        try {
            return Optional.ofNullable(files.database().get(files.meta(), REGION))
                    .map(RowCodec::region);
        } catch (RocksDBException broken) {
            throw new IllegalStateException("cannot read what the log's folder holds: " + broken.getMessage(), broken);
        }
    }

    /** No other process has the folder open, so a lock of this one is enough. */
    @Override
    public synchronized Optional<RegionRecord> replaceRegion(RegionRecord expected, RegionRecord next) {
        Optional<RegionRecord> found = regionFound();
        if (found.filter(expected::equals).isEmpty()) {
            return found;
        }
        write(next);
        return Optional.of(next);
    }

    private void write(RegionRecord record) {
        try {
            files.database().put(files.meta(), files.synced(), REGION, RowCodec.region(record));
        } catch (RocksDBException broken) {
            throw new IllegalStateException("cannot say what the log's folder holds: " + broken.getMessage(), broken);
        }
    }

    /** How often the log was synced to the disk since it was opened. */
    public long syncs() {
        return files.syncs();
    }

    /** How many writes were answered since it was opened. */
    public long writes() {
        return writer.answered();
    }

    @Override
    public void close() {
        writer.close();
        readers.shutdown();
        try {
            if (!readers.awaitTermination(10, TimeUnit.SECONDS)) {
                LOG.warn("Reads of the log did not end in time.");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        files.close();
    }
}
