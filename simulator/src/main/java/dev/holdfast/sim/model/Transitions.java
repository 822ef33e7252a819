package dev.holdfast.sim.model;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Which phases can follow which, found by walking {@link LifeModel} through everything that can happen. */
public final class Transitions {
    private Transitions() {}

    /** As in {@code CREATING -> STARTING}; a phase follows itself when a fact does not change it. */
    public static SortedSet<String> all() {
        return except(EnumSet.noneOf(FactKind.class));
    }

    /** The same in a world in which these never happen. */
    public static SortedSet<String> except(Set<FactKind> never) {
        SortedSet<String> found = new TreeSet<>();
        Set<Condition> known = new HashSet<>();
        Deque<Condition> ahead = new ArrayDeque<>();
        ahead.add(Condition.ABSENT);
        while (!ahead.isEmpty()) {
            Condition condition = ahead.remove();
            for (FactKind kind : FactKind.values()) {
                Fact fact = new Fact(1, kind.wireName(), Optional.empty());
                if (!never.contains(kind) && LifeModel.step(condition, fact) instanceof Step.Legal(Condition after)) {
                    found.add(condition.phase() + " -> " + after.phase());
                    Condition timeless = timeless(after);
                    if (known.add(timeless)) {
                        ahead.add(timeless);
                    }
                }
            }
        }
        return found;
    }

    private static Condition timeless(Condition condition) {
        return new Condition(
                0,
                condition.phase(),
                condition.power(),
                1,
                condition.asked(),
                condition.owes(),
                condition.again(),
                condition.halfway(),
                condition.ranBefore(),
                condition.held(),
                condition.tries(),
                condition.hostsFailed(),
                condition.before(),
                condition.doubled());
    }
}
