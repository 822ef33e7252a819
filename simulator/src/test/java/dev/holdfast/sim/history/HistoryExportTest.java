package dev.holdfast.sim.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.sim.history.HistoryExport.FormatException;
import dev.holdfast.sim.workload.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryExportTest {
    private static final String GOOD =
            "{\"process\":3,\"op\":\"stop\",\"key\":\"web\",\"input\":{\"request_id\":\"r-7\","
                    + "\"content\":\"\"},\"output\":{\"sequence\":12},\"start_ns\":1000,\"end_ns\":2500,\"outcome\":\"ok\"}";

    @TempDir
    private Path folder;

    @Test
    void whatWasWrittenIsReadBack() throws IOException {
        List<Operation> operations =
                LittleMachine.run(new Seeds(11).draws("export"), "web", 500).operations();
        Path file = folder.resolve("history.jsonl");
        new HistoryExport().write(file, operations);
        assertThat(Files.readAllLines(file)).hasSameSizeAs(operations);
        assertThat(new HistoryExport().read(file)).isEqualTo(operations);
    }

    @Test
    void theLineOfTheDescriptionIsWrittenAsItStands() throws IOException {
        Path file = file(GOOD, "");
        List<Operation> operations = new HistoryExport().read(file);
        new HistoryExport().write(file, operations);
        assertThat(file).hasContent(GOOD + "\n");
    }

    @Test
    void whatIsNoOperationIsRefusedByLineAndField() {
        refuses("nonsense", "is not JSON");
        refuses("[]", "is not a JSON object");
        refuses(GOOD.replace("\"process\":3,", ""), "process: is missing");
        refuses(GOOD.replace("\"process\":3", "\"process\":\"3\""), "process: must be a whole number of 64 bits");
        refuses(GOOD.replace("\"key\":\"web\"", "\"key\":7"), "key: must be a string");
        refuses(
                GOOD.replace("stop", "halt"),
                "op: is 'halt'; it must be one of create, start, stop, delete, restart, deallocate, update, read");
        refuses(GOOD.replace("{\"sequence\":12}", "{}"), "output.sequence: is missing");
        refuses(GOOD.replace("{\"sequence\":12}", "12"), "output: must be an object");
        refuses(GOOD.replace("\"ok\"", "\"fail\""), "output.code: is missing");
        refuses(GOOD.replace("\"ok\"", "\"good\""), "outcome: is 'good'; it must be ok, fail or unknown");
        refuses(GOOD.replace("2500", "-1"), "end_ns: an operation that was answered has an end");
        refuses(GOOD.replace("2500", "999"), "end_ns: lies before start_ns");
        refuses(GOOD.replace("\"key\"", "\"kye\""), "kye: is unknown; there are process, op, key");
        refuses(
                GOOD.replace("stop", "read").replace("\"sequence\":12", "\"sequence\":12,\"phase\":\"AWAKE\""),
                "output.phase: is 'AWAKE'; it must be one of ABSENT, PENDING");
        refuses(
                GOOD.replace("stop", "read").replace("\"sequence\":12", "\"sequence\":12,\"phase\":\"RUNNING\""),
                "input.request_id: a read has none");
    }

    private void refuses(String line, String complaint) {
        assertThatThrownBy(() -> new HistoryExport().read(file(GOOD, line)))
                .isInstanceOf(FormatException.class)
                .hasMessageStartingWith("line 2: " + complaint);
    }

    private Path file(String... lines) throws IOException {
        return Files.write(folder.resolve("given.jsonl"), List.of(lines));
    }
}
