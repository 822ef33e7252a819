package dev.holdfast.sim.invariant;

import dev.holdfast.agent.simulated.GroundTruth;
import dev.holdfast.v1.Instance;
import dev.holdfast.v1.InstanceState;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * At the end, what runs on the hosts by their own records is exactly what the cluster says is running: nothing runs on
 * after it was deleted or stopped, and nothing is said to run that does not.
 */
public final class RunsAsListed implements Invariant {
    @Override
    public Finding judge(Evidence evidence) {
        TreeSet<String> running = new TreeSet<>();
        evidence.hosts()
                .forEach((_, host) -> host.truth().runs().stream()
                        .filter(span -> span.until().isEmpty())
                        .map(GroundTruth.Span::instance)
                        .forEach(running::add));
        TreeSet<String> listed = new TreeSet<>();
        if (!evidence.listings().isEmpty()) {
            evidence.listings().getLast().stream()
                    .filter(instance -> instance.getState() == InstanceState.INSTANCE_STATE_RUNNING)
                    .map(Instance::getName)
                    .forEach(listed::add);
        }
        List<String> differ = new ArrayList<>();
        running.stream()
                .filter(name -> !listed.contains(name))
                .forEach(name -> differ.add(name + " runs, and is not listed as running"));
        listed.stream()
                .filter(name -> !running.contains(name))
                .forEach(name -> differ.add(name + " is listed as running, and runs nowhere"));
        return new Finding("misreported", (long) running.size() + listed.size(), differ);
    }
}
