package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The launcher as it is, in a house of cardboard: sources without content, a Maven that leaves empty jars, and a JDK
 * whose java says how it was called.
 */
class LauncherTest {
    private static final List<String> TOOLS = List.of(
            "bash",
            "cat",
            "cp",
            "date",
            "dirname",
            "env",
            "find",
            "flock",
            "grep",
            "head",
            "ls",
            "mkdir",
            "mv",
            "readlink",
            "rm",
            "sed",
            "sleep",
            "sort",
            "tail",
            "touch");

    @TempDir
    private Path folder;

    private Path house = Path.of("");
    private Path tools = Path.of("");
    private Path source = Path.of("");

    @BeforeEach
    void build() throws IOException {
        house = Files.createDirectories(folder.resolve("a house"));
        tools = Files.createDirectories(folder.resolve("tools"));
        Files.copy(
                Path.of("..", "holdfast"), house.resolve("holdfast"), java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
        Files.writeString(house.resolve("pom.xml"), "<project/>");
        for (String module : List.of("core", "cluster-node", "simulator")) {
            Path main = Files.createDirectories(house.resolve(module).resolve("src/main/java"));
            Files.writeString(house.resolve(module).resolve("pom.xml"), "<project/>");
            source = Files.writeString(main.resolve("Some.java"), "class Some {}");
        }
        try (Stream<Path> all = Files.walk(house)) {
            for (Path file : all.toList()) {
                Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
            }
        }
        for (String tool : TOOLS) {
            Optional<Path> found = onThePath(tool);
            if (found.isPresent()) {
                script(tools.resolve(tool), "exec " + found.get() + " \"$@\"\n");
            }
        }
        jdk("jdk-17", "17.0.15");
        jdk("jdk-25", "25.0.3");
        script(tools.resolve("mvn"), """
                echo "$JAVA_HOME $*" >>runs
                while [ -e wait ]; do sleep 0.05; done
                echo "[INFO] Building Holdfast core 0.1.0 [2/4]"
                if [ -e broken ]; then
                  echo "[ERROR] Some.java:[1,1] it is broken"
                  exit 1
                fi
                for module in core cluster-node simulator; do
                  mkdir -p "$module/target"
                  echo jar >"$module/target/holdfast-$module-0.1.0.jar"
                  echo jar >"$module/target/holdfast-$module-0.1.0-tests.jar"
                  echo client >"$module/target/holdfast-$module-0.1.0-client.jar"
                done
                mkdir -p simulator/target/lib
                echo jar >simulator/target/lib/other.jar
                printf %s "$PWD/simulator/target/lib/other.jar" >simulator/target/classpath
                """);
    }

    @Test
    void withoutAJdkItSaysInOneLineWhatToInstall() throws Exception {
        CommandRun.Seen seen =
                launch(Map.of("HOLDFAST_JDKS", folder.resolve("nowhere").toString()), "config");

        assertThat(seen.exit()).isEqualTo(2);
        assertThat(seen.out()).isEmpty();
        assertThat(seen.errLines())
                .singleElement()
                .asString()
                .startsWith("holdfast: needs a JDK 25 or newer and found none: install one");
    }

    @Test
    void aJdkThatIsNamedMustBeNewEnough() throws Exception {
        CommandRun.Seen seen =
                launch(Map.of("HOLDFAST_JAVA", folder.resolve("jdks/jdk-17").toString()), "config");

        assertThat(seen.exit()).isEqualTo(2);
        assertThat(seen.errLines()).singleElement().asString().contains("jdk-17 is not a JDK 25 or newer");
    }

    @Test
    void anOldJavaHomeIsPassedOver() throws Exception {
        CommandRun.Seen seen =
                launch(Map.of("JAVA_HOME", folder.resolve("jdks/jdk-17").toString()), "config");

        assertThat(seen.outLines().getFirst())
                .isEqualTo(folder.resolve("jdks/jdk-25/bin/java").toString());
    }

    @Test
    void withoutMavenItSaysInOneLineWhatToInstall() throws Exception {
        Files.delete(tools.resolve("mvn"));

        CommandRun.Seen seen = launch(Map.of(), "config");

        assertThat(seen.exit()).isEqualTo(2);
        assertThat(seen.errLines())
                .singleElement()
                .asString()
                .contains("needs Maven")
                .contains("install it");
    }

    @Test
    void buildsOnceAndThenStartsAtOnce() throws Exception {
        CommandRun.Seen first = launch(Map.of(), "config");
        CommandRun.Seen second = launch(Map.of(), "config");

        assertThat(first.errLines()).first().asString().startsWith("holdfast: first build: downloads about ");
        assertThat(second.err()).isEmpty();
        assertThat(second.outLines()).isEqualTo(first.outLines());
        assertThat(runs())
                .singleElement()
                .asString()
                .startsWith(folder.resolve("jdks/jdk-25") + " -B ")
                .endsWith(" package");
    }

    @Test
    void handsArgumentsAndFlagsOnAsTheyAre() throws Exception {
        CommandRun.Seen seen =
                launch(Map.of("HOLDFAST_JAVA_OPTS", "-Da=1 -Db=2"), "instance", "create", "--label", "a=b c", "*");

        assertThat(seen.outLines())
                .contains("-XX:+UseCompactObjectHeaders", "--enable-native-access=ALL-UNNAMED")
                .containsSubsequence("-Da=1", "-Db=2", "-cp", "dev.holdfast.cli.Main")
                .endsWith("dev.holdfast.cli.Main", "instance", "create", "--label", "a=b c", "*");
        String classPath = seen.outLines().get(seen.outLines().indexOf("-cp") + 1);
        assertThat(classPath.split(":", -1))
                .hasSize(4)
                .allSatisfy(jar -> assertThat(Path.of(jar)).hasContent("jar"))
                .noneSatisfy(jar -> assertThat(jar).contains("tests"));
    }

    @Test
    void clientCommandsStartFromWhatARehearsalAfterTheBuildLeft() throws Exception {
        List<String> first =
                launch(Map.of("FAKE_CACHE", "whole"), "instance", "list").outLines();
        Path cache =
                Path.of(first.get(first.indexOf("-cp") + 1).split(":", -1)[0]).resolveSibling("client.aot");

        assertThat(first).contains("-XX:AOTCache=" + cache);
        assertThat(cache.resolveSibling("client.aot.new.config")).doesNotExist();
        assertThat(launch(Map.of(), "dev").outLines()).noneMatch(flag -> flag.startsWith("-XX:AOTCache"));
    }

    @Test
    void aRehearsalThatFailsOrLeavesNothingHarmsNobody() throws Exception {
        for (String cache : List.of("none", "empty")) {
            Files.writeString(source, "class Some { String cache = \"" + cache + "\"; }");

            CommandRun.Seen seen = launch(Map.of("FAKE_CACHE", cache), "instance", "list");

            assertThat(seen.exit()).isZero();
            assertThat(seen.outLines()).noneMatch(flag -> flag.startsWith("-XX:AOTCache"));
            assertThat(seen.errLines()).allMatch(line -> line.startsWith("holdfast: "));
        }
    }

    @Test
    void buildsAgainWhenASourceIsNewerAndLeavesTheOlderBuildToThoseWhoRunIt() throws Exception {
        List<String> before = launch(Map.of(), "config").outLines();
        Files.writeString(source, "class Some { int more; }");

        CommandRun.Seen seen = launch(Map.of(), "config");

        assertThat(seen.errLines()).first().asString().startsWith("holdfast: the sources have changed");
        assertThat(runs()).hasSize(2);
        assertThat(seen.outLines()).isNotEqualTo(before);
        assertThat(Path.of(before.get(before.indexOf("-cp") + 1).split(":", -1)[0]))
                .isRegularFile();
    }

    @Test
    void aKeyPressStartsNoBuildAndMakesDoWithTheOneThatIsThere() throws Exception {
        CommandRun.Seen without = launch(Map.of(), "complete", "--", "inst");
        assertThat(without).isEqualTo(new CommandRun.Seen(0, "", ""));
        assertThat(house.resolve("runs")).doesNotExist();

        launch(Map.of(), "config");
        Files.writeString(source, "class Some { int more; }");
        CommandRun.Seen with = launch(Map.of(), "complete", "--", "inst", "");

        assertThat(with.err()).isEmpty();
        assertThat(with.outLines()).endsWith("dev.holdfast.cli.Main", "complete", "--", "inst", "");
        assertThat(runs()).hasSize(1);
    }

    @Test
    void buildsAgainWhenASourceIsGone() throws Exception {
        launch(Map.of(), "config");
        Files.delete(source);

        launch(Map.of(), "config");

        assertThat(runs()).hasSize(2);
    }

    @Test
    void buildsAgainWhenTheJarsAreGone() throws Exception {
        launch(Map.of(), "config");
        Files.delete(house.resolve("simulator/target/lib/other.jar"));

        launch(Map.of(), "config");

        assertThat(runs()).hasSize(2);
    }

    @Test
    void showsWhyABuildFailedAndTriesAgainTheNextTime() throws Exception {
        Files.createFile(house.resolve("broken"));

        CommandRun.Seen seen = launch(Map.of(), "config");

        assertThat(seen.exit()).isEqualTo(1);
        assertThat(seen.out()).isEmpty();
        assertThat(seen.errLines())
                .contains("[ERROR] Some.java:[1,1] it is broken")
                .last()
                .asString()
                .isEqualTo("holdfast: the build failed; all of it is in "
                        + house.toRealPath().resolve("target/holdfast/build.log"));

        Files.delete(house.resolve("broken"));
        assertThat(launch(Map.of(), "config").exit()).isZero();
    }

    @Test
    void launchesAtTheSameTimeBuildOnce() throws Exception {
        Files.createFile(house.resolve("wait"));
        List<Launch> launches = new ArrayList<>();
        for (int number = 0; number < 3; number++) {
            launches.add(new Launch(Map.of(), house.resolve("holdfast"), "config"));
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            int waiting = 0;
            for (Launch launch : launches) {
                waiting += launch.err().contains("another launch is building") ? 1 : 0;
            }
            return waiting == 2;
        });
        Files.delete(house.resolve("wait"));

        for (Launch launch : launches) {
            assertThat(launch.end().exit()).isZero();
        }
        assertThat(runs()).hasSize(1);
    }

    @Test
    void worksThroughALinkFromAnywhere() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("hf"), Path.of("a house/holdfast"));

        CommandRun.Seen seen = new Launch(Map.of(), link, "config").end();

        assertThat(seen.exit()).isZero();
        assertThat(house.resolve("target/holdfast/current")).isRegularFile();
    }

    @Test
    void aReleaseRunsFromTheJarsBesideItWithoutMavenSourcesOrCompilerAndWritesNothing() throws Exception {
        Path release = Files.createDirectories(folder.resolve("a & release"));
        Files.copy(Path.of("..", "holdfast"), release.resolve("holdfast"));
        Files.createDirectory(release.resolve("lib"));
        Files.writeString(release.resolve("lib/classpath"), "lib/first.jar:lib/second.jar\n");
        Files.delete(tools.resolve("mvn"));
        Files.delete(folder.resolve("jdks/jdk-25/bin/javac"));
        Path link = Files.createSymbolicLink(folder.resolve("hf"), Path.of("a & release/holdfast"));
        String lib = release.toRealPath().resolve("lib").toString();

        for (List<String> command : List.of(
                List.of("instance", "list"),
                List.of("node", "--config", "a b.conf"),
                List.of("complete", "--", "inst"))) {
            CommandRun.Seen seen = new Launch(Map.of(), link, command.toArray(String[]::new)).end();

            assertThat(seen.exit()).isZero();
            assertThat(seen.err()).isEmpty();
            assertThat(seen.outLines())
                    .containsSubsequence(
                            "-cp",
                            lib + "/first.jar:" + lib + "/second.jar",
                            "dev.holdfast.cli.Main",
                            command.getFirst())
                    .endsWith(command.getLast())
                    .noneMatch(flag -> flag.startsWith("-XX:AOTCache"));
        }
        try (Stream<Path> all = Files.walk(release)) {
            assertThat(all.map(file -> release.relativize(file).toString()))
                    .containsExactlyInAnyOrder("", "holdfast", "lib", "lib/classpath");
        }
    }

    @Test
    void aReleaseWithoutAJavaSaysWhatToInstall() throws Exception {
        Files.createDirectory(house.resolve("lib"));
        Files.writeString(house.resolve("lib/classpath"), "lib/first.jar\n");

        CommandRun.Seen seen =
                launch(Map.of("HOLDFAST_JDKS", folder.resolve("nowhere").toString()), "config");

        assertThat(seen.exit()).isEqualTo(2);
        assertThat(seen.errLines())
                .singleElement()
                .asString()
                .startsWith("holdfast: needs a Java 25 or newer and found none: install one");
    }

    @Test
    void theCommandsExitCodeIsItsOwn() throws Exception {
        assertThat(launch(Map.of("FAKE_EXIT", "7"), "instance", "list").exit()).isEqualTo(7);
    }

    private CommandRun.Seen launch(Map<String, String> environment, String... arguments) throws Exception {
        return new Launch(environment, house.resolve("holdfast"), arguments).end();
    }

    private List<String> runs() throws IOException {
        return Files.readAllLines(house.resolve("runs"));
    }

    private void jdk(String name, String version) throws IOException {
        Path home = folder.resolve("jdks").resolve(name);
        Files.createDirectories(home.resolve("bin"));
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"Some\"\nJAVA_VERSION=\"" + version + "\"\n");
        script(home.resolve("bin/javac"), "exit 1\n");
        script(home.resolve("bin/java"), """
                for flag in "$@"; do
                  case $flag in
                    -XX:AOTCacheOutput=*)
                      echo "the virtual machine talks"
                      cache=${flag#*=}
                      case ${FAKE_CACHE:-none} in
                        whole) echo cache >"$cache" && echo record >"$cache.config" ;;
                        empty) : >"$cache" ;;
                      esac
                      exit 1
                      ;;
                  esac
                done
                printf '%s\\n' "$0" "$@"
                exit "${FAKE_EXIT:-0}"
                """);
    }

    private static Optional<Path> onThePath(String tool) {
        return Stream.of(System.getenv("PATH").split(":", -1))
                .map(directory -> Path.of(directory, tool))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private void script(Path file, String body) throws IOException {
        Files.writeString(file, "#!" + onThePath("bash").orElseThrow() + "\n" + body);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** A launcher that runs, in an environment with nothing but what it is given. */
    private final class Launch {
        private final Process process;
        private final Path out;
        private final Path err;

        Launch(Map<String, String> environment, Path launcher, String... arguments) throws IOException {
            out = Files.createTempFile(folder, "out", "");
            err = Files.createTempFile(folder, "err", "");
            List<String> command = new ArrayList<>(List.of(tools.resolve("bash").toString(), launcher.toString()));
            command.addAll(List.of(arguments));
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().clear();
            builder.environment().put("PATH", tools.toString());
            builder.environment().put("HOME", folder.toString());
            builder.environment().put("HOLDFAST_JDKS", folder.resolve("jdks").toString());
            builder.environment().putAll(environment);
            process = builder.start();
        }

        String err() throws IOException {
            return Files.readString(err);
        }

        CommandRun.Seen end() throws Exception {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return new CommandRun.Seen(process.exitValue(), Files.readString(out), err());
        }
    }
}
