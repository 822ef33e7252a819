package dev.holdfast.sim.bench;

import com.typesafe.config.Config;
import dev.holdfast.node.resource.Reply;
import dev.holdfast.node.resource.ResourceMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * How long it takes until all is known again that a lost node knew of a shard: by a keeper that reads its log once, and
 * by entities that each replay their own events over pekko-persistence-cassandra. Both nodes start in this process,
 * whose classes are warm for both, in turns.
 *
 * @param instances of the shard, at least 1
 * @param inFlight commands at once while they are made, and replays at once, at least 1
 * @param turns of each after a first one that is not counted, at least 1; the median counts
 */
record TakeOver(int instances, int inFlight, int turns) {
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final String PROJECT = "bench";

    TakeOver {
        Bounds.atLeastOne("shard-instances", instances);
        Bounds.atLeastOne("shard-in-flight", inFlight);
        Bounds.atLeastOne("rounds", turns);
    }

    /**
     * What was found.
     *
     * @param events of all instances, when each runs
     */
    record Found(int instances, long events, double takeOverMillis, double stockMillis) {}

    Found measure(BenchCassandra cassandra, Consumer<String> progress) throws InterruptedException {
        Config log = RecoveryBench.ONE_SHARD.withFallback(cassandra.log("shard"));
        Config stock = cassandra.stock("shard_stock");
        progress.accept("one shard of " + instances + " instances on each side");
        long events;
        try (BenchSide first = BenchSide.start("first", log, UnaryOperator.identity())) {
            events = first.running(PROJECT, instances, inFlight, progress).done();
        }
        try (BenchSide first = BenchSide.over("first-stock", stock)) {
            first.running(PROJECT, instances, inFlight, progress);
        }
        progress.accept(String.format(
                Locale.ROOT, "not counted: %,.0f ms, one by one %,.0f ms", takeOver(log), oneByOne(stock)));
        List<Double> takeOvers = new ArrayList<>();
        List<Double> replays = new ArrayList<>();
        for (int turn = 1; turn <= turns; turn++) {
            takeOvers.add(takeOver(log));
            replays.add(oneByOne(stock));
            progress.accept(String.format(
                    Locale.ROOT,
                    "turn %d of %d: taken over in %,.0f ms, replayed one by one in %,.0f ms",
                    turn,
                    turns,
                    takeOvers.getLast(),
                    replays.getLast()));
        }
        return new Found(instances, events, Rounds.median(takeOvers), Rounds.median(replays));
    }

    private static double takeOver(Config log) {
        FirstRequest.Note note = new FirstRequest.Note();
        try (BenchSide heir = BenchSide.start("heir", log, note::around)) {
            heir.served();
            return (System.nanoTime() - note.nanos().orElseThrow()) / 1e6;
        }
    }

    private double oneByOne(Config stock) throws InterruptedException {
        try (BenchSide heir = BenchSide.over("heir-stock", stock)) {
            // The plugin connects and prepares its statements for the first who asks.
            heir.ask("nobody/i-0", replyTo -> new ResourceMessage.Read(true, replyTo))
                    .join();
            long began = System.nanoTime();
            AtOnce.each(
                    IntStream.range(0, instances)
                            .mapToObj(number -> TransitionDriver.id(PROJECT, number))
                            .toList(),
                    inFlight,
                    PATIENCE,
                    id -> replayed(heir, id));
            return (System.nanoTime() - began) / 1e6;
        }
    }

    /** An entity that answers has replayed what it is made of. */
    private static CompletableFuture<Void> replayed(BenchSide heir, String id) {
        return heir.ask(id, replyTo -> new ResourceMessage.Read(true, replyTo)).thenAccept(reply -> {
            if (!(reply instanceof Reply.Done)) {
                throw new IllegalStateException(id + " cannot be replayed: " + reply);
            }
        });
    }
}
