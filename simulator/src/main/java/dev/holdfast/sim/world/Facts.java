package dev.holdfast.sim.world;

import dev.holdfast.core.instance.InstanceEvent;
import dev.holdfast.core.shared.RequestId;
import dev.holdfast.node.codec.TypeNames;
import dev.holdfast.node.instance.InstanceTypes;
import dev.holdfast.sim.history.FactLog;
import dev.holdfast.sim.history.Operation;
import dev.holdfast.sim.model.Fact;
import dev.holdfast.sim.model.Phase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the store applied, in the words of the judges' own model. A name that is used for the first time, or again after
 * it was archived, begins above its shard's floor; judges count the facts of a name from 1 without gaps, and so
 * whatever clients were told is counted anew too.
 */
public final class Facts {
    private Facts() {}

    /** The log of every instance. */
    public static SortedMap<String, FactLog> of(Witness witness) {
        TypeNames names = new TypeNames();
        InstanceTypes.name(names);
        SortedMap<String, FactLog> logs = new TreeMap<>();
        for (Map.Entry<String, List<Witness.Committed>> instance :
                witness.facts().entrySet()) {
            List<Fact> facts = new ArrayList<>();
            List<Long> times = new ArrayList<>();
            for (Witness.Committed committed : instance.getValue()) {
                InstanceEvent event = committed.fact().event();
                facts.add(new Fact(
                        facts.size() + 1,
                        names.nameOf(event.getClass()).orElseThrow(),
                        requestId(event).map(RequestId::value)));
                times.add(committed.nanos());
            }
            logs.put(instance.getKey(), new FactLog(facts, times));
        }
        return logs;
    }

    /** What clients were told, by the same count; what is in no log counts as one more than the last. */
    public static List<Operation> counted(Witness witness, List<Operation> operations) {
        Map<String, Map<Long, Long>> counts = new HashMap<>();
        List<Operation> counted = new ArrayList<>(operations.size());
        for (Operation operation : operations) {
            List<Witness.Committed> facts = witness.facts().getOrDefault(operation.key(), List.of());
            boolean asItIs = facts.isEmpty()
                    || (facts.getFirst().fact().sequence() == 1
                            && facts.getLast().fact().sequence() == facts.size());
            counted.add(
                    asItIs
                            ? operation
                            : operation.told(counted(
                                    counts.computeIfAbsent(operation.key(), _ -> counts(facts)), operation.result())));
        }
        return counted;
    }

    private static Map<Long, Long> counts(List<Witness.Committed> facts) {
        Map<Long, Long> counts = new HashMap<>();
        for (Witness.Committed committed : facts) {
            counts.put(committed.fact().sequence(), counts.size() + 1L);
        }
        return counts;
    }

    private static Operation.Result counted(Map<Long, Long> counts, Operation.Result result) {
        long none = counts.size() + 1L;
        return switch (result) {
            case Operation.Result.Accepted(long sequence) ->
                new Operation.Result.Accepted(counts.getOrDefault(sequence, none));
            case Operation.Result.Seen(long sequence, Phase phase) ->
                new Operation.Result.Seen(sequence == 0 ? 0 : counts.getOrDefault(sequence, none), phase);
            case Operation.Result.Refused _, Operation.Result.Unknown _ -> result;
        };
    }

    private static Optional<RequestId> requestId(InstanceEvent event) {
        return switch (event) {
            case InstanceEvent.InstanceRequested requested -> requested.requestId();
            case InstanceEvent.StartRequested requested -> requested.requestId();
            case InstanceEvent.StopRequested requested -> requested.requestId();
            case InstanceEvent.DeletionRequested requested -> requested.requestId();
            case InstanceEvent.RestartRequested requested -> requested.requestId();
            case InstanceEvent.DeallocationRequested requested -> requested.requestId();
            case InstanceEvent.InstanceUpdated updated -> updated.requestId();
            case InstanceEvent.OperationSatisfied satisfied -> satisfied.requestId();
            case InstanceEvent.QuotaGranted _,
                    InstanceEvent.InstancePlaced _,
                    InstanceEvent.PlacementDeferred _,
                    InstanceEvent.InstanceClaimed _,
                    InstanceEvent.ClaimRefused _,
                    InstanceEvent.ReleaseConfirmed _,
                    InstanceEvent.InstanceCreated _,
                    InstanceEvent.InstanceStarted _,
                    InstanceEvent.CreationRetried _,
                    InstanceEvent.CreationAbandoned _,
                    InstanceEvent.InstanceFailed _,
                    InstanceEvent.StartFailed _,
                    InstanceEvent.ClaimLost _,
                    InstanceEvent.StopForced _,
                    InstanceEvent.InstanceStopped _,
                    InstanceEvent.StopFailed _,
                    InstanceEvent.DeletionRetried _,
                    InstanceEvent.InstanceDeleted _,
                    InstanceEvent.InstanceHeld _,
                    InstanceEvent.RestartRetried _,
                    InstanceEvent.DeallocationRetried _,
                    InstanceEvent.InstanceDeallocated _,
                    InstanceEvent.StartAbandoned _,
                    InstanceEvent.InstanceDisconnected _,
                    InstanceEvent.InstanceReconnected _,
                    InstanceEvent.HealingBegun _,
                    InstanceEvent.PlaceLost _,
                    InstanceEvent.HealingRetried _,
                    InstanceEvent.DriftObserved _ -> Optional.empty();
        };
    }
}
