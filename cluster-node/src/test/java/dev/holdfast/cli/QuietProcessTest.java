package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.v1.InstanceState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process of its own, because what libraries log is decided once a process. */
class QuietProcessTest {
    @TempDir
    private Path folder;

    @Test
    void nothingButTheDataIsPrinted() throws IOException, InterruptedException {
        try (FakeNode node = new FakeNode()) {
            node.withInstance("web-1", InstanceState.INSTANCE_STATE_RUNNING);

            CommandRun.Seen seen = run("instance", "list", "-o", "name", "--address", node.address());

            assertThat(seen).isEqualTo(new CommandRun.Seen(0, "web-1\n", ""));
        }
    }

    @Test
    void nothingButTheOneLineIsSaidWhenNothingAnswers() throws IOException, InterruptedException {
        CommandRun.Seen seen = run("instance", "list", "--address", "127.0.0.1:1");

        assertThat(seen.exit()).isEqualTo(5);
        assertThat(seen.out()).isEmpty();
        assertThat(seen.errLines()).singleElement().asString().startsWith("holdfast: nothing answers at 127.0.0.1:1");
    }

    private CommandRun.Seen run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseCompactObjectHeaders",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of(arguments));
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("HOLDFAST_") || name.startsWith("JAVA_TOOL"));
        builder.environment().put("HOME", folder.toString());
        Process process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new CommandRun.Seen(
                process.exitValue(),
                Files.readString(out, StandardCharsets.UTF_8),
                Files.readString(err, StandardCharsets.UTF_8));
    }
}
