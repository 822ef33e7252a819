package dev.holdfast.agent.process;

import dev.holdfast.core.shared.OnSilence;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of one incarnation, for the driver, for whoever launches it, and for the watchdog:
 *
 * <pre>
 * spec.json     what it is; a folder without it is none
 * user-data     as its owner gave it
 * work/         where it runs
 * output        what it printed since its last start
 * ticket        the last permission to start it
 * run.ID        who has claimed the ticket ID: a process by pid and time, or nobody when it is empty
 * under-lease   it is killed when the lease ends; without this, it runs on
 * fenced        it was killed because the lease had ended, and is never started again
 * </pre>
 *
 * <p>A claim is made by a hard link or an exclusive creation, so of a launch and somebody who revokes it, exactly one
 * succeeds.
 */
record GuestFolder(Path path) {
    /** Where the incarnations are in a driver's folder. */
    static final String ALL = "instances";

    private static final String UNFINISHED = ".new";
    private static final String GONE = ".gone-";

    /** All that are there. What a crash left half made or half removed is not. */
    static List<GuestFolder> all(Path directory) throws IOException {
        List<GuestFolder> all = new ArrayList<>();
        try (Stream<Path> entries = Files.list(directory.resolve(ALL))) {
            entries.filter(entry -> Files.exists(entry.resolve(GuestSpec.FILE)) && !isLeftOver(entry))
                    .sorted()
                    .map(GuestFolder::new)
                    .forEach(all::add);
        }
        return Collections.unmodifiableList(all);
    }

    static void removeLeftOvers(Path directory) throws IOException {
        List<Path> old;
        try (Stream<Path> entries = Files.list(directory.resolve(ALL))) {
            old = entries.filter(GuestFolder::isLeftOver).toList();
        }
        for (Path each : old) {
            delete(each);
        }
    }

    private static boolean isLeftOver(Path entry) {
        String name = entry.getFileName().toString();
        return name.endsWith(UNFINISHED) || name.startsWith(GONE);
    }

    /** Makes one; it is there as a whole and on the disk, or not at all. */
    static GuestFolder create(Path directory, GuestSpec spec) throws IOException {
        Path all = directory.resolve(ALL);
        Path path = all.resolve(spec.uid() + "." + spec.epoch());
        Path fresh = all.resolve(spec.uid() + "." + spec.epoch() + UNFINISHED);
        if (Files.exists(fresh)) {
            delete(fresh);
        }
        Files.createDirectories(fresh.resolve("work"));
        GuestFolder folder = new GuestFolder(fresh);
        spec.write(folder);
        if (spec.workload().onSilence() == OnSilence.STOP) {
            folder.putUnderLease();
        }
        Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
        sync(all);
        return new GuestFolder(path);
    }

    Path userData() {
        return path.resolve("user-data");
    }

    Path work() {
        return path.resolve("work");
    }

    Path output() {
        return path.resolve("output");
    }

    Optional<Ticket> ticket() throws IOException {
        try {
            return Ticket.parse(Files.readString(path.resolve("ticket")));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
    }

    /** Every earlier ticket must have been claimed or revoked. On the disk when this returns. */
    void issue(Ticket ticket) throws IOException {
        replace("ticket", ticket.line().getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    /** What a launch with this ticket has begun; nothing when it has not claimed it, or somebody had revoked it. */
    Optional<Run> run(Ticket ticket) throws IOException {
        try {
            return Run.parse(ticket, Files.readString(claim(ticket)));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
    }

    /** Whether nothing was and ever will be launched with this ticket: the answer is for ever. */
    boolean revoke(Ticket ticket) throws IOException {
        try {
            Files.createFile(claim(ticket));
            return true;
        } catch (FileAlreadyExistsException _) {
            return Files.size(claim(ticket)) == 0;
        }
    }

    /** All of a run is over, so that nobody needs to find it any more; its ticket starts nothing a second time. */
    void forget(Ticket ticket) throws IOException {
        Files.deleteIfExists(path.resolve("claim." + ticket.id()));
        Files.deleteIfExists(claim(ticket));
    }

    private Path claim(Ticket ticket) {
        return path.resolve("run." + ticket.id());
    }

    boolean isUnderLease() {
        return Files.exists(path.resolve("under-lease"));
    }

    private void putUnderLease() throws IOException {
        Files.createFile(path.resolve("under-lease"));
        sync(path);
    }

    boolean isFenced() {
        return Files.exists(path.resolve("fenced"));
    }

    /** It is never started again. */
    void fence() throws IOException {
        try {
            Files.createFile(path.resolve("fenced"));
        } catch (FileAlreadyExistsException _) {
            // Once is enough.
        }
    }

    /** Makes certain that the name of what was written here is on the disk. */
    void sync() throws IOException {
        sync(path);
    }

    /** Leaves nothing. From its first step on, nothing can be launched from here. */
    void remove() throws IOException {
        Path gone = path.resolveSibling(GONE + UUID.randomUUID());
        Files.move(path, gone, StandardCopyOption.ATOMIC_MOVE);
        sync(path.toAbsolutePath().getParent());
        delete(gone);
    }

    /** Writes a file as a whole, on the disk when this returns. */
    void replace(String name, byte[] content) throws IOException {
        Path fresh = path.resolve(name + UNFINISHED);
        Files.write(
                fresh,
                content,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE,
                StandardOpenOption.SYNC);
        Files.move(fresh, path.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        sync(path);
    }

    private static void sync(@Nullable Path directory) throws IOException {
        if (directory != null) {
            try (FileChannel opened = FileChannel.open(directory, StandardOpenOption.READ)) {
                opened.force(true);
            }
        }
    }

    /** Links that the instance has left are removed, not followed. */
    private static void delete(Path tree) throws IOException {
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                    throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
