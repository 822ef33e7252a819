package dev.holdfast.sim.campaign;

import dev.holdfast.sim.history.FactLog;
import dev.holdfast.sim.history.LinearizableSearch.Verdict;
import dev.holdfast.sim.history.Operation;
import dev.holdfast.sim.history.SearchedOrder;
import dev.holdfast.sim.history.SequenceOrder;
import dev.holdfast.sim.workload.Draws;
import dev.holdfast.sim.workload.Seeds;
import dev.holdfast.sim.world.Facts;
import dev.holdfast.sim.world.SimRun;
import dev.holdfast.sim.world.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/**
 * Judges a few instances of a run a second time, by search, and holds the verdict against that by sequence order: two
 * judges that were written apart check each other. A search that gives up counts as a failure.
 */
final class CrossCheck {
    private static final int SAMPLES = 2;
    private static final int BUDGET = 500_000;

    private CrossCheck() {}

    static List<Violation> disagreements(SimRun.Result result) {
        SortedMap<String, FactLog> logs = Facts.of(result.witness());
        List<String> keys = new ArrayList<>(logs.keySet());
        List<Operation> all = Facts.counted(result.witness(), result.history().operations());
        List<Violation> found = new ArrayList<>();
        Draws draws = new Seeds(result.script().seed()).draws("cross-check");
        for (int i = 0; i < SAMPLES && !keys.isEmpty(); i++) {
            String key = keys.remove((int) draws.below(keys.size()));
            List<Operation> operations =
                    all.stream().filter(each -> each.key().equals(key)).toList();
            FactLog log = logs.getOrDefault(key, FactLog.EMPTY);
            boolean holds = SequenceOrder.judge(log, operations).holds();
            Verdict searched = new SearchedOrder(BUDGET).judge(log, operations);
            if (holds != (searched == Verdict.LINEARIZABLE)) {
                found.add(new Violation(
                        "JudgesAgree",
                        key + " is " + (holds ? "" : "not ") + "linearizable by sequence order, and by search "
                                + searched,
                        (long) (result.virtualSeconds() * 1e9)));
            }
        }
        return found;
    }
}
