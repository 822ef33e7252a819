package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientSettingsTest {
    private static final String CONFIG = """
            current-context: lab
            contexts:
              lab: {address: "10.0.0.7:7401", project: web, region: north}
              home: {address: "10.0.0.8"}
            """;

    @TempDir
    private Path home;

    @Test
    void withoutAnythingTheDefaultsHold() {
        assertThat(rows(run("config")))
                .contains("address 127.0.0.1:7400 default", "project default default", "region local default");
    }

    @Test
    void theConfigFilesContextWinsOverTheDefault() throws IOException {
        Path file = write(CONFIG);

        assertThat(rows(run("config")))
                .contains(
                        "address 10.0.0.7:7401 " + file + " (context lab)",
                        "project web " + file + " (context lab)",
                        "context lab " + file + " (current-context)");
    }

    @Test
    void anotherContextCanBeNamed() throws IOException {
        Path file = write(CONFIG);

        assertThat(rows(run("config", "--context", "home")))
                .contains("address 10.0.0.8 " + file + " (context home)", "region local default");
    }

    @Test
    void theEnvironmentWinsOverTheFileAndAFlagOverBoth() throws IOException {
        write(CONFIG);
        CommandRun run =
                new CommandRun().home(home).with("HOLDFAST_ADDRESS", "env:1").with("HOLDFAST_REGION", "south");

        assertThat(rows(run.run("config", "--address", "flag:2")))
                .contains("address flag:2 --address", "region south HOLDFAST_REGION");
        assertThat(rows(run.run("config"))).contains("address env:1 HOLDFAST_ADDRESS");
    }

    @Test
    void theFileMayLieElsewhere() throws IOException {
        Path elsewhere = Files.writeString(home.resolve("mine.yaml"), CONFIG);

        assertThat(rows(new CommandRun()
                        .home(home)
                        .with("HOLDFAST_CONFIG", elsewhere.toString())
                        .run("config")))
                .contains("config-file " + elsewhere + " exists", "region north " + elsewhere + " (context lab)");
    }

    @Test
    void aPromisedFileThatIsMissingIsAnError() {
        Path missing = home.resolve("missing.yaml");

        CommandRun.Seen seen = new CommandRun()
                .home(home)
                .with("HOLDFAST_CONFIG", missing.toString())
                .run("config");

        assertThat(seen.exit()).isEqualTo(2);
        assertThat(seen.errLines())
                .containsExactly(
                        "holdfast: HOLDFAST_CONFIG names " + missing + ", which does not exist: create it or unset it");
    }

    @Test
    void aContextThatIsNotThereIsAnErrorThatNamesThoseThatAre() throws IOException {
        write(CONFIG);

        CommandRun.Seen seen = run("instance", "list", "--context", "labb");

        assertThat(seen.exit()).isEqualTo(2);
        assertThat(seen.err()).contains("context 'labb' (--context) is not in").contains("it has lab, home");
    }

    @Test
    void aMisspeltKeyIsAnErrorAndNotTheDefault() throws IOException {
        write("contexts:\n  lab: {adress: x}\n");

        assertThat(run("config").err()).contains("contexts.lab has the key 'adress', which means nothing");
    }

    @Test
    void whatIsNotYamlIsSaidWithItsLine() throws IOException {
        write("current-context: lab\ncontexts: {\n");

        CommandRun.Seen seen = run("config");

        assertThat(seen.exit()).isEqualTo(2);
        assertThat(seen.errLines()).singleElement().asString().contains("config.yaml: not YAML at line");
    }

    @Test
    void valuesThatCannotBeAreRefusedWithWhereTheyCameFrom() {
        assertThat(new CommandRun()
                        .with("HOLDFAST_ADDRESS", "a:b:c")
                        .run("config")
                        .err())
                .contains("address 'a:b:c' (HOLDFAST_ADDRESS) is not HOST:PORT");
        assertThat(new CommandRun()
                        .with("HOLDFAST_REGION", "North")
                        .run("config")
                        .err())
                .contains("region (HOLDFAST_REGION) 'North' is not allowed");
    }

    private CommandRun.Seen run(String... arguments) {
        return new CommandRun().home(home).run(arguments);
    }

    private Path write(String text) throws IOException {
        Path file = home.resolve(".config/holdfast/config.yaml");
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private static java.util.List<String> rows(CommandRun.Seen seen) {
        assertThat(seen.exit()).as(seen.err()).isZero();
        return seen.outLines().stream().map(line -> line.replaceAll(" +", " ")).toList();
    }
}
