package dev.holdfast.sim.world;

import dev.holdfast.core.instance.InstanceEvent;
import dev.holdfast.core.shared.RequestId;
import dev.holdfast.node.codec.TypeNames;
import dev.holdfast.node.instance.InstanceTypes;
import dev.holdfast.sim.history.FactLog;
import dev.holdfast.sim.model.Fact;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the store applied, in the words of the judges' own model. */
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
                        committed.fact().sequence(),
                        names.nameOf(event.getClass()).orElseThrow(),
                        requestId(event).map(RequestId::value)));
                times.add(committed.nanos());
            }
            logs.put(instance.getKey(), new FactLog(facts, times));
        }
        return logs;
    }

    private static Optional<RequestId> requestId(InstanceEvent event) {
        return switch (event) {
            case InstanceEvent.InstanceRequested requested -> requested.requestId();
            case InstanceEvent.StartRequested requested -> requested.requestId();
            case InstanceEvent.StopRequested requested -> requested.requestId();
            case InstanceEvent.DeletionRequested requested -> requested.requestId();
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
                    InstanceEvent.DriftObserved _ -> Optional.empty();
        };
    }
}
