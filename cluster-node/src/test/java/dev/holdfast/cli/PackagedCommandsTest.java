package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.holdfast.core.testing.GeneratedDocs;
import dev.holdfast.node.NodeMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What systemd and Kubernetes are told to run is understood, and what they do about its end is what it means. */
class PackagedCommandsTest {
    private static final Path PACKAGING = GeneratedDocs.repository().resolve("cluster-node/packaging");

    @Test
    void theUnitOfANodeRunsACommandThatIsUnderstood() throws IOException {
        List<String> command = words(last("holdfast-node.service", "ExecStart"));
        assertThat(command.removeFirst()).isEqualTo("/opt/holdfast/holdfast");
        assertThat(parsed(command)).isEqualTo("node");
    }

    @Test
    void theUnitOfAnAgentRunsACommandThatIsUnderstood() throws IOException {
        String line = last("holdfast-agent.service", "ExecStart");
        String agent = last("agent.env", "HOLDFAST_AGENT");
        assertThat(line).endsWith(" agent $HOLDFAST_AGENT");
        List<String> command = words(line.replace("$HOLDFAST_AGENT", agent));
        assertThat(command.removeFirst()).isEqualTo("/opt/holdfast/holdfast");
        assertThat(parsed(command)).isEqualTo("agent");
    }

    @Test
    void thePodOfANodeRunsACommandThatIsUnderstood() throws IOException {
        JsonNode set = new ObjectMapper(new YAMLFactory())
                .readTree(PACKAGING.resolve("kubernetes/nodes.yaml").toFile());
        List<String> command = new ArrayList<>();
        set.at("/spec/template/spec/containers/0/args").forEach(word -> command.add(word.textValue()));
        assertThat(parsed(command)).isEqualTo("node");
    }

    @Test
    void aNodeIsStartedAgainUnlessItsCommandIsWrongOrItWasToldToStop() throws IOException {
        Map<String, List<String>> unit = unit("holdfast-node.service");
        assertThat(unit.get("Restart")).containsExactly("on-failure");
        assertThat(unit.get("RestartPreventExitStatus")).containsExactly(String.valueOf(ExitCode.USAGE.number()));
        // What a Java virtual machine ends with that was told to stop by SIGTERM.
        assertThat(unit.get("SuccessExitStatus")).containsExactly(String.valueOf(128 + 15));
        assertThat(NodeMain.START_AGAIN).isNotEqualTo(ExitCode.USAGE.number());
        assertThat(unit.get("KillSignal")).containsExactly("SIGTERM");
    }

    @Test
    void whatAnAgentHasStartedOutlivesIt() throws IOException {
        assertThat(unit("holdfast-agent.service").get("KillMode")).containsExactly("process");
    }

    /** The name of the command. */
    private static String parsed(List<String> arguments) {
        CommandLine line = Main.commandLine(new CommandRun().terminal());
        return line.parseArgs(arguments.toArray(String[]::new))
                .asCommandLineList()
                .get(1)
                .getCommandName();
    }

    private static List<String> words(String line) {
        return new ArrayList<>(Arrays.asList(line.split(" ", -1)));
    }

    private static String last(String file, String setting) throws IOException {
        return Optional.ofNullable(unit(file).get(setting)).orElseThrow().getLast();
    }

    /** Its settings, each with all that it is given. */
    private static Map<String, List<String>> unit(String file) throws IOException {
        Map<String, List<String>> settings = new HashMap<>();
        for (String line : Files.readAllLines(PACKAGING.resolve("systemd").resolve(file))) {
            Optional.of(line.indexOf('='))
                    .filter(at -> at > 0 && !line.startsWith("#"))
                    .ifPresent(at -> settings.computeIfAbsent(line.substring(0, at), _ -> new ArrayList<>())
                            .add(line.substring(at + 1)));
        }
        return settings;
    }
}
