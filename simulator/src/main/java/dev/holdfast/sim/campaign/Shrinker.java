package dev.holdfast.sim.campaign;

import dev.holdfast.sim.fault.Fault;
import dev.holdfast.sim.fault.Script;
import dev.holdfast.sim.fault.ScriptFile;
import dev.holdfast.sim.fault.StoreWeather;
import dev.holdfast.sim.fault.Weather;
import dev.holdfast.sim.world.Seams;
import dev.holdfast.sim.world.SimRun;
import dev.holdfast.sim.world.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Takes away from a run that goes wrong whatever it goes wrong without, until nothing can be taken away (Zeller and
 * Hildebrandt, "Simplifying and isolating failure-inducing input", 2002): time, faults, weather, then things. What is
 * left goes wrong by the same judge, not always for the same reason.
 */
public final class Shrinker {
    /**
     * What is left.
     *
     * @param violation what goes wrong in it
     * @param runs how many runs it took
     */
    public record Result(Script script, Violation violation, int runs) {}

    private final Supplier<Seams> seams;
    private final String judge;
    private final Consumer<Result> progress;
    private final int budget;
    private Script script;
    private Violation violation;
    private int runs;

    private Shrinker(Script script, Violation violation, Supplier<Seams> seams, int budget, Consumer<Result> progress) {
        this.script = script;
        this.violation = violation;
        this.judge = violation.judge();
        this.seams = seams;
        this.budget = budget;
        this.progress = progress;
    }

    /**
     * @param violation what went wrong in the run of the script
     * @param budget at most so many runs
     * @param progress told of each smaller script
     */
    public static Result shrink(
            Script script, Violation violation, Supplier<Seams> seams, int budget, Consumer<Result> progress) {
        return new Shrinker(script, violation, seams, budget, progress).shrink();
    }

    private Result shrink() {
        boolean smaller = true;
        while (smaller && runs < budget) {
            smaller = cutTheEnd();
            smaller |= dropFaults();
            smaller |= change("weather", Weather.FINE, script.weather().equals(Weather.FINE));
            smaller |= calmStore();
            smaller |= zero("staleRouting", script.staleRouting());
            smaller |= zero("clockOffsetMillis", (double) script.clockOffsetMillis());
            smaller |= zero("clockDriftPpm", (double) script.clockDriftPpm());
            smaller |= zero("driverFailures", script.driverFailures());
            smaller |= change("smallLog", false, !script.smallLog());
            smaller |= fewer("nodes", script.nodes());
            smaller |= fewer("instanceShards", script.instanceShards());
            smaller |= fewer("hostShards", script.hostShards());
            smaller |= fewer("faultDomains", script.faultDomains());
            smaller |= fewer("hosts", script.hosts());
            smaller |= fewer("clients", script.clients());
            smaller |= fewer("instances", script.instances());
            smaller |= fewer("safetySeconds", (int) script.safetySeconds());
        }
        return new Result(script, violation, runs);
    }

    private boolean cutTheEnd() {
        long needed = violation.nanos() / 1_000_000_000L + 1;
        return needed < script.safetySeconds() && change("safetySeconds", needed, false);
    }

    /** Larger parts first, then single ones. */
    private boolean dropFaults() {
        boolean smaller = false;
        int part = Math.max(1, script.faults().size() / 2);
        while (!script.faults().isEmpty()) {
            for (int from = 0; from < script.faults().size() && runs < budget; ) {
                List<Fault> fewer = new ArrayList<>(script.faults());
                fewer.subList(from, Math.min(from + part, fewer.size())).clear();
                if (stillWrong(script.with(fewer))) {
                    smaller = true;
                } else {
                    from += part;
                }
            }
            if (part == 1) {
                break;
            }
            part = Math.max(1, part / 2);
        }
        return smaller;
    }

    private boolean calmStore() {
        StoreWeather is = script.storeWeather();
        boolean smaller = change("storeWeather", StoreWeather.FINE, is.equals(StoreWeather.FINE));
        if (!smaller && !is.equals(StoreWeather.FINE)) {
            smaller = zero("storeWeather.unknownApplied", is.unknownApplied());
            smaller |= zero("storeWeather.unknownDropped", is.unknownDropped());
            smaller |= zero("storeWeather.lands", is.lands());
            smaller |= zero("storeWeather.ownRefused", is.ownRefused());
            smaller |= zero("storeWeather.unavailable", is.unavailable());
            smaller |= zero("storeWeather.silent", is.silent());
            smaller |= zero("storeWeather.readFails", is.readFails());
            smaller |= zero("storeWeather.tail", is.tail());
        }
        return smaller;
    }

    private boolean zero(String field, double value) {
        return change(field, 0, value == 0);
    }

    private boolean fewer(String field, int now) {
        boolean smaller = false;
        int least = 1;
        int most = now;
        while (least < most && runs < budget) {
            int middle = (least + most) / 2;
            if (change(field, middle, false)) {
                smaller = true;
                most = middle;
            } else {
                least = middle + 1;
            }
        }
        return smaller;
    }

    private boolean change(String field, Object value, boolean alreadySo) {
        if (alreadySo || runs >= budget) {
            return false;
        }
        try {
            return stillWrong(ScriptFile.changed(script, field, value));
        } catch (ScriptFile.FormatException impossible) {
            // A fault needs what would be taken away.
            return false;
        }
    }

    private boolean stillWrong(Script candidate) {
        runs++;
        for (Violation found : SimRun.of(candidate, seams.get(), false).violations()) {
            if (found.judge().equals(judge)) {
                script = candidate;
                violation = found;
                progress.accept(new Result(script, violation, runs));
                return true;
            }
        }
        return false;
    }
}
