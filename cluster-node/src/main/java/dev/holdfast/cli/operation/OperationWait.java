package dev.holdfast.cli.operation;

import com.google.longrunning.Operation;
import com.google.longrunning.WaitOperationRequest;
import dev.holdfast.cli.Client;
import dev.holdfast.cli.CommandFailure;
import dev.holdfast.cli.ExitCode;
import dev.holdfast.cli.InFlight;
import dev.holdfast.cli.Names;
import dev.holdfast.cli.Progress;
import dev.holdfast.cli.Refusal;
import dev.holdfast.cli.TimeLimit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Sees operations through. Each is waited for a second at a time, in turns, so that one that is stuck keeps no other
 * from being counted.
 */
public final class OperationWait {
    private static final com.google.protobuf.Duration ONE_TURN =
            com.google.protobuf.Duration.newBuilder().setSeconds(1).build();
    private static final long SHORTEST_TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    /** After so long a person wonders why. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Client client;
    private final Progress progress;
    private final String doing;
    private final TimeLimit limit;
    private final List<Operation> latest;
    private final List<List<CommandFailure>> failures = new ArrayList<>();
    private final Queue<Integer> unfinished = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean nobodyAnswers = new AtomicBoolean();
    private final TimeLimit patience = TimeLimit.in(PATIENCE);
    private boolean toldWhereToAsk;

    private OperationWait(Client client, Progress progress, String doing, List<Operation> operations) {
        this.client = client;
        this.progress = progress;
        this.doing = doing;
        this.limit = client.waitLimit();
        this.latest = new ArrayList<>(operations);
        for (int at = 0; at < operations.size(); at++) {
            failures.add(new ArrayList<>());
            if (!operations.get(at).getDone()) {
                unfinished.add(at);
            }
        }
    }

    /**
     * How they ended.
     *
     * @param succeeded in the order in which they were given
     * @param failures of those that failed, or were not over in time
     */
    public record Ended(List<Operation> succeeded, List<CommandFailure> failures) {
        public Ended {
            succeeded = List.copyOf(succeeded);
            failures = List.copyOf(failures);
        }
    }

    /**
     * Waits until all are done or the client's limit for waits is over.
     *
     * @param doing what the progress line begins with
     */
    public static Ended forAll(Client client, Progress progress, String doing, List<Operation> operations) {
        OperationWait wait = new OperationWait(client, progress, doing, operations);
        wait.run();
        return wait.ended();
    }

    private void run() {
        tellProgress();
        try (ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor()) {
            int count = Math.min(InFlight.MOST, unfinished.size());
            for (int worker = 0; worker < count; worker++) {
                workers.execute(this::takeTurns);
            }
        }
    }

    private void takeTurns() {
        for (Integer at = unfinished.poll(); at != null; at = unfinished.poll()) {
            if (limit.over()) {
                fail(at, left(current(at), ExitCode.TIMED_OUT, "when time was up (DEADLINE_EXCEEDED)"));
                continue;
            }
            if (nobodyAnswers.get()) {
                fail(at, left(current(at), ExitCode.UNAVAILABLE, "when it was last seen (UNAVAILABLE)"));
                continue;
            }
            try {
                Operation seen = waitOneTurn(current(at));
                update(at, seen);
                if (!seen.getDone()) {
                    unfinished.add(at);
                }
            } catch (CommandFailure failure) {
                if (limit.over()) {
                    fail(at, left(current(at), ExitCode.TIMED_OUT, "when time was up (DEADLINE_EXCEEDED)"));
                } else {
                    fail(at, failure);
                    nobodyAnswers.compareAndSet(false, failure.nobodyAnswers());
                }
            }
        }
    }

    private Operation waitOneTurn(Operation operation) {
        long began = System.nanoTime();
        WaitOperationRequest request = WaitOperationRequest.newBuilder()
                .setName(operation.getName())
                .setTimeout(ONE_TURN)
                .build();
        Operation seen = client.call(
                "wait for " + OperationKind.what(operation),
                limit.sooner(TimeLimit.in(Client.REQUEST_LIMIT)),
                deadline -> client.operations(deadline).waitOperation(request));
        long took = System.nanoTime() - began;
        if (!seen.getDone() && took < SHORTEST_TURN_NANOS) {
            client.await(Duration.ofNanos(SHORTEST_TURN_NANOS - took));
        }
        return seen;
    }

    private synchronized Operation current(int at) {
        return latest.get(at);
    }

    private void update(int at, Operation seen) {
        synchronized (this) {
            latest.set(at, seen);
        }
        tellProgress();
    }

    private synchronized void fail(int at, CommandFailure failure) {
        failures.get(at).add(failure);
    }

    private synchronized void tellProgress() {
        Map<String, Integer> counts = new TreeMap<>();
        latest.forEach(operation -> counts.merge(OperationKind.phase(operation), 1, Integer::sum));
        progress.counts(doing, counts);
        if (latest.size() == 1 && !latest.getFirst().getDone() && !toldWhereToAsk && patience.over()) {
            toldWhereToAsk = true;
            progress.milestone(doing + ": not done after " + PATIENCE.toSeconds() + " s; `holdfast instance explain "
                    + OperationKind.instance(latest.getFirst()) + "` says what it waits for");
        }
    }

    private synchronized Ended ended() {
        List<Operation> succeeded = new ArrayList<>();
        List<CommandFailure> failed = new ArrayList<>();
        for (int at = 0; at < latest.size(); at++) {
            Operation operation = latest.get(at);
            if (operation.getDone() && operation.hasError()) {
                failed.add(Refusal.of(operation.getError()).failure(OperationKind.what(operation)));
            } else if (operation.getDone()) {
                succeeded.add(operation);
            }
            failed.addAll(failures.get(at));
        }
        return new Ended(succeeded, failed);
    }

    private static CommandFailure left(Operation operation, ExitCode exitCode, String when) {
        return new CommandFailure(
                exitCode,
                OperationKind.what(operation) + ": still " + OperationKind.phase(operation) + " " + when
                        + ": it goes on; `holdfast operation wait " + Names.shortId(operation.getName())
                        + "` waits for it, `holdfast instance explain " + OperationKind.instance(operation)
                        + "` says what it waits for");
    }
}
