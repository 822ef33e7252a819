package dev.holdfast.sim.bench;

import dev.holdfast.node.resource.Reply;
import dev.holdfast.node.resource.ResourceMessage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The node that takes over in {@link RecoveryBench}, in a process of its own: the classes are as cold as after a real
 * crash. Says a line when the shard is served, replays every instance when its input says so, and says another.
 */
final class Recovering {
    /** Begins the line that is said when the shard is served; the milliseconds of node and take-over follow. */
    static final String SERVED = "served";

    /** Begins the line that is said when all are replayed; their milliseconds follow. */
    static final String REPLAYED = "replayed";

    private Recovering() {}

    /** @param arguments the log's folder, how many instances it holds, and how many to replay at once */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        RecoveryBench.Load load =
                new RecoveryBench.Load(Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
        FirstRequest.Note note = new FirstRequest.Note();
        long began = System.nanoTime();
        BenchSide side = BenchSide.start(folder, RecoveryBench.ONE_SHARD, note::around);
        try {
            side.served();
            long served = System.nanoTime();
            say(SERVED, (served - began) / 1e6, (served - note.nanos().orElse(began)) / 1e6);
            // The one who measures takes its time of the line above before anything else happens here.
            if (System.in.read() >= 0) {
                say(REPLAYED, oneByOne(side, load));
            }
        } finally {
            side.close();
        }
    }

    private static void say(String what, double... millis) {
        StringBuilder line = new StringBuilder(what);
        for (double each : millis) {
            line.append(String.format(Locale.ROOT, " %.3f", each));
        }
        System.out.println(line);
        System.out.flush();
    }

    /** Every entity is started, and has replayed what it is made of when it answers. */
    private static double oneByOne(BenchSide side, RecoveryBench.Load load) {
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
            BenchSide side,
            RecoveryBench.Load load,
            AtomicInteger next,
            AtomicInteger left,
            CompletableFuture<Void> all) {
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
