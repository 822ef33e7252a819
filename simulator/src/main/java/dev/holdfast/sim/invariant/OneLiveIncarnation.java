package dev.holdfast.sim.invariant;

import dev.holdfast.agent.simulated.GroundTruth;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * No instance ran twice at once, on one host or two, in one life of its name or two, by the hosts' own records. They
 * share a clock, because all hosts of such a run live in one process.
 */
public final class OneLiveIncarnation implements Invariant {
    private record Run(String host, GroundTruth.Span span) {
        String words() {
            return host + " (epoch " + span.incarnation().epoch() + ", from " + span.from() + ")";
        }
    }

    @Override
    public Finding judge(Evidence evidence) {
        Map<String, List<Run>> byInstance = new TreeMap<>();
        long looked = 0;
        for (Map.Entry<String, Evidence.HostRecord> host : evidence.hosts().entrySet()) {
            for (GroundTruth.Span span : host.getValue().truth().runs()) {
                looked++;
                byInstance
                        .computeIfAbsent(span.instance(), _ -> new ArrayList<>())
                        .add(new Run(host.getKey(), span));
            }
        }
        List<String> doubled = new ArrayList<>();
        byInstance.values().forEach(runs -> overlap(runs).ifPresent(doubled::add));
        return new Finding("doubled", looked, doubled);
    }

    private static Optional<String> overlap(List<Run> runs) {
        runs.sort(Comparator.comparing(run -> run.span().from()));
        for (int i = 1; i < runs.size(); i++) {
            for (int before = 0; before < i; before++) {
                if (runs.get(before).span().contains(runs.get(i).span().from())) {
                    return Optional.of(runs.get(i).span().instance() + " ran on "
                            + runs.get(before).words() + " and on "
                            + runs.get(i).words());
                }
            }
        }
        return Optional.empty();
    }
}
