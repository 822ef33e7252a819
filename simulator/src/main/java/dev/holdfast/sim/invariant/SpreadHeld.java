package dev.holdfast.sim.invariant;

import dev.holdfast.v1.Instance;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Of the instances of one spread key in one fault domain, at most one says that it is there of free choice; the others
 * say that no other domain could take them.
 */
public final class SpreadHeld implements Invariant {
    @Override
    public Finding judge(Evidence evidence) {
        long looked = 0;
        List<String> broken = new ArrayList<>();
        for (List<Instance> listing : evidence.listings()) {
            Map<String, List<String>> free = new TreeMap<>();
            for (Instance instance : listing) {
                if (!instance.getSpreadKey().isEmpty() && instance.hasPlacement()) {
                    looked++;
                    if (!instance.getPlacement().getSpreadForced()) {
                        free.computeIfAbsent(
                                        instance.getSpreadKey() + " in "
                                                + instance.getPlacement().getFaultDomain(),
                                        _ -> new ArrayList<>())
                                .add(instance.getName());
                    }
                }
            }
            free.forEach((where, names) -> {
                if (names.size() > 1) {
                    broken.add(where + ": " + String.join(", ", names));
                }
            });
        }
        return new Finding("spread broken", looked, broken);
    }
}
