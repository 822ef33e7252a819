package dev.holdfast.sim.bench;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.holdfast.node.resource.Reply;
import dev.holdfast.node.resource.ResourceMessage;
import dev.holdfast.sim.bench.BenchReport.Figure;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * How fast a shard is served again after its node is gone: a new node on the same log takes it over, which reads the
 * shard once and knows every instance in it. Beside that, in the same run, what it takes to replay the same instances
 * one by one, as a control plane without keepers would have to before it knew as much.
 */
final class RecoveryBench {
    private static final Config ONE_SHARD = ConfigFactory.parseString("holdfast.log.shards.instance = 1");

    /**
     * How large.
     *
     * @param instances of the shard, at least 1
     * @param inFlight commands at once while they are made, and replays at once, at least 1
     */
    record Load(int instances, int inFlight) {
        Load {
            Bounds.atLeastOne("instances", instances);
            Bounds.atLeastOne("in-flight", inFlight);
        }
    }

    private RecoveryBench() {}

    /** @param folder for the log; empty or absent */
    static BenchReport run(Path folder, Load load, Consumer<String> progress) throws InterruptedException {
        BenchSide first = BenchSide.start(folder, ONE_SHARD, UnaryOperator.identity());
        long events;
        try {
            events = first.running("bench", load.instances(), load.inFlight(), progress)
                    .done();
        } finally {
            first.end();
        }
        FirstRequest.Note note = new FirstRequest.Note();
        long began = System.nanoTime();
        BenchSide second = BenchSide.start(folder, ONE_SHARD, note::around);
        try {
            second.served();
            long served = System.nanoTime();
            double nodeMillis = (served - began) / 1e6;
            double takeOverMillis = (served - note.nanos().orElse(began)) / 1e6;
            progress.accept(String.format(Locale.ROOT, "taken over in %,.0f ms", takeOverMillis));
            double oneByOneMillis = oneByOne(second, load);
            progress.accept(String.format(Locale.ROOT, "replayed one by one in %,.0f ms", oneByOneMillis));
            return report(load.instances(), events, nodeMillis, takeOverMillis, oneByOneMillis);
        } finally {
            second.end();
        }
    }

    private static BenchReport report(
            int instances, long events, double nodeMillis, double takeOverMillis, double oneByOneMillis) {
        return new BenchReport(
                "recovery",
                List.of(
                        Figure.of("instances", instances, 0, "in the shard"),
                        Figure.of("events", (double) events, 0, "in its log"),
                        Figure.of(
                                "take_over_ms", takeOverMillis, 1, "from the first look at the log until it is served"),
                        Figure.of("new_node_ms", nodeMillis, 1, "the same with the start of the node"),
                        Figure.of(
                                "take_over_per_s",
                                instances * 1e3 / takeOverMillis,
                                1,
                                "instances known again a second"),
                        Figure.of(
                                "one_by_one_per_s",
                                instances * 1e3 / oneByOneMillis,
                                1,
                                "instances replayed a second, each by its own entity"),
                        Figure.of("ratio", oneByOneMillis / takeOverMillis, 2, "the one by the other")));
    }

    /** Every entity is started, and has replayed what it is made of when it answers. */
    private static double oneByOne(BenchSide side, Load load) {
        long began = System.nanoTime();
        CompletableFuture<Void> all = new CompletableFuture<>();
        AtomicInteger next = new AtomicInteger();
        AtomicInteger left = new AtomicInteger(load.instances());
        for (int i = 0; i < Math.min(load.inFlight(), load.instances()); i++) {
            next(side, load, next, left, all);
        }
        all.join();
        return (System.nanoTime() - began) / 1e6;
    }

    private static void next(
            BenchSide side, Load load, AtomicInteger next, AtomicInteger left, CompletableFuture<Void> all) {
        int number = next.getAndIncrement();
        if (number >= load.instances()) {
            return;
        }
        String id = TransitionDriver.id("bench", number);
        var _ = side.ask(id, replyTo -> new ResourceMessage.Read(true, replyTo)).whenComplete((reply, failure) -> {
            if (failure != null || !(reply instanceof Reply.Done)) {
                all.completeExceptionally(
                        new IllegalStateException(id + " cannot be replayed: " + reply + " " + failure));
            } else if (left.decrementAndGet() == 0) {
                all.complete(null);
            } else {
                next(side, load, next, left, all);
            }
        });
    }
}
