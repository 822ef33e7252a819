package dev.holdfast.sim.scenario;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A file system of its own in a file, on a loop device that goes around the outer file system's cache: what was synced
 * inside is in the file, what was not is only in this kernel's memory, which a power cut loses. Needs root.
 */
final class LoopDisk implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path file;
    private final Path folder;
    private final String device;

    private LoopDisk(Path file, Path folder, String device) {
        this.file = file;
        this.folder = folder;
        this.device = device;
    }

    /** Fails, beginning with INVALID, when this machine cannot show what is to be shown. */
    static void requireMachine() throws IOException, InterruptedException {
        if (!run("id", "-u").equals("0")) {
            throw new AssertionError("INVALID: a power cut can only be shown by root, who may mount file systems");
        }
        for (String tool : List.of("losetup", "mkfs.ext4", "mount", "umount")) {
            try {
                run("sh", "-c", "command -v " + tool);
            } catch (IllegalStateException missing) {
                throw new AssertionError(
                        "INVALID: there is no " + tool + "; install util-linux and e2fsprogs", missing);
            }
        }
        try {
            run("losetup", "--find");
        } catch (IllegalStateException none) {
            throw new AssertionError("INVALID: this kernel offers no loop devices", none);
        }
    }

    /** A new, empty one; its journal is not committed by itself for ten minutes. */
    static LoopDisk make(Path file, Path folder) throws IOException, InterruptedException {
        run("truncate", "-s", "1G", file.toString());
        run("mkfs.ext4", "-q", "-F", file.toString());
        return mount(file, folder);
    }

    static LoopDisk mount(Path file, Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        String device = run("losetup", "--find", "--show", "--direct-io=on", file.toString());
        try {
            run("mount", "-o", "commit=600", device, folder.toString());
        } catch (IllegalStateException failed) {
            run("losetup", "--detach", device);
            throw failed;
        }
        return new LoopDisk(file, folder, device);
    }

    Path folder() {
        return folder;
    }

    /** The file as it is at this moment: what is left when the power fails. */
    void copyTo(Path copy) throws IOException, InterruptedException {
        run("cp", "--sparse=always", file.toString(), copy.toString());
    }

    @Override
    public void close() throws IOException {
        try {
            try {
                run("umount", folder.toString());
            } finally {
                run("losetup", "--detach", device);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException("stopped while taking " + folder + " away", stopped);
        }
    }

    /**
     * What a command says.
     *
     * @throws IllegalStateException when it fails
     */
    static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IllegalStateException(String.join(" ", command) + ": " + said);
        }
        return said;
    }
}
