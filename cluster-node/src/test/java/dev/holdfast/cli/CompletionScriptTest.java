package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bash script in a bash, with a program that writes down what it was asked and answers what the test says. */
class CompletionScriptTest {
    /** Bash's own beginning of a completion, and then what came of it: the replies, one a line. */
    private static final String PRESS = """
            source "$SCRIPT"
            COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
            _holdfast
            printf '%s\\n' ${COMPREPLY[@]+"${COMPREPLY[@]}"}
            """;

    @TempDir
    private Path folder;

    @BeforeEach
    void install() throws IOException {
        Path program = Files.writeString(folder.resolve("holdfast"), """
                #!/bin/sh
                printf '<%s>' "$@" >"$ASKED"
                echo "noise" >&2
                [ -z "$ANSWER" ] || printf '%s\\n' $ANSWER
                """);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(
                folder.resolve("script"),
                new CommandRun().run("completion", "bash").out());
    }

    @Test
    void theWordsGoToTheProgramAsTheyAreAndItsAnswerToTheShell() throws Exception {
        assertThat(press("web-1 web-2", "holdfast", "instance", "get", "we")).containsExactly("web-1", "web-2");
        assertThat(asked()).isEqualTo("<complete><--><instance><get><we>");
    }

    @Test
    void anEmptyWordAtTheCursorIsAWord() throws Exception {
        press("", "holdfast", "instance", "");
        assertThat(asked()).isEqualTo("<complete><--><instance><>");
        press("", "holdfast", "");
        assertThat(asked()).isEqualTo("<complete><--><>");
    }

    @Test
    void theProgramIsTheOneOnTheLineWhateverLeadsToIt() throws Exception {
        assertThat(press("one", "./holdfast", "o")).containsExactly("one");
        assertThat(press("one", folder.resolve("holdfast").toString(), "o")).containsExactly("one");
        assertThat(press("one", "~/holdfast", "o")).containsExactly("one");
        assertThat(bash("source \"$SCRIPT\"; complete -p holdfast", ""))
                .containsExactly("complete -F _holdfast holdfast");
    }

    @Test
    void whatBashTookApartIsPutTogetherAndTheAnswerCutToItsLastPart() throws Exception {
        assertThat(press("--output=json", "holdfast", "instance", "list", "--output", "=", "js"))
                .containsExactly("json");
        assertThat(asked()).isEqualTo("<complete><--><instance><list><--output=js>");
        assertThat(press("--output=json --output=yaml", "holdfast", "config", "--output", "="))
                .containsExactly("json", "yaml");
        assertThat(asked()).isEqualTo("<complete><--><config><--output=>");
        assertThat(press("web-1", "holdfast", "instance", "get", "--address", "127.0.0.1", ":", "7400", "w"))
                .containsExactly("web-1");
        assertThat(asked()).isEqualTo("<complete><--><instance><get><--address><127.0.0.1:7400><w>");
    }

    @Test
    void aProgramThatHasNothingToSayOrIsNotThereGivesNothing() throws Exception {
        assertThat(press("", "holdfast", "instance", "get", "we")).containsExactly("");
        assertThat(press("web-1", "./no-such-program", "instance", "get", "we")).containsExactly("");
    }

    @Test
    void filesAreNoReplies() throws Exception {
        assertThat(press(":files", "holdfast", "dev", "--data", "x")).containsExactly("");
    }

    @Test
    void everyShellHasAScriptThatCallsTheHiddenCommand() {
        for (String shell : List.of("bash", "zsh", "fish")) {
            CommandRun.Seen seen = new CommandRun().run("completion", shell);

            assertThat(seen.exit()).isZero();
            assertThat(seen.out()).contains("complete -- ").contains("for " + shell + ":");
            assertThat(seen.err()).isEmpty();
        }
    }

    @Test
    void aShellThatHasNoneIsRefusedWithThoseThatHave() {
        CommandRun.Seen seen = new CommandRun().run("completion", "tcsh");

        assertThat(seen.exit()).isEqualTo(ExitCode.USAGE.number());
        assertThat(seen.errLines()).singleElement().asString().contains("bash, zsh, fish");
    }

    private List<String> press(String answer, String... line) throws Exception {
        String words = Stream.of(line).map(word -> "'" + word + "'").collect(Collectors.joining(" "));
        return bash("COMP_WORDS=(" + words + ")\n" + PRESS, answer);
    }

    private List<String> bash(String commands, String answer) throws Exception {
        Path err = folder.resolve("err");
        ProcessBuilder builder = new ProcessBuilder("bash", "--norc", "-c", commands)
                .directory(folder.toFile())
                .redirectError(err.toFile())
                .redirectOutput(folder.resolve("out").toFile());
        builder.environment()
                .putAll(Map.of(
                        "SCRIPT", folder.resolve("script").toString(),
                        "ASKED", folder.resolve("asked").toString(),
                        "ANSWER", answer,
                        "HOME", folder.toString(),
                        "PATH", folder + ":" + System.getenv("PATH")));
        Process bash = builder.start();
        bash.getOutputStream().close();
        assertThat(bash.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(err)).isEmpty();
        return Files.readAllLines(folder.resolve("out"));
    }

    private String asked() throws IOException {
        return Files.readString(folder.resolve("asked"), StandardCharsets.UTF_8);
    }
}
