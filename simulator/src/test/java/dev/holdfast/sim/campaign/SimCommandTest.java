package dev.holdfast.sim.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.cli.Main;
import dev.holdfast.cli.Terminal;
import dev.holdfast.sim.fault.ScriptFile;
import dev.holdfast.sim.history.HistoryExport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimCommandTest {
    private record Seen(int exit, String out, String err) {}

    @TempDir
    private Path folder;

    @Test
    void aCampaignTellsInJsonWhatItCameTo() throws IOException {
        Seen seen = run("sim", "--seeds", "2", "-o", "json");
        assertThat(seen.exit()).isZero();
        JsonNode tree = new ObjectMapper().readTree(seen.out());
        assertThat(tree.get("seeds").asInt()).isEqualTo(2);
        assertThat(tree.get("violations").asInt()).isZero();
        assertThat(tree.get("invalid").asInt()).isZero();
        assertThat(tree.get("events").asLong()).isPositive();
        assertThat(tree.get("faults").asLong()).isPositive();
        assertThat(tree.get("virtual_s").asDouble()).isGreaterThan(1_200);
        assertThat(tree.get("wall_s").asDouble()).isPositive();
        assertThat(tree.has("hash")).isFalse();
        assertThat(tree.get("coverage").get("append applied").asInt()).isEqualTo(2);
    }

    @Test
    void oneSeedTellsItsHash() throws IOException {
        JsonNode once = new ObjectMapper()
                .readTree(run("sim", "--seed", "3", "-o", "json").out());
        JsonNode again = new ObjectMapper()
                .readTree(run("sim", "--seed", "3", "-o", "json").out());
        assertThat(once.get("hash").asText()).matches("[0-9a-f]{16}");
        assertThat(again.get("hash")).isEqualTo(once.get("hash"));
    }

    @Test
    void aRunThatGoesWrongPrintsTheCommandThatRepeatsItAndWhatLedThere() {
        Seen seen = run("sim", "--mutant", "release-confirmed-before-gone", "--seed", "1");
        assertThat(seen.exit()).isEqualTo(1);
        assertThat(seen.out())
                .contains("seed 1 BROKEN  GoneMeansGone: ")
                .contains("./holdfast sim --mutant release-confirmed-before-gone --seed 1")
                .contains("the log of p/i-")
                .contains("what clients asked about it and were told:")
                .contains("verdict BROKEN: 1 of 1 seeds");
    }

    @Test
    void aShrunkScriptIsKeptAndGoesWrongAgain() throws IOException {
        Path kept = folder.resolve("kept.json");
        Seen seen = run("sim", "--mutant", "term-not-raised", "--seed", "1", "--shrink", "--keep", kept.toString());
        assertThat(seen.exit()).isEqualTo(1);
        assertThat(seen.out()).contains("--mutant term-not-raised --scenario " + kept);
        assertThat(ScriptFile.read(kept).instances()).isLessThan(10);
        Seen again = run("sim", "--mutant", "term-not-raised", "--scenario", kept.toString());
        assertThat(again.exit()).isEqualTo(1);

        String command = again.out()
                .lines()
                .filter(line -> line.contains("run it again:"))
                .findFirst()
                .orElseThrow();
        Seen onceMore = run(command.substring(command.indexOf("sim ")).split(" "));
        assertThat(onceMore.exit()).isEqualTo(1);
        assertThat(onceMore.err()).doesNotContain("goes with neither");
    }

    @Test
    void theHistoryOfARunCanBeTakenElsewhere() throws IOException {
        Path file = folder.resolve("calls.jsonl");
        assertThat(run("sim", "--seed", "2", "--history", file.toString()).exit())
                .isZero();
        assertThat(new HistoryExport().read(file)).hasSizeGreaterThan(500);
    }

    @Test
    void sizesAreTakenAndTold() {
        Seen seen = run("sim", "--seed", "1", "--hosts", "30", "--instances", "90", "--hours", "1");
        assertThat(seen.exit()).isZero();
        assertThat(seen.out()).contains("30 hosts").contains("about 90 instances for 3600 s");
    }

    @Test
    void badInputIsRefusedInOneLineThatNamesTheOptionAndTheRule() throws IOException {
        refused("--seeds must be from 1 to 10000000, not 0", "sim", "--seeds", "0");
        refused("is neither a file that can be read nor one of", "sim", "--scenario", "nowhere");
        refused("--mutant gremlin is not known; there are ", "sim", "--mutant", "gremlin");
        refused("--mutants plants each bug", "sim", "--mutants", "--shrink");
        refused("--history is of one run", "sim", "--seeds", "3", "--history", "x");
        Path broken = folder.resolve("broken.json");
        Files.writeString(broken, "{\"seed\": 1}");
        refused("broken.json: nodes: is missing", "sim", "--scenario", broken.toString());
    }

    private static void refused(String why, String... arguments) {
        Seen seen = run(arguments);
        assertThat(seen.exit()).isEqualTo(2);
        assertThat(seen.err()).contains(why);
        assertThat(seen.err().lines()).hasSize(1);
        assertThat(seen.out()).isEmpty();
    }

    private static Seen run(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(
                InputStream.nullInputStream(),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false,
                false,
                Map.of(),
                Path.of("/nonexistent"));
        int exit = Main.run(terminal, arguments);
        return new Seen(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
