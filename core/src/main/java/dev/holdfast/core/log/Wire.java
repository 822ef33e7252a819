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
    /** Something that will happen unless it is cancelled. */
    static final class Timer implements Comparable<Timer> {
        private final Instant at;
        private final long number;
        private final Runnable what;
        private boolean cancelled;

        private Timer(Instant at, long number, Runnable what) {
            this.at = at;
            this.number = number;
            this.what = what;
        }

        /** One that never was to happen. */
        static Timer none() {
            return new Timer(Instant.MAX, 0, () -> {});
        }

        /** It will not happen, and nobody is woken for it. */
        void cancel() {
            cancelled = true;
        }

        @Override
        public int compareTo(Timer other) {
            int byTime = at.compareTo(other.at);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    private final LogSettings settings;
    private final long salt;
    private final Map<Long, Consumer<StoreAnswer>> answers = new HashMap<>();
    private final PriorityQueue<Timer> timers = new PriorityQueue<>();
    private List<LogOutput> outputs = new ArrayList<>();
    private Instant now = Instant.EPOCH;
    private long numbers;

    /** @param owner so that no two ask again in step */
    Wire(LogSettings settings, String owner) {
        this.settings = settings;
        this.salt = owner.hashCode();
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

    Timer after(Duration delay, Runnable what) {
        Timer timer = new Timer(now.plus(delay), ++numbers, what);
        timers.add(timer);
        return timer;
    }

    void wake() {
        while (!timers.isEmpty()
                && (timers.peek().cancelled || !timers.peek().at.isAfter(now))) {
            Timer next = timers.remove();
            if (!next.cancelled) {
                next.what.run();
            }
        }
    }

    Optional<Instant> wakeAt() {
        while (!timers.isEmpty() && timers.peek().cancelled) {
            timers.remove();
        }
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
        Timer patience = after(settings.answerTimeout(), () -> {
            over[0] = true;
            again(asking, number, "no answer within " + settings.answerTimeout());
        });
        send(asking.request(), answer -> {
            if (over[0]) {
                return;
            }
            patience.cancel();
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
    }

    private void again(Asking asking, int number, String why) {
        if (number >= asking.tries()) {
            asking.gaveUp().accept(why);
        } else {
            after(pause(number), () -> attempt(asking, number + 1));
        }
    }

    /**
     * How long to wait after the given number of tries: doubled each time up to a bound, and up to a quarter less, by
     * chance. All shards of a node lose the store at one moment; without that they would all ask again at one moment,
     * every time. The chance is drawn from the owner's name and the count of what it sent, so a run can be repeated.
     */
    Duration pause(int tries) {
        long doubled = settings.resendAfter().toMillis() << Math.min(tries - 1, 20);
        long millis = Math.min(doubled, settings.resendAtMost().toMillis());
        long drawn = (salt + ++numbers) * 0x9E3779B97F4A7C15L;
        return Duration.ofMillis(millis - Math.floorMod(drawn ^ (drawn >>> 32), millis / 4 + 1));
    }
}
