package dev.holdfast.sim.invariant;

import dev.holdfast.sim.history.Call;
import dev.holdfast.v1.InstanceEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * However often a request was sent under its id, it was accepted at most once: all its acknowledgements name the same
 * operation, and no instance has more accepting events in the log than request ids were sent about it and not refused.
 */
public final class RequestIdOnce implements Invariant {
    private static final Set<String> ACCEPTING = new TreeSet<>(List.of(
            "instance.requested.v2",
            "instance.start-requested.v1",
            "instance.stop-requested.v1",
            "instance.deletion-requested.v1",
            "instance.operation-satisfied.v1"));

    @Override
    public Finding judge(Evidence evidence) {
        Map<String, Set<String>> sent = new TreeMap<>();
        for (Call call : evidence.calls()) {
            if (call.outcome() instanceof Call.Outcome.Refused) {
                // Nothing came of it, so it excuses no acceptance.
                continue;
            }
            sent.computeIfAbsent(call.instance(), _ -> new TreeSet<>()).add(call.requestId());
        }
        List<String> twice = new ArrayList<>();
        Map<String, Set<String>> answers = new TreeMap<>();
        for (Call call : evidence.calls()) {
            if (call.outcome() instanceof Call.Outcome.Acknowledged(String operation)) {
                answers.computeIfAbsent(call.requestId(), _ -> new TreeSet<>()).add(operation);
            }
        }
        answers.forEach((id, operations) -> {
            if (operations.size() > 1) {
                twice.add("request " + id + " was acknowledged as " + String.join(" and as ", operations));
            }
        });
        sent.forEach((instance, ids) -> {
            long accepted = evidence.events().getOrDefault(instance, List.of()).stream()
                    .map(InstanceEvent::getKind)
                    .filter(ACCEPTING::contains)
                    .count();
            if (accepted > ids.size()) {
                twice.add(instance + " accepted " + accepted + " requests, and " + ids.size()
                        + " were sent and not refused");
            }
        });
        return new Finding("requests doubled", evidence.calls().size(), twice);
    }
}
