package dev.holdfast.sim.campaign;

import dev.holdfast.sim.fault.Script;
import dev.holdfast.sim.world.Seams;
import dev.holdfast.sim.world.SimRun;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/**
 * One run for each of many seeds. Each run has one thread of its own; several run side by side, and what they come to
 * does not depend on that.
 */
public final class Campaign {
    private static final int FAILURES_KEPT = 20;

    /**
     * What to run.
     *
     * @param scripts the run of a seed
     * @param seams a fresh one for each run
     * @param jobs how many side by side
     */
    public record Plan(long firstSeed, int seeds, LongFunction<Script> scripts, Supplier<Seams> seams, int jobs) {}

    /**
     * What came of it.
     *
     * @param failures the first runs that broke something, by seed
     * @param violations how many runs broke something
     * @param invalid how many runs prove nothing, see {@link Outcome#valid}
     * @param firstInvalid the seed of one of them, or -1
     * @param events how many events took place in all runs
     * @param faults how many faults had something to break
     * @param hash of all runs; for one seed that of its run
     */
    public record Result(
            int seeds,
            List<Outcome> failures,
            int violations,
            int invalid,
            long firstInvalid,
            long events,
            long faults,
            long acknowledged,
            double virtualSeconds,
            double wallSeconds,
            long hash,
            Coverage coverage) {
        public boolean holds() {
            return violations == 0;
        }

        /** Whether it says anything: not if more than a tenth of its runs prove nothing. */
        public boolean valid() {
            return invalid * 10L <= seeds;
        }
    }

    private final Plan plan;
    private final Consumer<Result> progress;
    private final long began = System.nanoTime();
    private final Coverage coverage = new Coverage();
    private final List<Outcome> failures = new ArrayList<>();
    private final AtomicLong next;
    private int done;
    private int violations;
    private int invalid;
    private long firstInvalid = -1;
    private long events;
    private long faults;
    private long acknowledged;
    private double virtualSeconds;
    private long hash;

    private Campaign(Plan plan, Consumer<Result> progress) {
        this.plan = plan;
        this.progress = progress;
        this.next = new AtomicLong(plan.firstSeed());
    }

    /** @param progress told after each run, with what all so far have come to */
    public static Result run(Plan plan, Consumer<Result> progress) throws InterruptedException {
        return new Campaign(plan, progress).run();
    }

    private Result run() throws InterruptedException {
        try (ExecutorService workers = Executors.newFixedThreadPool(plan.jobs())) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < plan.jobs(); i++) {
                all.add(workers.submit(this::work));
            }
            for (Future<?> each : all) {
                each.get();
            }
        } catch (ExecutionException failed) {
            throw new IllegalStateException(String.valueOf(failed.getCause()), failed.getCause());
        }
        return soFar();
    }

    private void work() {
        long last = plan.firstSeed() + plan.seeds() - 1;
        for (long seed = next.getAndIncrement(); seed <= last; seed = next.getAndIncrement()) {
            Script script = plan.scripts().apply(seed);
            Outcome outcome;
            try {
                outcome = Outcome.of(SimRun.of(script, plan.seams().get(), false));
            } catch (RuntimeException broken) {
                next.set(last + 1);
                throw new IllegalStateException("seed " + seed + " ended with " + broken, broken);
            }
            add(outcome);
        }
    }

    private synchronized void add(Outcome outcome) {
        done++;
        coverage.add(outcome);
        events += outcome.steps();
        faults += outcome.faults();
        acknowledged += outcome.acknowledged();
        virtualSeconds += outcome.virtualSeconds();
        hash = plan.seeds() == 1
                ? outcome.hash()
                : hash + mixed(outcome.hash() ^ outcome.script().seed());
        if (!outcome.holds()) {
            violations++;
            failures.add(outcome);
            failures.sort(Comparator.comparingLong(each -> each.script().seed()));
            if (failures.size() > FAILURES_KEPT) {
                failures.removeLast();
            }
        } else if (!outcome.valid()) {
            invalid++;
            firstInvalid = firstInvalid < 0
                    ? outcome.script().seed()
                    : Math.min(firstInvalid, outcome.script().seed());
        }
        progress.accept(soFar());
    }

    /** Sums do not depend on the order in which the runs end. */
    private static long mixed(long value) {
        long mixed = (value ^ (value >>> 31)) * 0x7fb5d329728ea185L;
        return mixed ^ (mixed >>> 27);
    }

    private synchronized Result soFar() {
        return new Result(
                done,
                List.copyOf(failures),
                violations,
                invalid,
                firstInvalid,
                events,
                faults,
                acknowledged,
                virtualSeconds,
                (System.nanoTime() - began) / 1e9,
                hash,
                coverage);
    }
}
