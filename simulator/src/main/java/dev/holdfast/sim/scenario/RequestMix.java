package dev.holdfast.sim.scenario;

import dev.holdfast.core.shared.Quantities;
import dev.holdfast.sim.history.Call;
import dev.holdfast.sim.history.RecordingClient;
import dev.holdfast.sim.workload.Draws;
import dev.holdfast.sim.workload.Seeds;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Creates, stops, starts and deletes over a fixed number of names that are used again and again, at a steady rate, and
 * sends some requests once more long after they were answered. Which is asked next comes from the seed; what comes of
 * it depends on the cluster.
 */
final class RequestMix {
    private static final Duration EVERY = Duration.ofMillis(10);
    private static final int OPEN_AT_MOST = 400;
    private static final int LATE_REPEATS_WAIT = 200;
    private static final double REPEATED_LATE = 0.1;
    private static final int SPREAD_KEYS = 12;

    private record Sent(Call.Verb verb, String requestId, String instance, String spreadKey) {}

    private final RecordingClient client;
    private final ScheduledExecutorService timer;
    private final int names;
    private final Duration every;
    private final double reads;
    private final Draws draws;
    private final ArrayDeque<Sent> later = new ArrayDeque<>();
    private final ConcurrentLinkedQueue<CompletableFuture<?>> open = new ConcurrentLinkedQueue<>();
    private Optional<ScheduledFuture<?>> ticking = Optional.empty();
    private long number;

    RequestMix(RecordingClient client, ScheduledExecutorService timer, int names, long seed) {
        this(client, timer, names, EVERY, 0, seed);
    }

    /**
     * @param every so long after one request the next
     * @param reads how many of them, of 1, ask how an instance is and change nothing
     */
    RequestMix(
            RecordingClient client,
            ScheduledExecutorService timer,
            int names,
            Duration every,
            double reads,
            long seed) {
        this.client = client;
        this.timer = timer;
        this.names = names;
        this.every = every;
        this.reads = reads;
        this.draws = new Seeds(seed).draws("mix.requests");
    }

    void start() {
        ticking = Optional.of(timer.scheduleAtFixedRate(this::ask, 0, every.toNanos(), TimeUnit.NANOSECONDS));
    }

    /** Asks nothing new; ends when all calls have. */
    CompletableFuture<Void> stop() {
        ticking.ifPresent(each -> each.cancel(false));
        return CompletableFuture.allOf(open.toArray(CompletableFuture<?>[]::new));
    }

    /** Those that wait for their next sending count too: what piles up while a node is away must not bury it later. */
    private void ask() {
        open.removeIf(CompletableFuture::isDone);
        if (open.size() >= OPEN_AT_MOST) {
            return;
        }
        if (later.size() > LATE_REPEATS_WAIT) {
            send(later.removeFirst());
            return;
        }
        long name = draws.below(names);
        if (reads > 0 && draws.chance(reads)) {
            open.add(client.read("mix-" + name));
            return;
        }
        double which = draws.unit();
        Call.Verb verb = which < 0.4
                ? Call.Verb.CREATE
                : which < 0.6 ? Call.Verb.STOP : which < 0.8 ? Call.Verb.START : Call.Verb.DELETE;
        Sent sent = new Sent(verb, "mix-" + ++number, "mix-" + name, name % 2 == 0 ? "" : "key-" + name % SPREAD_KEYS);
        if (draws.chance(REPEATED_LATE)) {
            later.addLast(sent);
        }
        send(sent);
    }

    private void send(Sent sent) {
        open.add(
                switch (sent.verb()) {
                    case CREATE ->
                        client.create(
                                sent.requestId(), sent.instance(), sent.spreadKey(), new Quantities(1, 1_024, 10, 0));
                    case START -> client.start(sent.requestId(), sent.instance());
                    case STOP -> client.stop(sent.requestId(), sent.instance());
                    case DELETE -> client.delete(sent.requestId(), sent.instance());
                });
    }
}
