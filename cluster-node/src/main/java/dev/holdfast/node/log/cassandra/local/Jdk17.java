package dev.holdfast.node.log.cassandra.local;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The JDK that Cassandra 5 runs on: 17, since it asks for a security manager, which newer ones no longer have. What a
 * person named must fit; what merely lies about is passed over when it does not.
 *
 * @param home its folder
 */
public record Jdk17(Path home) {
    private static final String VARIABLE = "JAVA17_HOME";
    private static final String VERSION = "JAVA_VERSION=\"17";

    /**
     * Looks where {@code named} says, else where the variable JAVA17_HOME says, else where JDKs usually are.
     *
     * @throws LocalCassandraException saying what to install when there is none
     */
    public static Jdk17 find(Optional<Path> named, Map<String, String> environment) {
        if (named.isPresent()) {
            return named.filter(Jdk17::fits).map(Jdk17::new).orElseThrow(() -> notOne("--jdk", named.get()));
        }
        Optional<Path> variable = Optional.ofNullable(environment.get(VARIABLE))
                .filter(text -> !text.isBlank())
                .map(Path::of);
        if (variable.isPresent()) {
            return variable.filter(Jdk17::fits).map(Jdk17::new).orElseThrow(() -> notOne(VARIABLE, variable.get()));
        }
        return usual(environment).stream()
                .filter(Jdk17::fits)
                .findFirst()
                .map(Jdk17::new)
                .orElseThrow(() -> new LocalCassandraException("Cassandra 5 needs a JDK 17 and none was found: install"
                        + " one (apt install openjdk-17-jdk-headless, or https://adoptium.net), or name its folder in "
                        + VARIABLE));
    }

    /** The program. */
    Path java() {
        return home.resolve("bin/java");
    }

    private static LocalCassandraException notOne(String by, Path folder) {
        return new LocalCassandraException(by + "=" + folder
                + " is no JDK 17, on which Cassandra 5 runs: name the folder of one, or leave it out");
    }

    private static List<Path> usual(Map<String, String> environment) {
        Path home = Path.of(environment.getOrDefault("HOME", "/"));
        List<Path> found = new ArrayList<>();
        found.addAll(inside(Path.of("/usr/lib/jvm"), ""));
        found.addAll(inside(Path.of("/opt"), ""));
        found.addAll(inside(home.resolve(".sdkman/candidates/java"), ""));
        found.addAll(inside(home.resolve(".jdks"), ""));
        found.addAll(inside(Path.of("/Library/Java/JavaVirtualMachines"), "Contents/Home"));
        return found;
    }

    private static List<Path> inside(Path folder, String below) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, "*17*")) {
            entries.forEach(entry -> found.add(entry.resolve(below)));
        } catch (IOException unreadable) {
            return List.of();
        }
        Collections.sort(found);
        return found;
    }

    /** Every JDK says its version in a file, so that none has to be started. */
    private static boolean fits(Path home) {
        try {
            return Files.isExecutable(home.resolve("bin/java"))
                    && Files.readAllLines(home.resolve("release")).stream().anyMatch(line -> line.startsWith(VERSION));
        } catch (IOException unreadable) {
            return false;
        }
    }
}
