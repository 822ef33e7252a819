package dev.holdfast.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/**
 * Many requests at a time, but not too many. When one ends because nobody answers, those that were not sent yet are
 * left: each would wait just as long, for nothing.
 */
public final class InFlight {
    /** As many as one connection carries with ease. */
    public static final int MOST = 64;

    private InFlight() {}

    /**
     * What came of them.
     *
     * @param answers by position; empty where it failed or was not sent
     * @param failures in the order of their positions
     * @param unsent how many were left
     */
    public record Outcome<R>(List<Optional<R>> answers, List<CommandFailure> failures, int unsent) {
        public Outcome {
            answers = List.copyOf(answers);
            failures = List.copyOf(failures);
        }

        /** The answers that there are, in the order of their positions. */
        public List<R> acknowledged() {
            return answers.stream().flatMap(Optional::stream).toList();
        }

        public ExitCode exitCode() {
            return failures.stream().map(CommandFailure::exitCode).reduce(ExitCode.OK, ExitCode::worse);
        }
    }

    /**
     * Runs {@code count} requests, in order of their positions as far as there is room.
     *
     * @param request by position, from 0
     * @param onAnswer told of each answer when it comes, never two at once
     */
    public static <R> Outcome<R> run(int count, IntFunction<R> request, Consumer<R> onAnswer) {
        List<Optional<Result<R>>> results = new ArrayList<>();
        for (int position = 0; position < count; position++) {
            results.add(Optional.empty());
        }
        Run<R> run = new Run<>(count, request, onAnswer, results);
        if (count == 1) {
            // The usual case; it starts no thread.
            run.takeTurns();
            return outcome(results);
        }
        try (ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int worker = 0; worker < Math.min(MOST, count); worker++) {
                workers.execute(run::takeTurns);
            }
        }
        return outcome(results);
    }

    /** What the workers share. */
    private record Run<R>(
            int count,
            IntFunction<R> request,
            Consumer<R> onAnswer,
            List<Optional<Result<R>>> results,
            AtomicInteger next,
            AtomicBoolean left,
            Semaphore oneAtATime) {
        private Run(int count, IntFunction<R> request, Consumer<R> onAnswer, List<Optional<Result<R>>> results) {
            this(count, request, onAnswer, results, new AtomicInteger(), new AtomicBoolean(), new Semaphore(1));
        }

        void takeTurns() {
            for (int at = next.getAndIncrement(); at < count && !left.get(); at = next.getAndIncrement()) {
                Result<R> result = one(request, at);
                oneAtATime.acquireUninterruptibly();
                try {
                    results.set(at, Optional.of(result));
                    switch (result) {
                        case Result.Answer<R>(R answer) -> onAnswer.accept(answer);
                        case Result.Failure<R>(CommandFailure failure) -> {
                            if (failure.nobodyAnswers()) {
                                left.set(true);
                            }
                        }
                    }
                } finally {
                    oneAtATime.release();
                }
            }
        }
    }

    private static <R> Result<R> one(IntFunction<R> request, int position) {
        try {
            return new Result.Answer<>(request.apply(position));
        } catch (CommandFailure failure) {
            return new Result.Failure<>(failure);
        } catch (RuntimeException unforeseen) {
            return new Result.Failure<>(
                    new CommandFailure(ExitCode.FAILED, "a defect of the command line: " + unforeseen, unforeseen));
        }
    }

    private static <R> Outcome<R> outcome(List<Optional<Result<R>>> results) {
        List<Optional<R>> answers = new ArrayList<>();
        List<CommandFailure> failures = new ArrayList<>();
        int unsent = 0;
        for (Optional<Result<R>> result : results) {
            Optional<R> answer = Optional.empty();
            if (result.isEmpty()) {
                unsent++;
            } else {
                switch (result.get()) {
                    case Result.Answer<R>(R given) -> answer = Optional.of(given);
                    case Result.Failure<R>(CommandFailure failure) -> failures.add(failure);
                }
            }
            answers.add(answer);
        }
        return new Outcome<>(answers, failures, unsent);
    }

    private sealed interface Result<R> {
        record Answer<R>(R answer) implements Result<R> {}

        record Failure<R>(CommandFailure failure) implements Result<R> {}
    }
}
