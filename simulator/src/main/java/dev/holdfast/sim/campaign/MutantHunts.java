package dev.holdfast.sim.campaign;

import dev.holdfast.sim.fault.Swarm;
import dev.holdfast.sim.mutant.Hunt;
import dev.holdfast.sim.mutant.Mutant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** Hunts for many planted bugs, several side by side. */
final class MutantHunts {
    private MutantHunts() {}

    /** @param progress told of each result as it comes */
    static List<Hunt.Result> run(
            List<Mutant> mutants, long firstSeed, int seedsAtMost, int jobs, Consumer<Hunt.Result> progress)
            throws InterruptedException {
        List<Hunt.Result> results = new ArrayList<>();
        try (ExecutorService workers = Executors.newFixedThreadPool(jobs)) {
            List<Future<Hunt.Result>> hunts = new ArrayList<>();
            for (Mutant mutant : mutants) {
                hunts.add(workers.submit(() -> Hunt.of(mutant, Swarm::of, firstSeed, seedsAtMost)));
            }
            for (Future<Hunt.Result> hunt : hunts) {
                Hunt.Result result = hunt.get();
                results.add(result);
                progress.accept(result);
            }
        } catch (ExecutionException failed) {
            throw new IllegalStateException(String.valueOf(failed.getCause()), failed.getCause());
        }
        return results;
    }
}
