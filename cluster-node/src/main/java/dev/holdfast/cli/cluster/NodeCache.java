package dev.holdfast.cli.cluster;

import dev.holdfast.cli.node.NodeRehearsal;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * What a node's virtual machine loads, links and learns in its first seconds, ready made, in a file beside our jars
 * (JEP 483, 514 and 515). It only saves time: where it cannot be made, or does not fit any more, all works without.
 */
final class NodeCache {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String FILE = "node.aot";

    /** Of the rehearsal and of those that start from it alike: a cache fits only the same ones. */
    static final List<String> FLAGS = List.of(
            "-XX:+UseCompactObjectHeaders",
            "-XX:+UseSerialGC",
            "-XX:-UsePerfData",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    private final String classPath;

    /** @param classPath of the nodes, as Java takes it */
    NodeCache(String classPath) {
        this.classPath = classPath;
    }

    /** The file, if it is there. */
    Optional<Path> file() {
        return place().filter(Files::isRegularFile);
    }

    /** Where it belongs; nowhere when the class path is not of jars only, of which alone there can be a cache. */
    private Optional<Path> place() {
        List<Path> entries = Arrays.stream(classPath.split(File.pathSeparator, -1))
                .map(Path::of)
                .toList();
        return entries.stream().allMatch(entry -> entry.toString().endsWith(".jar"))
                ? Optional.ofNullable(entries.getFirst().toAbsolutePath().getParent())
                        .map(folder -> folder.resolve(FILE))
                : Optional.empty();
    }

    /** Makes it if it is missing and can be made; takes about twenty seconds, once for each build. */
    void make(Consumer<String> progress) throws InterruptedException {
        Optional<Path> place = place();
        if (place.isEmpty()
                || Files.exists(place.get())
                || !Files.isWritable(place.get().getParent())) {
            return;
        }
        progress.accept("letting a node rehearse, so that nodes start sooner (once for each build, about 20 s)");
        try {
            Path folder = Files.createTempDirectory("holdfast-rehearsal");
            try {
                rehearse(place.get(), folder);
            } finally {
                remove(folder);
            }
        } catch (IOException failed) {
            progress.accept("the rehearsal came to nothing (" + failed.getMessage() + "); nodes start all the same");
        }
    }

    private void rehearse(Path place, Path folder) throws IOException, InterruptedException {
        Path made = folder.resolve(FILE);
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(FLAGS);
        command.addAll(List.of(
                "-XX:AOTCacheOutput=" + made,
                "-Dslf4j.internal.verbosity=ERROR",
                "-Dholdfast.log.file=" + folder.resolve("rehearsal.log"),
                "-Xmx320m",
                "-cp",
                classPath,
                NodeRehearsal.class.getName(),
                folder.resolve("data").toString()));
        Files.createDirectories(folder.resolve("data"));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("rehearsal.out").toFile())
                .start();
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IOException("it did not end within " + PATIENCE.toSeconds() + " s");
            }
        } finally {
            process.destroyForcibly();
        }
        if (process.exitValue() != 0 || !Files.isRegularFile(made)) {
            throw new IOException("it ended with " + process.exitValue());
        }
        // First beside its place: another file system's file cannot be moved at once, and nobody may see half of it.
        Path beside = place.resolveSibling(FILE + "." + ProcessHandle.current().pid());
        Files.copy(made, beside, StandardCopyOption.REPLACE_EXISTING);
        Files.move(beside, place, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
