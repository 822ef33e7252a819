package dev.holdfast.agent;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** A file that grows at its end, or is replaced as a whole, and is on the disk when it says so. */
public final class SyncedFile {
    private final Path path;
    private final SyncedWriter writer;
    private final int lane;
    private FileChannel channel;
    private Optional<String> broken = Optional.empty();

    SyncedFile(Path path, SyncedWriter writer, int lane) throws IOException {
        this.path = path;
        this.writer = writer;
        this.lane = lane;
        this.channel = openChannel(path);
        syncDirectoryOf(path);
    }

    Path path() {
        return path;
    }

    /** Completes when these bytes are on the disk, after everything that was written before; fails for ever if not. */
    public CompletionStage<Void> append(byte[] bytes) {
        return writer.write(lane, this, false, bytes);
    }

    /** The same, in place of everything that was written before. A crash leaves the old content or the new one. */
    public CompletionStage<Void> replace(byte[] bytes) {
        return writer.write(lane, this, true, bytes);
    }

    /** On the writer's thread: writes all of these and syncs once. */
    void write(List<SyncedWriter.Work> works, SyncedWriter.Sync sync) throws IOException {
        synchronized (this) {
            if (broken.isPresent()) {
                throw new IOException(path + ": an earlier write failed: " + broken.get());
            }
            try {
                ByteArrayOutputStream appended = new ByteArrayOutputStream();
                for (SyncedWriter.Work work : works) {
                    if (work.replaces()) {
                        appended.reset();
                        replaceNow(work.bytes().array(), sync);
                    } else {
                        appended.writeBytes(work.bytes().array());
                    }
                }
                writeFully(channel, appended.toByteArray());
                sync.force(channel);
            } catch (IOException failure) {
                broken = Optional.of(String.valueOf(failure.getMessage()));
                throw failure;
            }
        }
    }

    private void replaceNow(byte[] bytes, SyncedWriter.Sync sync) throws IOException {
        Path fresh = path.resolveSibling(path.getFileName() + ".new");
        try (FileChannel out = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            writeFully(out, bytes);
            sync.force(out);
        }
        channel.close();
        Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        syncDirectoryOf(path);
        channel = openChannel(path);
    }

    private static FileChannel openChannel(Path path) throws IOException {
        return FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    }

    private static void writeFully(FileChannel channel, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    /** A file's name is on the disk when its directory is. */
    private static void syncDirectoryOf(Path path) throws IOException {
        Path directory = path.toAbsolutePath().getParent();
        if (directory != null) {
            try (FileChannel opened = FileChannel.open(directory, StandardOpenOption.READ)) {
                opened.force(true);
            }
        }
    }

    /** Completes when everything before is written and the file is closed. */
    public CompletionStage<Void> close() {
        return append(new byte[0]).handle((_, _) -> closeNow());
    }

    @SuppressWarnings("NullAway") // The only value of Void.
    private Void closeNow() {
        synchronized (this) {
            broken = Optional.of("it is closed");
            try {
                channel.close();
            } catch (IOException ignored) {
                // What was answered is synced already.
            }
        }
        return null;
    }
}
