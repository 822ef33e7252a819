package dev.holdfast.sim.scenario;

import com.google.longrunning.Operation;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.holdfast.sim.history.FactLog;
import dev.holdfast.sim.history.LinearizableSearch.Verdict;
import dev.holdfast.sim.history.Operation.Result;
import dev.holdfast.sim.history.RecordingClient;
import dev.holdfast.sim.history.SearchedOrder;
import dev.holdfast.sim.history.SequenceOrder;
import dev.holdfast.sim.invariant.Finding;
import dev.holdfast.sim.model.Fact;
import dev.holdfast.sim.model.FactKind;
import dev.holdfast.sim.model.Verb;
import dev.holdfast.sim.workload.Draws;
import dev.holdfast.v1.InstanceEvent;
import dev.holdfast.v1.OperationMetadata;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Holds every single sending and its answer, with their times, against the log: no barrier read is older than what was
 * acknowledged or read before it began, all answers have an order in which each was true, and two judges that were
 * written apart agree about that on a few instances.
 */
final class HistoryJudges {
    private static final int SEARCHED = 20;
    private static final int BUDGET = 500_000;

    private HistoryJudges() {}

    /** The operations that the log's accepting facts stand for, by the names under which the cluster knows them. */
    static List<String> accepting(SortedMap<String, List<InstanceEvent>> events) {
        List<String> names = new ArrayList<>();
        events.forEach((instance, facts) -> facts.stream()
                .filter(HistoryJudges::accepts)
                .forEach(fact -> names.add(operation(instance, fact.getSequence()))));
        return names;
    }

    /**
     * @param events of the log, by instance
     * @param operations what the cluster says of {@link #accepting}, by name
     * @param sendings all of them
     * @param draws which instances are judged twice
     */
    static List<Finding> judge(
            SortedMap<String, List<InstanceEvent>> events,
            Map<String, Operation> operations,
            List<dev.holdfast.sim.history.Operation> sendings,
            Draws draws) {
        SortedMap<String, FactLog> logs = new TreeMap<>();
        events.forEach((instance, facts) -> logs.put(
                instance,
                FactLog.of(facts.stream()
                        .map(fact -> new Fact(
                                fact.getSequence(),
                                fact.getKind(),
                                accepts(fact) ? requestId(operations, instance, fact) : Optional.empty()))
                        .toList())));
        SortedMap<String, List<dev.holdfast.sim.history.Operation>> byInstance = new TreeMap<>();
        sendings.forEach(sending -> byInstance
                .computeIfAbsent(sending.key(), _ -> new ArrayList<>())
                .add(sending));
        return List.of(
                stale(byInstance),
                new Finding(
                        "out of order",
                        sendings.size(),
                        SequenceOrder.judge(logs, sendings).broken()),
                disagreements(logs, byInstance, draws));
    }

    private static boolean accepts(InstanceEvent fact) {
        return FactKind.named(fact.getKind()).filter(FactKind::accepts).isPresent();
    }

    private static String operation(String instance, long sequence) {
        return RecordingClient.parent() + "/operations/" + instance + "." + sequence;
    }

    private static Optional<String> requestId(Map<String, Operation> operations, String instance, InstanceEvent fact) {
        return Optional.ofNullable(operations.get(operation(instance, fact.getSequence())))
                .map(HistoryJudges::requestId)
                .filter(id -> !id.isEmpty());
    }

    private static String requestId(Operation operation) {
        try {
            return operation.getMetadata().unpack(OperationMetadata.class).getRequestId();
        } catch (InvalidProtocolBufferException broken) {
            throw new IllegalStateException("an operation's metadata cannot be read", broken);
        }
    }

    /** Each read against the latest version that anybody was told of before it began. */
    private static Finding stale(SortedMap<String, List<dev.holdfast.sim.history.Operation>> byInstance) {
        List<String> broken = new ArrayList<>();
        long looked = 0;
        for (List<dev.holdfast.sim.history.Operation> sendings : byInstance.values()) {
            List<dev.holdfast.sim.history.Operation> told = sendings.stream()
                    .filter(sending -> version(sending) > 0)
                    .sorted(Comparator.comparingLong(
                            sending -> sending.endNanos().orElseThrow()))
                    .toList();
            List<dev.holdfast.sim.history.Operation> reads = told.stream()
                    .filter(sending -> sending.verb() == Verb.READ)
                    .sorted(Comparator.comparingLong(dev.holdfast.sim.history.Operation::startNanos))
                    .toList();
            long known = 0;
            int next = 0;
            for (dev.holdfast.sim.history.Operation read : reads) {
                looked++;
                while (next < told.size() && told.get(next).endNanos().orElseThrow() < read.startNanos()) {
                    known = Math.max(known, version(told.get(next++)));
                }
                if (version(read) < known) {
                    broken.add(read.told() + ", and version " + known + " was known before");
                }
            }
        }
        return new Finding("stale reads", looked, broken);
    }

    /** Of which version the answer knew; 0 when it named none. */
    private static long version(dev.holdfast.sim.history.Operation sending) {
        return switch (sending.result()) {
            case Result.Accepted(long sequence) -> sequence;
            case Result.Seen(long sequence, var _) -> sequence;
            case Result.Refused _, Result.Unknown _ -> 0;
        };
    }

    private static Finding disagreements(
            SortedMap<String, FactLog> logs,
            SortedMap<String, List<dev.holdfast.sim.history.Operation>> byInstance,
            Draws draws) {
        List<String> keys = new ArrayList<>(logs.keySet());
        List<String> broken = new ArrayList<>();
        int looked = 0;
        while (looked < SEARCHED && !keys.isEmpty()) {
            String key = keys.remove((int) draws.below(keys.size()));
            List<dev.holdfast.sim.history.Operation> own = byInstance.getOrDefault(key, List.of());
            FactLog log = logs.getOrDefault(key, FactLog.EMPTY);
            boolean holds = SequenceOrder.judge(log, own).holds();
            Verdict searched = new SearchedOrder(BUDGET).judge(log, own);
            looked++;
            if (holds != (searched == Verdict.LINEARIZABLE)) {
                broken.add(
                        key + " is " + (holds ? "" : "not ") + "in order by its sequences, and by search " + searched);
            }
        }
        return new Finding("judges disagree", looked, broken);
    }
}
