package dev.holdfast.agent;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Keeps a second process, or a second agent of this one, from working on the same file; ends with the process. */
public final class OwnedFile {
    private final FileChannel channel;

    private OwnedFile(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes a file, creating its directory if need be.
     *
     * @throws IOException when another has it
     */
    public static OwnedFile take(Path file) throws IOException {
        Path lock = file.resolveSibling(file.getFileName() + ".lock");
        Path directory = lock.toAbsolutePath().getParent();
        if (directory != null) {
            Files.createDirectories(directory);
        }
        FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return new OwnedFile(channel);
            }
        } catch (OverlappingFileLockException _) {
            // This process has it: the same answer as for another one.
        } catch (IOException broken) {
            channel.close();
            throw broken;
        }
        channel.close();
        throw new IOException(file + " belongs to another process");
    }

    /** Lets another have it. */
    public void giveBack() {
        try {
            channel.close();
        } catch (IOException ignored) {
            // The process's end gives it back too.
        }
    }
}
