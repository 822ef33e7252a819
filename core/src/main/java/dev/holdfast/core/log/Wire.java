package dev.holdfast.core.log;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/**
 * What the parts of a {@link ShardLog} share: tickets for requests, timers, outputs, and the time of the present step.
 */
final class Wire {
    private static final class Timer implements Comparable<Timer> {
        private final Instant at;
        private final long number;
        private final Runnable what;

        private Timer(Instant at, long number, Runnable what) {
            this.at = at;
            this.number = number;
            this.what = what;
        }

        @Override
        public int compareTo(Timer other) {
            int byTime = at.compareTo(other.at);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    private final LogSettings settings;
    private final Map<Long, Consumer<StoreAnswer>> answers = new HashMap<>();
    private final PriorityQueue<Timer> timers = new PriorityQueue<>();
    private List<LogOutput> outputs = new ArrayList<>();
    private Instant now = Instant.EPOCH;
    private long numbers;

    Wire(LogSettings settings) {
        this.settings = settings;
    }

    Instant now() {
        return now;
    }

    void at(Instant instant) {
        now = instant;
    }

    void emit(LogOutput output) {
        outputs.add(output);
    }

    List<LogOutput> drain() {
        List<LogOutput> taken = outputs;
        outputs = new ArrayList<>();
        return taken;
    }

    /** Sends once; the handler is called with the answer, however late. */
    void send(StoreRequest request, Consumer<StoreAnswer> then) {
        long ticket = ++numbers;
        answers.put(ticket, then);
        emit(new LogOutput.Send(ticket, request));
    }

    void answered(long ticket, StoreAnswer answer) {
        Consumer<StoreAnswer> then = answers.remove(ticket);
        if (then != null) {
            then.accept(answer);
        }
    }

    void after(Duration delay, Runnable what) {
        timers.add(new Timer(now.plus(delay), ++numbers, what));
    }

    void wake() {
        while (!timers.isEmpty() && !timers.peek().at.isAfter(now)) {
            timers.remove().what.run();
        }
    }

    Optional<Instant> wakeAt() {
        return timers.isEmpty() ? Optional.empty() : Optional.of(timers.peek().at);
    }

    /**
     * Sends an idempotent request until it has a good answer, with pauses that double.
     *
     * @param tries how often at most
     * @param good called with the first answer that is neither unknown nor unavailable
     * @param gaveUp called with the last reason when no try had one
     */
    void ask(StoreRequest request, int tries, Consumer<StoreAnswer> good, Consumer<String> gaveUp) {
        attempt(new Asking(request, tries, good, gaveUp), 1);
    }

    private record Asking(StoreRequest request, int tries, Consumer<StoreAnswer> good, Consumer<String> gaveUp) {}

    private void attempt(Asking asking, int number) {
        boolean[] over = {false};
        send(asking.request(), answer -> {
            if (over[0]) {
                return;
            }
            over[0] = true;
            switch (answer) {
                case StoreAnswer.Unknown(String why) -> again(asking, number, why);
                case StoreAnswer.Unavailable(String why) -> again(asking, number, why);
                case StoreAnswer.Applied _,
                        StoreAnswer.Refused _,
                        StoreAnswer.Done _,
                        StoreAnswer.HintRead _,
                        StoreAnswer.HeadRead _,
                        StoreAnswer.CommitsRead _,
                        StoreAnswer.SnapshotRead _,
                        StoreAnswer.SnapshotsListed _,
                        StoreAnswer.HistoryRead _ -> asking.good().accept(answer);
            }
        });
        after(settings.answerTimeout(), () -> {
            if (!over[0]) {
                over[0] = true;
                again(asking, number, "no answer within " + settings.answerTimeout());
            }
        });
    }

    private void again(Asking asking, int number, String why) {
        if (number >= asking.tries()) {
            asking.gaveUp().accept(why);
        } else {
            after(pause(number), () -> attempt(asking, number + 1));
        }
    }

    /** How long to wait after the given number of tries. */
    Duration pause(int tries) {
        long millis = settings.resendAfter().toMillis() << Math.min(tries - 1, 20);
        return Duration.ofMillis(Math.min(millis, settings.resendAtMost().toMillis()));
    }
}
