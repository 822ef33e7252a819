package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeCommandTest {
    @TempDir
    private Path folder;

    @Test
    void aFileOfSettingsThatIsNotThereIsSaidOnOneLine() {
        CommandRun.Seen seen = new CommandRun()
                .run("node", "--config", folder.resolve("none.conf").toString());

        assertThat(seen.exit()).isEqualTo(ExitCode.USAGE.number());
        assertThat(seen.err()).startsWith("holdfast: ").contains("none.conf is no file that can be read");
        assertThat(seen.err().lines()).hasSize(1);
    }

    @Test
    void settingsThatCannotBeReadAreSaidOnOneLine() throws IOException {
        assertThat(refusal("holdfast { region = ")).contains("garbled.conf");
    }

    @Test
    void aSettingThatBreaksItsRuleIsNamed() throws IOException {
        assertThat(refusal("holdfast.region = \"West!\"")).contains("holdfast.region", "must match");
    }

    @Test
    void aFormOfLogLinesThatThereIsNotIsRefusedWhereverItWasSaid() throws IOException {
        String file = Files.createFile(folder.resolve("good.conf")).toString();
        CommandRun.Seen option = new CommandRun().run("node", "--config", file, "--log-format", "jsno");
        CommandRun.Seen variable =
                new CommandRun().with("HOLDFAST_LOG_FORMAT", "JSON").run("node", "--config", file);

        assertThat(option.exit()).isEqualTo(ExitCode.USAGE.number());
        assertThat(option.err()).contains("--log-format must be text or json, not jsno");
        assertThat(variable.exit()).isEqualTo(ExitCode.USAGE.number());
        assertThat(variable.err()).contains("HOLDFAST_LOG_FORMAT must be text or json, not JSON");
    }

    /** What the node itself says goes to the process's own stderr. */
    private String refusal(String settings) throws IOException {
        Path file = folder.resolve("garbled.conf");
        Files.writeString(file, settings);
        PrintStream before = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        try (PrintStream err = new PrintStream(said, true, StandardCharsets.UTF_8)) {
            System.setErr(err);
            assertThat(new CommandRun().run("node", "--config", file.toString()).exit())
                    .isEqualTo(1);
        } finally {
            System.setErr(before);
        }
        String line = said.toString(StandardCharsets.UTF_8);
        assertThat(line).startsWith("holdfast: the node cannot start: ");
        assertThat(line.lines()).hasSize(1);
        return line;
    }
}
