package dev.holdfast.sim.mutant;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All of them, in a fixed order. */
public final class Mutants {
    private static final List<Mutant> ALL = gathered();

    private Mutants() {}

    private static List<Mutant> gathered() {
        List<Mutant> all = new ArrayList<>(StoreMutants.all());
        all.addAll(LogMutants.all());
        all.addAll(ViewMutants.all());
        all.addAll(InstanceMutants.all());
        all.addAll(HostMutants.all());
        all.addAll(AgentMutants.all());
        all.addAll(LeaseMutants.all());
        return List.copyOf(all);
    }

    public static List<Mutant> all() {
        return ALL;
    }

    public static Optional<Mutant> named(String name) {
        return ALL.stream().filter(mutant -> mutant.name().equals(name)).findFirst();
    }
}
