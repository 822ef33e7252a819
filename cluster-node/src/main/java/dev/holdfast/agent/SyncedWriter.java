package dev.holdfast.agent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Writes many files and answers only when they are synced. A few threads, each with its own files, take all that is
 * pending, write it, and sync each touched file once: so hundreds of hosts in one process share what a disk can do. A
 * file whose write or sync failed is never written again, because nobody knows any more what is on the disk.
 */
public final class SyncedWriter implements AutoCloseable {
    private static final int PENDING_AT_MOST = 16_384;
    private static final int BATCH_AT_MOST = 1_024;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Makes certain that what was written is on the disk. */
    interface Sync {
        void force(FileChannel channel) throws IOException;
    }

    /** One write of one file. */
    record Work(SyncedFile file, boolean replaces, ByteBuffer bytes, CompletableFuture<Void> written) {}

    private final Sync sync;
    private final List<Lane> lanes = new ArrayList<>();

    private SyncedWriter(int lanes, Sync sync) {
        this.sync = sync;
        for (int i = 0; i < lanes; i++) {
            this.lanes.add(new Lane(i));
        }
    }

    /** @param lanes how many threads write and sync, at least 1 */
    public static SyncedWriter start(int lanes) {
        return start(lanes, channel -> channel.force(false));
    }

    static SyncedWriter start(int lanes, Sync sync) {
        if (lanes < 1) {
            throw new IllegalArgumentException("lanes must be at least 1 but is " + lanes);
        }
        return new SyncedWriter(lanes, sync);
    }

    /** Opens a file for appending, creating it if need be. */
    public SyncedFile open(Path path) throws IOException {
        return new SyncedFile(path, this, Math.floorMod(path.hashCode(), lanes.size()));
    }

    /** A disk that does not keep up makes writers wait, and one that hangs fails them. */
    CompletableFuture<Void> write(int lane, SyncedFile file, boolean replaces, byte[] bytes) {
        Work work = new Work(file, replaces, ByteBuffer.wrap(bytes), new CompletableFuture<>());
        if (!lanes.get(lane).offer(work)) {
            work.written().completeExceptionally(new IOException(file.path() + ": the writer is closed or hangs"));
        }
        return work.written();
    }

    /** Finishes what is pending, for at most ten seconds. */
    @Override
    public void close() {
        lanes.forEach(Lane::close);
        lanes.forEach(Lane::await);
    }

    private final class Lane {
        private final BlockingQueue<Work> pending = new ArrayBlockingQueue<>(PENDING_AT_MOST);
        private final Thread thread;
        private volatile boolean closed;

        private Lane(int number) {
            thread = Thread.ofPlatform()
                    .daemon()
                    .name("holdfast-agent-disk-" + number)
                    .start(this::run);
        }

        private boolean offer(Work work) {
            try {
                return !closed && pending.offer(work, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return false;
            }
        }

        private void run() {
            List<Work> taken = new ArrayList<>(BATCH_AT_MOST);
            try {
                while (!closed || !pending.isEmpty()) {
                    taken.clear();
                    Work first = pending.poll(100, TimeUnit.MILLISECONDS);
                    if (first != null) {
                        taken.add(first);
                        pending.drainTo(taken, BATCH_AT_MOST - 1);
                        write(taken);
                    }
                }
            } catch (InterruptedException interrupted) {
                closed = true;
            }
        }

        private void write(List<Work> taken) {
            Map<SyncedFile, List<Work>> byFile = new LinkedHashMap<>();
            taken.forEach(work ->
                    byFile.computeIfAbsent(work.file(), _ -> new ArrayList<>()).add(work));
            byFile.forEach((file, works) -> {
                try {
                    file.write(works, sync);
                    works.forEach(work -> work.written().complete(null));
                } catch (IOException broken) {
                    works.forEach(work -> work.written().completeExceptionally(broken));
                }
            });
        }

        private void close() {
            closed = true;
        }

        private void await() {
            try {
                if (!thread.join(PATIENCE)) {
                    thread.interrupt();
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
