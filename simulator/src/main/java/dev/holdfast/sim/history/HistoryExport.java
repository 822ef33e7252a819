package dev.holdfast.sim.history;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.sim.history.Operation.Result;
import dev.holdfast.sim.model.Phase;
import dev.holdfast.sim.model.Verb;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Histories as JSON lines, one operation a line, for checkers from outside and from them:
 *
 * <pre>{@code
 * {"process":3,"op":"stop","key":"web","input":{"request_id":"r-7","content":""},
 *  "output":{"sequence":12},"start_ns":1000,"end_ns":2500,"outcome":"ok"}
 * }</pre>
 *
 * (on one line). {@code op} is create, start, stop, delete or read. {@code input.request_id} is left out when there is
 * none. {@code outcome} says what {@code output} holds: {@code ok} of a change {@code sequence}, of a read
 * {@code sequence} and {@code phase}; {@code fail} a {@code code}; {@code unknown} nothing. {@code end_ns} is -1 when
 * no answer came. The page {@code docs/history-format.md} has the same for people.
 */
public final class HistoryExport {
    private static final long NEVER = -1;
    private static final List<String> FIELDS =
            List.of("process", "op", "key", "input", "output", "start_ns", "end_ns", "outcome");

    /** A line that is no operation; the message names the line and the field. */
    public static final class FormatException extends IOException {
        private static final long serialVersionUID = 1L;

        private FormatException(long line, String complaint) {
            super("line " + line + ": " + complaint);
        }
    }

    private final ObjectMapper json = new ObjectMapper();

    public void write(Path file, List<Operation> operations) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            for (Operation operation : operations) {
                out.write(json.writeValueAsString(line(operation)));
                out.write('\n');
            }
        }
    }

    /** @throws FormatException naming the first line that is no operation; empty lines are passed over */
    public List<Operation> read(Path file) throws IOException {
        List<Operation> operations = new ArrayList<>();
        try (BufferedReader in = Files.newBufferedReader(file)) {
            long number = 0;
            for (String text = in.readLine(); text != null; text = in.readLine()) {
                number++;
                if (!text.isBlank()) {
                    operations.add(new Line(number, parsed(number, text)).operation());
                }
            }
        }
        return operations;
    }

    private ObjectNode line(Operation operation) {
        ObjectNode line = json.createObjectNode();
        line.put("process", operation.process());
        line.put("op", operation.verb().word());
        line.put("key", operation.key());
        ObjectNode input = line.putObject("input");
        operation.requestId().ifPresent(id -> input.put("request_id", id));
        input.put("content", operation.content());
        ObjectNode output = line.putObject("output");
        String outcome = switch (operation.result()) {
            case Result.Accepted(long sequence) -> {
                output.put("sequence", sequence);
                yield "ok";
            }
            case Result.Seen(long sequence, Phase phase) -> {
                output.put("sequence", sequence);
                output.put("phase", phase.name());
                yield "ok";
            }
            case Result.Refused(String code) -> {
                output.put("code", code);
                yield "fail";
            }
            case Result.Unknown() -> "unknown";
        };
        line.put("start_ns", operation.startNanos());
        line.put("end_ns", operation.endNanos().orElse(NEVER));
        line.put("outcome", outcome);
        return line;
    }

    private JsonNode parsed(long number, String text) throws FormatException {
        try {
            JsonNode node = json.readTree(text);
            if (!node.isObject()) {
                throw new FormatException(number, "is not a JSON object");
            }
            return node;
        } catch (JsonProcessingException broken) {
            throw new FormatException(number, "is not JSON: " + broken.getOriginalMessage());
        }
    }

    private record Line(long number, JsonNode node) {
        private Operation operation() throws FormatException {
            for (String field : (Iterable<String>) node::fieldNames) {
                if (!FIELDS.contains(field)) {
                    throw complaint(field, "is unknown; there are " + String.join(", ", FIELDS));
                }
            }
            JsonNode input = object("input");
            JsonNode output = object("output");
            Verb verb = one("op", text(node, "op", "op"), Verb.values());
            try {
                return new Operation(
                        number(node, "process", "process"),
                        verb,
                        text(node, "key", "key"),
                        input.has("request_id")
                                ? Optional.of(text(input, "request_id", "input.request_id"))
                                : Optional.empty(),
                        text(input, "content", "input.content"),
                        number(node, "start_ns", "start_ns"),
                        end(),
                        result(verb, output));
            } catch (IllegalArgumentException misfit) {
                throw new FormatException(
                        number,
                        String.valueOf(misfit.getMessage())
                                .replace("endNanos", "end_ns")
                                .replace("startNanos", "start_ns")
                                .replace("requestId", "input.request_id")
                                .replace("result:", "outcome:"));
            }
        }

        private OptionalLong end() throws FormatException {
            long end = number(node, "end_ns", "end_ns");
            return end == NEVER ? OptionalLong.empty() : OptionalLong.of(end);
        }

        private Result result(Verb verb, JsonNode output) throws FormatException {
            String outcome = text(node, "outcome", "outcome");
            return switch (outcome) {
                case "ok" ->
                    verb == Verb.READ
                            ? new Result.Seen(
                                    number(output, "sequence", "output.sequence"),
                                    one("output.phase", text(output, "phase", "output.phase"), Phase.values()))
                            : new Result.Accepted(number(output, "sequence", "output.sequence"));
                case "fail" -> new Result.Refused(text(output, "code", "output.code"));
                case "unknown" -> new Result.Unknown();
                default -> throw complaint("outcome", "is '" + outcome + "'; it must be ok, fail or unknown");
            };
        }

        private JsonNode object(String field) throws FormatException {
            JsonNode value = node.path(field);
            if (!value.isObject()) {
                throw complaint(field, value.isMissingNode() ? "is missing" : "must be an object");
            }
            return value;
        }

        private String text(JsonNode in, String field, String path) throws FormatException {
            JsonNode value = in.path(field);
            if (!value.isTextual()) {
                throw complaint(path, value.isMissingNode() ? "is missing" : "must be a string");
            }
            return value.textValue();
        }

        private long number(JsonNode in, String field, String path) throws FormatException {
            JsonNode value = in.path(field);
            if (!value.isIntegralNumber() || !value.canConvertToLong()) {
                throw complaint(path, value.isMissingNode() ? "is missing" : "must be a whole number of 64 bits");
            }
            return value.longValue();
        }

        private <E extends Enum<E>> E one(String path, String word, E[] values) throws FormatException {
            boolean upper = path.equals("output.phase");
            for (E value : values) {
                if (word.equals(upper ? value.name() : value.name().toLowerCase(Locale.ROOT))) {
                    return value;
                }
            }
            List<String> words = Arrays.stream(values)
                    .map(value -> upper ? value.name() : value.name().toLowerCase(Locale.ROOT))
                    .toList();
            throw complaint(path, "is '" + word + "'; it must be one of " + String.join(", ", words));
        }

        private FormatException complaint(String field, String sentence) {
            return new FormatException(number, field + ": " + sentence);
        }
    }
}
