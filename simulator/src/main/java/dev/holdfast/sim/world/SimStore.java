package dev.holdfast.sim.world;

import dev.holdfast.core.log.Commit;
import dev.holdfast.core.log.Entry;
import dev.holdfast.core.log.Head;
import dev.holdfast.core.log.Payload;
import dev.holdfast.core.log.ShardId;
import dev.holdfast.core.log.StoreAnswer;
import dev.holdfast.core.log.StoreModel;
import dev.holdfast.core.log.StoreRequest;
import dev.holdfast.sim.fault.StoreWeather;
import dev.holdfast.sim.workload.Draws;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * The store of the region: linearizable, and as unreliable in its answers as a replicated one. What it has applied it
 * keeps, and it tells a witness of every commit at the moment when it is applied: that is what really happened,
 * whatever any node believes.
 */
public final class SimStore {
    private static final long LANDS_WITHIN = 10_000_000_000L;

    private final Timeline timeline;
    private final Trace trace;
    private final Draws draws;
    private final StoreModel model = new StoreModel();
    private final List<Object> objects = new ArrayList<>();
    private final BiConsumer<ShardId, Commit> applied;
    private StoreWeather weather;
    private long downUntil;
    private long writes;

    SimStore(Timeline timeline, Trace trace, Draws draws, StoreWeather weather, BiConsumer<ShardId, Commit> applied) {
        this.timeline = timeline;
        this.trace = trace;
        this.draws = draws;
        this.weather = weather;
        this.applied = applied;
    }

    /** Objects stay objects: a payload is the number under which one is kept. */
    Payload payload(Object object) {
        objects.add(object);
        int number = objects.size() - 1;
        byte[] bytes = new byte[40];
        ByteBuffer.wrap(bytes).putInt(number);
        return Payload.of(bytes);
    }

    Object object(Payload payload) {
        return objects.get(ByteBuffer.wrap(payload.bytes()).getInt());
    }

    /** The answer may never come. */
    void request(StoreRequest request, Consumer<StoreAnswer> answer) {
        if (timeline.nanos() < downUntil) {
            trace.count("store down");
            if (draws.chance(0.5)) {
                later(answer, new StoreAnswer.Unavailable("the store is down"));
            }
            return;
        }
        if (request instanceof StoreRequest.CompareAndCommit write) {
            write(write, answer);
        } else if (draws.chance(weather.readFails())) {
            fail(request, answer);
        } else {
            // It takes effect half-way, somewhere between being asked and being answered.
            timeline.afterNanos(delay() / 2, () -> later(answer, apply(request)));
        }
    }

    private void write(StoreRequest.CompareAndCommit write, Consumer<StoreAnswer> answer) {
        long number = ++writes;
        double luck = draws.unit();
        double bar = weather.unknownApplied();
        if (luck < bar) {
            outcome("unknown, applied");
            timeline.afterNanos(delay() / 2, () -> {
                apply(write);
                later(answer, new StoreAnswer.Unknown("timed out"));
            });
            return;
        }
        bar += weather.unknownDropped();
        if (luck < bar) {
            outcome("unknown, dropped");
            later(answer, new StoreAnswer.Unknown("timed out"));
            return;
        }
        bar += weather.lands();
        if (luck < bar) {
            outcome("unknown, lands late");
            later(answer, new StoreAnswer.Unknown("timed out"));
            timeline.afterNanos(draws.below(LANDS_WITHIN), () -> {
                if (apply(write) instanceof StoreAnswer.Applied) {
                    trace.count("a late write landed");
                    trace.note("landed late", write.shard().toString(), number);
                }
            });
            return;
        }
        bar += weather.ownRefused();
        if (luck < bar) {
            outcome("refused by itself");
            timeline.afterNanos(delay() / 2, () -> {
                apply(write);
                later(answer, apply(write));
            });
            return;
        }
        bar += weather.unavailable();
        if (luck < bar) {
            outcome("unavailable");
            later(answer, new StoreAnswer.Unavailable("too few replicas"));
            return;
        }
        bar += weather.silent();
        if (luck < bar) {
            outcome("no answer");
            if (draws.chance(0.5)) {
                timeline.afterNanos(delay(), () -> apply(write));
            }
            return;
        }
        timeline.afterNanos(delay() / 2, () -> {
            StoreAnswer result = apply(write);
            outcome(result instanceof StoreAnswer.Applied ? "applied" : "refused");
            later(answer, result);
        });
    }

    private void outcome(String what) {
        trace.count("append " + what);
    }

    private void fail(StoreRequest request, Consumer<StoreAnswer> answer) {
        trace.count("store request failed");
        double luck = draws.unit();
        if (luck < 0.4) {
            later(answer, new StoreAnswer.Unavailable("too few replicas"));
        } else {
            if (draws.chance(0.5)) {
                timeline.afterNanos(delay(), () -> apply(request));
            }
            if (luck < 0.8) {
                later(answer, new StoreAnswer.Unknown("timed out"));
            }
        }
    }

    private StoreAnswer apply(StoreRequest request) {
        StoreAnswer answer = model.apply(request);
        if (answer instanceof StoreAnswer.Applied
                && request instanceof StoreRequest.CompareAndCommit write
                && write.commit().isPresent()) {
            Commit commit = write.commit().get();
            trace.note("commit", write.shard().toString(), commit.position());
            applied.accept(write.shard(), commit);
        }
        return answer;
    }

    private void later(Consumer<StoreAnswer> answer, StoreAnswer what) {
        timeline.afterNanos(delay() / 2, () -> answer.accept(what));
    }

    private long delay() {
        if (draws.chance(weather.tail())) {
            return draws.below(weather.tailMillis() * 1_000_000L + 1);
        }
        return (long) (weather.meanMicros() * 1_000L * (0.2 + 1.6 * draws.unit()));
    }

    /** Every request fails from now on, for a while. */
    void goDown(long nanos) {
        downUntil = Math.max(downUntil, timeline.nanos() + nanos);
    }

    void heal() {
        downUntil = 0;
        weather = StoreWeather.FINE;
    }

    /** For judges: what a linearizable read would say, without asking anybody. */
    Optional<Head> head(ShardId shard, long segment) {
        return model.apply(new StoreRequest.ReadHead(shard, segment))
                        instanceof StoreAnswer.HeadRead(Optional<Head> head)
                ? head
                : Optional.empty();
    }

    /** How many events a commit has. */
    static long events(Commit commit) {
        return commit.entries().stream().filter(Entry.Event.class::isInstance).count();
    }
}
