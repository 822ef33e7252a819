package dev.holdfast.sim.invariant;

import com.google.longrunning.Operation;
import dev.holdfast.agent.simulated.GroundTruth;
import dev.holdfast.core.shared.Quantities;
import dev.holdfast.sim.history.Call;
import dev.holdfast.v1.Instance;
import dev.holdfast.v1.InstanceEvent;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * All that judges look at.
 *
 * @param calls what clients sent and were told
 * @param hosts what each host may hold and really ran
 * @param events what the log says happened, by instance; for every instance that a call was about
 * @param operations what the cluster says of every operation that was acknowledged, by name; without those it denies
 * @param listings all instances, at one moment each
 */
public record Evidence(
        List<Call> calls,
        SortedMap<String, HostRecord> hosts,
        SortedMap<String, List<InstanceEvent>> events,
        Map<String, Operation> operations,
        List<List<Instance>> listings) {
    /** One host's own record. */
    public record HostRecord(Quantities capacity, GroundTruth truth) {}
}
