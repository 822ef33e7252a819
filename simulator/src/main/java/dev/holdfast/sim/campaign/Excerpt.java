package dev.holdfast.sim.campaign;

import dev.holdfast.core.instance.InstanceEvent;
import dev.holdfast.sim.history.Operation;
import dev.holdfast.sim.world.SimRun;
import dev.holdfast.sim.world.Violation;
import dev.holdfast.sim.world.Witness;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a person wants to see of a run that went wrong: what was said, written and run of the thing in question. */
final class Excerpt {
    private static final int LINES = 12;

    /** Of a line of the trace, the time and its unit. */
    private static final int TIME_WIDTH = 16;

    private Excerpt() {}

    /** The faults, the facts, the calls and the last steps that are about what the violation names. */
    static List<String> of(SimRun.Result result, Violation violation) {
        List<String> lines = new ArrayList<>();
        Optional<String> instance = instance(result, violation);
        if (instance.isPresent()) {
            lines.add("the log of " + instance.get() + ":");
            lines.addAll(last(result.witness().facts().getOrDefault(instance.get(), List.of()).stream()
                    .map(Excerpt::fact)));
            lines.add("what clients asked about it and were told:");
            lines.addAll(last(result.history().operations().stream()
                    .filter(each -> each.key().equals(instance.get()))
                    .map(Excerpt::operation)));
        }
        lines.add("the last steps of the run"
                + instance.map(id -> " that name it").orElse("") + ":");
        lines.addAll(last(firstOfEach(result.trace().lines()).filter(line -> names(line, result, instance))));
        return lines;
    }

    /** The instance that the sentence names, by its name or by its uid. */
    private static Optional<String> instance(SimRun.Result result, Violation violation) {
        for (Map.Entry<String, List<Witness.Committed>> each :
                result.witness().facts().entrySet()) {
            if (mentions(violation.what(), each.getKey())
                    || uids(each.getValue()).anyMatch(uid -> mentions(violation.what(), uid))) {
                return Optional.of(each.getKey());
            }
        }
        return Optional.empty();
    }

    private static boolean names(String line, SimRun.Result result, Optional<String> instance) {
        return instance.isEmpty()
                || line.contains("fault")
                || line.contains("VIOLATED")
                || mentions(line, instance.get())
                || uids(result.witness().facts().getOrDefault(instance.get(), List.of()))
                        .anyMatch(uid -> mentions(line, uid));
    }

    private static Stream<String> uids(List<Witness.Committed> facts) {
        return facts.stream()
                .flatMap(each -> each.fact().event() instanceof InstanceEvent.InstanceRequested requested
                        ? Stream.of(requested.uid().value())
                        : Stream.empty());
    }

    /** As a word of its own: {@code p/i-1} is not in {@code p/i-12}. */
    private static boolean mentions(String text, String word) {
        return Pattern.compile("(?<![\\w/-])" + Pattern.quote(word) + "(?![\\w-])")
                .matcher(text)
                .find();
    }

    private static String fact(Witness.Committed committed) {
        String event = committed.fact().event().toString();
        return String.format(
                Locale.ROOT,
                "%12.3f s  %4d %-14s %s",
                committed.nanos() / 1e9,
                committed.fact().sequence(),
                committed.fact().party(),
                event.length() > 90 ? event.substring(0, 90) + "…" : event);
    }

    private static String operation(Operation operation) {
        String told = operation.result().toString();
        return String.format(
                Locale.ROOT,
                "%12.3f s  client %-3d %-7s %-10s -> %s%s",
                operation.startNanos() / 1e9,
                operation.process(),
                operation.verb().word(),
                operation.requestId().orElse(""),
                told,
                operation.endNanos().isPresent()
                        ? String.format(
                                Locale.ROOT, " at %.3f s", operation.endNanos().getAsLong() / 1e9)
                        : "");
    }

    /** What is said again and again is shown once. */
    private static Stream<String> firstOfEach(List<String> lines) {
        Set<String> known = new HashSet<>();
        return lines.stream().filter(line -> known.add(line.substring(Math.min(line.length(), TIME_WIDTH))));
    }

    private static List<String> last(Stream<String> lines) {
        List<String> all = lines.map(line -> "  " + line).toList();
        return all.subList(Math.max(0, all.size() - LINES), all.size());
    }
}
