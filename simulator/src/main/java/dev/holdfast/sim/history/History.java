package dev.holdfast.sim.history;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.core.shared.Quantities;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/** All calls of a run, in the order of their beginning. Any thread may write. */
public final class History {
    private final ConcurrentSkipListMap<Long, Call> calls = new ConcurrentSkipListMap<>();
    private final AtomicLong numbers = new AtomicLong();

    public long begin(String requestId, Call.Verb verb, String instance, String spreadKey, Quantities size) {
        long number = numbers.incrementAndGet();
        calls.put(
                number,
                new Call(
                        number,
                        requestId,
                        verb,
                        instance,
                        spreadKey,
                        size,
                        Instant.now(),
                        0,
                        Optional.empty(),
                        new Call.Outcome.Unknown("no answer")));
        return number;
    }

    /** It is sent (again); gives how often it was, by now. */
    public int sent(long number) {
        return java.util.Objects.requireNonNull(calls.computeIfPresent(number, (_, call) -> call.sent()))
                .sendings();
    }

    public Call end(long number, Call.Outcome outcome) {
        return java.util.Objects.requireNonNull(
                calls.computeIfPresent(number, (_, call) -> call.ended(Instant.now(), outcome)));
    }

    public List<Call> calls() {
        return List.copyOf(calls.values());
    }

    /**
     * Writes a line of JSON a call: {@code process, op, key, input, output, start_ns, end_ns, outcome}, as checkers
     * from outside read it. Times count from the first call; {@code end_ns} is -1 and the outcome {@code unknown} when
     * nothing certain was heard.
     */
    public void write(Path file) throws IOException {
        ObjectMapper json = new ObjectMapper();
        List<Call> all = calls();
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            for (Call call : all) {
                ObjectNode line = json.createObjectNode();
                line.put("process", 0);
                line.put("op", call.verb().name().toLowerCase(java.util.Locale.ROOT));
                line.put("key", call.instance());
                line.put("input", call.requestId());
                Map.Entry<String, String> said = said(call);
                line.put("output", said.getValue());
                line.put("start_ns", since(all, call.start()));
                line.put("end_ns", call.end().map(end -> since(all, end)).orElse(-1L));
                line.put("outcome", said.getKey());
                out.write(json.writeValueAsString(line));
                out.newLine();
            }
        }
    }

    private static Map.Entry<String, String> said(Call call) {
        return switch (call.outcome()) {
            case Call.Outcome.Acknowledged(String operation) -> Map.entry("ok", operation);
            case Call.Outcome.Refused(String code, String message) -> Map.entry("fail", code + ": " + message);
            case Call.Outcome.Doubtful(String code, String message) ->
                Map.entry("unknown", "at last " + code + ": " + message);
            case Call.Outcome.Unknown(String why) -> Map.entry("unknown", why);
        };
    }

    private static long since(List<Call> all, Instant at) {
        return Duration.between(all.getFirst().start(), at).toNanos();
    }
}
