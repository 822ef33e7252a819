package dev.holdfast.node.log.cassandra.local;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * The jars of Cassandra, which are no part of Holdfast: Maven fetches them into its own repository when somebody asks
 * for them, and tells where they are.
 *
 * @param classpath as the Java virtual machine wants it
 */
public record CassandraJars(String classpath) {
    /** The version that is run. */
    public static final String VERSION = "5.0.9";

    private static final String RESOURCE = "cassandra-pom.xml";
    private static final String GOAL = "org.apache.maven.plugins:maven-dependency-plugin:3.9.0:build-classpath";
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Duration EVERY = Duration.ofSeconds(2);

    /**
     * Asks Maven, or remembers what it said in this folder. About 70 MB are fetched the first time on a machine.
     *
     * @param folder kept: a pom, Maven's answer and what it said
     * @param progress told every few seconds how far it is
     * @throws LocalCassandraException when there is no Maven, or it cannot fetch them
     */
    public static CassandraJars fetch(Path folder, Map<String, String> environment, Consumer<String> progress)
            throws InterruptedException {
        Path answer = folder.resolve("classpath-" + VERSION);
        try {
            Files.createDirectories(folder);
            Optional<CassandraJars> known = read(answer);
            if (known.isPresent()) {
                return known.get();
            }
            Path pom = folder.resolve("pom.xml");
            try (InputStream resource = CassandraJars.class.getResourceAsStream(RESOURCE)) {
                if (resource == null) {
                    throw new IllegalStateException("the build lacks " + RESOURCE);
                }
                Files.copy(resource, pom, StandardCopyOption.REPLACE_EXISTING);
            }
            String maven = maven(environment);
            // What is in Maven's repository already needs no network.
            if (!run(maven, pom, answer, true, progress) || read(answer).isEmpty()) {
                if (!run(maven, pom, answer, false, progress)) {
                    throw new LocalCassandraException("Maven could not fetch Cassandra " + VERSION
                            + "'s jars: is Maven Central within reach? all of what it said is in "
                            + folder.resolve("maven.log"));
                }
            }
            return read(answer)
                    .orElseThrow(() -> new LocalCassandraException(
                            "Maven named jars of Cassandra that are not there; see " + answer));
        } catch (IOException failed) {
            throw new LocalCassandraException(
                    "Cassandra's jars cannot be prepared in " + folder + ": " + failed.getMessage(), failed);
        }
    }

    /** The agent by which Cassandra measures its objects. */
    Path agent() {
        return entries().stream()
                .filter(jar -> String.valueOf(jar.getFileName()).startsWith("jamm-"))
                .findFirst()
                .orElseThrow(() -> new LocalCassandraException("no jamm among Cassandra's jars: " + classpath));
    }

    private List<Path> entries() {
        return Pattern.compile(Pattern.quote(File.pathSeparator))
                .splitAsStream(classpath)
                .map(Path::of)
                .toList();
    }

    private static Optional<CassandraJars> read(Path answer) throws IOException {
        if (!Files.exists(answer)) {
            return Optional.empty();
        }
        CassandraJars jars = new CassandraJars(Files.readString(answer).strip());
        return jars.entries().stream().allMatch(Files::isReadable) ? Optional.of(jars) : Optional.empty();
    }

    private static String maven(Map<String, String> environment) {
        List<Path> candidates = new ArrayList<>();
        Optional.ofNullable(environment.get("MAVEN_HOME"))
                .ifPresent(home -> candidates.add(Path.of(home, "bin", "mvn")));
        Pattern.compile(Pattern.quote(File.pathSeparator))
                .splitAsStream(environment.getOrDefault("PATH", ""))
                .forEach(folder -> candidates.add(Path.of(folder, "mvn")));
        return candidates.stream()
                .filter(Files::isExecutable)
                .findFirst()
                .map(Path::toString)
                .orElseThrow(() -> new LocalCassandraException(
                        "Cassandra's jars are fetched by Maven and no mvn was found: install it (apt install maven,"
                                + " brew install maven, or https://maven.apache.org)"));
    }

    private static boolean run(String maven, Path pom, Path answer, boolean offline, Consumer<String> progress)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(maven, "-B", "-f", pom.toString(), GOAL, "-Dmdep.outputFile=" + answer.toAbsolutePath()));
        if (offline) {
            command.add("-o");
        }
        // A build that keeps its jars elsewhere says so to its tests by this property.
        Optional.ofNullable(System.getProperty("maven.repo.local"))
                .ifPresent(repository -> command.add("-Dmaven.repo.local=" + repository));
        File log = pom.resolveSibling("maven.log").toFile();
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        // Flags of the build around us are for its own JVM.
        builder.environment().remove("MAVEN_OPTS");
        Process process = builder.start();
        long began = System.nanoTime();
        try {
            while (!process.waitFor(EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                Duration passed = Duration.ofNanos(System.nanoTime() - began);
                if (passed.compareTo(PATIENCE) > 0) {
                    throw new LocalCassandraException("Maven has not fetched Cassandra's jars within "
                            + PATIENCE.toMinutes() + " min; see " + log);
                }
                progress.accept("fetching Cassandra " + VERSION + ": " + downloaded(log) + " files downloaded, "
                        + passed.toSeconds() + " s");
            }
            return process.exitValue() == 0;
        } finally {
            process.destroy();
        }
    }

    private static long downloaded(File log) throws IOException {
        try (var lines = Files.lines(log.toPath(), StandardCharsets.ISO_8859_1)) {
            return lines.filter(line -> line.contains("Downloaded from")).count();
        }
    }
}
