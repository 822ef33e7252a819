package dev.holdfast.sim.invariant;

import dev.holdfast.core.shared.Quantities;
import java.util.ArrayList;
import java.util.List;

/** No host ever held more than it can, by its own record. */
public final class ClaimsWithinCapacity implements Invariant {
    @Override
    public Finding judge(Evidence evidence) {
        List<String> over = new ArrayList<>();
        evidence.hosts().forEach((name, host) -> {
            Quantities peak = host.truth().peak();
            if (!host.capacity().fits(peak)) {
                over.add(name + " held " + peak + " of " + host.capacity());
            }
        });
        long used = evidence.hosts().values().stream()
                .filter(host -> !host.truth().changes().isEmpty())
                .count();
        return new Finding("over capacity", used, over);
    }
}
